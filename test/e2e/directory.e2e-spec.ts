import type { INestApplicationContext } from '@nestjs/common';
import { DirectoryModule, DirectoryRefusal, Groups, Memberships, People, Projects } from '@app/directory';
import { startServices } from '../support/services.js';
import { openSuite, type Suite } from '../support/suite.js';

/** The value, or a failed test that says which refusal came instead. */
function made<Value>(outcome: Value | DirectoryRefusal): Value {
  if (outcome instanceof DirectoryRefusal) throw new Error(`refused: ${outcome.code}`);
  return outcome;
}

describe('changes of users, groups, projects and memberships', () => {
  let suite: Suite;
  let context: INestApplicationContext;
  let people: People;
  let groups: Groups;
  let projects: Projects;
  let memberships: Memberships;
  let count = 0;

  beforeAll(async () => {
    suite = await openSuite();
    context = await startServices(suite, DirectoryModule);
    [people, groups, projects, memberships] = [
      context.get(People),
      context.get(Groups),
      context.get(Projects),
      context.get(Memberships),
    ];
  });
  afterAll(async () => {
    await context?.close();
    await suite?.close();
  });

  const unique = (word: string): string => `${word}${++count}`;
  const user = (username = unique('user')) =>
    people.create({ username, name: 'A Person', email: `${username}@example.com` }).then(made);
  const group = (path = unique('group'), parentId?: number) =>
    groups.create({ path, visibilityLevel: 20, ...(parentId === undefined ? {} : { parentId }) }).then(made);
  const project = (namespaceId: number, path = unique('project')) => projects.create({ namespaceId, path }).then(made);
  const route = async (id: number, type = 'Project') => {
    const [row] = await suite.sql<{ path: string; name: string }>(
      'SELECT path, name FROM routes WHERE source_type = $1 AND source_id = $2',
      [type, id],
    );
    return row;
  };
  /** Paths that the project had. */
  const formerPaths = async (id: number): Promise<string[]> => {
    const rows = await suite.sql<{ path: string }>(
      `SELECT path FROM redirect_routes WHERE source_type = 'Project' AND source_id = $1 ORDER BY id`,
      [id],
    );
    return rows.map(({ path }) => path);
  };
  const level = async (userId: number, projectId: number): Promise<number | undefined> => {
    const [row] = await suite.sql<{ access_level: number }>(
      'SELECT access_level FROM project_authorizations WHERE user_id = $1 AND project_id = $2',
      [userId, projectId],
    );
    return row?.access_level;
  };

  describe('users', () => {
    it('get a personal space with a path, and are found in any case', async () => {
      const name = unique('Person');
      const { id, namespaceId } = await user(name);
      expect(await route(namespaceId, 'Namespace')).toEqual({ path: name, name });
      expect(await people.find(name.toUpperCase())).toBe(id);
      expect(await people.find('no\0body')).toBeUndefined();
    });

    it('share no name, whatever its case, with another user or a group; and no address', async () => {
      const path = await group(unique('Taken')).then((id) => route(id, 'Namespace'));
      const create = (username: string, email = `${unique('mail')}@example.com`) =>
        people.create({ username, name: 'x', email });
      expect(await create(path!.path.toLowerCase())).toMatchObject({ code: 'path_taken' });
      expect(await create('-x')).toMatchObject({ code: 'path_invalid' });
      expect(await create('admin')).toMatchObject({ code: 'path_invalid' });
      expect(await create(unique('user'), 'nothing')).toMatchObject({ code: 'email_invalid' });
      const { id } = await user(unique('first'));
      const [first] = await suite.sql<{ email: string }>('SELECT email FROM users WHERE id = $1', [id]);
      const second = unique('second');
      expect(await create(second, first!.email.toUpperCase())).toMatchObject({ code: 'email_taken' });
      expect(await people.find(second)).toBeUndefined();
    });

    it('keep what is theirs when they are renamed', async () => {
      const former = unique('before');
      const { id, namespaceId } = await user(former);
      const own = await project(namespaceId, 'code');
      const name = unique('after');
      expect(await people.rename(id, name)).toBeUndefined();
      expect(await people.find(name)).toBe(id);
      expect((await route(own.id))!.path).toBe(`${name}/code`);
      expect(await projects.find(`${former}/code`)).toBe(own.id);
    });

    it('change their state', async () => {
      const { id } = await user();
      expect(await people.change(id, { state: 'blocked', admin: true })).toBeUndefined();
      const [row] = await suite.sql('SELECT state, admin, external FROM users WHERE id = $1', [id]);
      expect(row).toEqual({ state: 'blocked', admin: true, external: false });
      expect(await people.change(99, { admin: true })).toMatchObject({ code: 'user_missing' });
    });
  });

  describe('projects', () => {
    it('get a route, features and a disk path', async () => {
      const top = await group('gnuwget');
      const { id } = made(await projects.create({ id: 3, namespaceId: top, path: 'wget2', name: 'Wget 2' }));
      expect(await route(id)).toEqual({ path: 'gnuwget/wget2', name: 'gnuwget / Wget 2' });
      const [row] = await suite.sql(
        `SELECT r.disk_path, s.name AS shard, f.repository_access_level AS level, p.storage_version AS version
         FROM projects p JOIN project_repositories r ON r.project_id = p.id JOIN shards s ON s.id = r.shard_id
         JOIN project_features f ON f.project_id = p.id WHERE p.id = 3`,
      );
      expect(row).toEqual({
        disk_path: '@hashed/4e/07/4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce',
        shard: 'default',
        level: 20,
        version: 2,
      });
    });

    it('are found under former paths until somebody else takes these', async () => {
      const top = await group();
      const first = await project(top, 'old');
      expect(await projects.rename(first.id, 'young', 'Young')).toBeUndefined();
      expect(await projects.find(first.fullPath)).toBe(first.id);
      const second = await project(top, 'old');
      expect(await projects.find(first.fullPath.toUpperCase())).toBe(second.id);
      expect(await formerPaths(first.id)).toEqual([]);
    });

    it('return to a former path', async () => {
      const { id, fullPath } = await project(await group(), 'here');
      await projects.rename(id, 'there');
      await projects.rename(id, 'here');
      expect((await route(id))!.path).toBe(fullPath);
      expect(await formerPaths(id)).toEqual([fullPath.replace('here', 'there')]);
    });

    it('change only the case of their path without a former one', async () => {
      const { id, fullPath } = await project(await group(), 'case');
      expect(await projects.rename(id, 'Case')).toBeUndefined();
      expect((await route(id))!.path).toBe(fullPath.replace('case', 'Case'));
      expect(await formerPaths(id)).toEqual([]);
    });

    it('take their access along when they move', async () => {
      const [from, to] = [await group(), await group()];
      const [before, after] = [await user(), await user()];
      await memberships.set({ group: from }, before.id, { level: 30 });
      await memberships.set({ group: to }, after.id, { level: 40 });
      const { id, fullPath } = await project(from);
      expect(await projects.move(id, to)).toBeUndefined();
      expect([await level(before.id, id), await level(after.id, id)]).toEqual([undefined, 40]);
      expect(await projects.find(fullPath)).toBe(id);
    });

    it('are refused where the path, the name or the visibility is not allowed', async () => {
      const top = made(await groups.create({ path: unique('private') }));
      const create = (path: string, more = {}) => projects.create({ namespaceId: top, path, ...more });
      expect(await create('ends.with.dot.')).toMatchObject({ code: 'path_invalid' });
      expect(await create('a', { visibilityLevel: 20 })).toMatchObject({ code: 'visibility_invalid' });
      expect(await create('a', { visibilityLevel: 5 })).toMatchObject({ code: 'visibility_invalid' });
      expect(await projects.create({ namespaceId: 98, path: 'a' })).toMatchObject({ code: 'namespace_missing' });
      made(await create('a', { name: 'Name' }));
      expect(await create('A')).toMatchObject({ code: 'path_taken' });
      expect(await create('b', { name: 'name' })).toMatchObject({ code: 'name_taken' });
      await suite.make.settings({ restricted_visibility_levels: '---\n- 0\n' });
      expect(await create('c')).toMatchObject({ code: 'visibility_restricted' });
      await suite.make.settings({ restricted_visibility_levels: null });
    });

    it('change facts about them', async () => {
      const { id } = await project(await group());
      expect(await projects.change(id, { visibilityLevel: 20, archived: true })).toBeUndefined();
      const [row] = await suite.sql(
        'SELECT visibility_level, archived, repository_read_only FROM projects WHERE id = $1',
        [id],
      );
      expect(row).toEqual({ visibility_level: 20, archived: true, repository_read_only: null });
      expect(await projects.change(97, {})).toMatchObject({ code: 'project_missing' });
    });
  });

  describe('groups', () => {
    it('take all paths below them along, and leave the former ones behind', async () => {
      const [top, target] = [await group('alpha'), await group('omega')];
      const sub = await group('sub_group', top);
      const { id } = await project(sub, 'code');
      // An underscore is no wildcard: the neighbour keeps its former path.
      const neighbour = await project(await group('subXgroup', target), 'kept');
      await projects.rename(neighbour.id, 'moved');

      expect(await groups.move(sub, target)).toBeUndefined();
      expect(await route(id)).toEqual({ path: 'omega/sub_group/code', name: 'omega / sub_group / code' });
      expect(await groups.rename(target, 'last', 'Last')).toBeUndefined();
      expect(await route(id)).toEqual({ path: 'last/sub_group/code', name: 'Last / sub_group / code' });
      for (const path of ['alpha/sub_group/code', 'omega/sub_group/code', 'LAST/sub_group/code']) {
        expect(await projects.find(path)).toBe(id);
      }
      expect(await projects.find('omega/subXgroup/kept')).toBe(neighbour.id);
      expect(await groups.find('alpha/sub_group')).toBe(sub);

      await group('omega');
      expect(await projects.find('omega/sub_group/code')).toBeUndefined();
    });

    it('cannot lie below themselves, nor below a user or nothing', async () => {
      const top = await group();
      const sub = await group(unique('sub'), top);
      const { namespaceId } = await user();
      expect(await groups.move(top, sub)).toMatchObject({ code: 'below_itself' });
      expect(await groups.move(top, top)).toMatchObject({ code: 'below_itself' });
      expect(await groups.move(sub, namespaceId)).toMatchObject({ code: 'group_missing' });
      expect(await groups.create({ path: 'x', parentId: 96 })).toMatchObject({ code: 'group_missing' });
      expect(await groups.rename(namespaceId, 'x')).toMatchObject({ code: 'group_missing' });
    });

    it('two of one path, made at the same moment: one is made', async () => {
      const path = unique('race');
      const outcomes = await Promise.all(
        [path, path.toUpperCase(), path].map((spelling) => groups.create({ path: spelling, name: unique('name') })),
      );
      expect(outcomes.filter((outcome) => typeof outcome === 'number')).toHaveLength(1);
    });
  });

  describe('memberships and shares', () => {
    it('are made, changed and ended', async () => {
      const top = await group();
      const { id } = await project(top);
      const person = await user();
      await suite.make.member({ project: id }, person.id, 50, { requested_at: new Date() });
      expect(await level(person.id, id)).toBeUndefined();
      expect(await memberships.set({ project: id }, person.id, { level: 30, expiresAt: '2999-01-01' })).toBeUndefined();
      expect(await level(person.id, id)).toBe(30);
      expect(await memberships.set({ group: top }, person.id, { level: 40 })).toBeUndefined();
      expect(await level(person.id, id)).toBe(40);
      expect(await memberships.remove({ group: top }, person.id)).toBeUndefined();
      expect(await memberships.remove({ project: id }, person.id)).toBeUndefined();
      expect(await level(person.id, id)).toBeUndefined();
      expect(await memberships.remove({ project: id }, person.id)).toMatchObject({ code: 'membership_missing' });
    });

    it('shares give no more than they say', async () => {
      const [top, team] = [await group(), await group()];
      const { id } = await project(top);
      const person = await user();
      await memberships.set({ group: team }, person.id, { level: 50 });
      expect(await memberships.share({ project: id }, team, { level: 20 })).toBeUndefined();
      expect(await level(person.id, id)).toBe(20);
      expect(await memberships.share({ project: id }, team, { level: 30 })).toBeUndefined();
      expect(await level(person.id, id)).toBe(30);
      expect(await memberships.share({ group: top }, team, { level: 40 })).toBeUndefined();
      expect(await level(person.id, id)).toBe(40);
      expect(await memberships.unshare({ group: top }, team)).toBeUndefined();
      expect(await memberships.unshare({ project: id }, team)).toBeUndefined();
      expect(await level(person.id, id)).toBeUndefined();
    });

    it('are refused for what does not exist and for levels that do not', async () => {
      const top = await group();
      const { id } = await project(top);
      const person = await user();
      const set = (source: { group: number } | { project: number }, userId: number, level: number) =>
        memberships.set(source, userId, { level });
      expect(await set({ project: id }, person.id, 5)).toMatchObject({ code: 'level_invalid' });
      expect(await set({ group: top }, person.id, 60)).toMatchObject({ code: 'level_invalid' });
      expect(await set({ group: top }, 95, 30)).toMatchObject({ code: 'user_missing' });
      expect(await set({ group: person.namespaceId }, person.id, 30)).toMatchObject({ code: 'group_missing' });
      expect(await set({ project: 94 }, person.id, 30)).toMatchObject({ code: 'project_missing' });
      expect(await memberships.share({ group: top }, top, { level: 30 })).toMatchObject({ code: 'share_with_itself' });
      expect(await memberships.share({ project: id }, 93, { level: 30 })).toMatchObject({ code: 'group_missing' });
    });
  });
});
