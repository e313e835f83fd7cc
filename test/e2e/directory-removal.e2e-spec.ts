import type { INestApplicationContext } from '@nestjs/common';
import { DirectoryModule, Groups, People, Projects } from '@app/directory';
import type { MadeNamespace, MadeProject, MadeUser } from '../support/made.js';
import { startServices } from '../support/services.js';
import { openSuite, type Suite } from '../support/suite.js';

describe('what removal leaves', () => {
  let suite: Suite;
  let context: INestApplicationContext;

  beforeAll(async () => {
    suite = await openSuite();
    context = await startServices(suite, DirectoryModule);
  });
  afterAll(async () => {
    await context?.close();
    await suite?.close();
  });

  const count = async (from: string, values: readonly unknown[] = []): Promise<number> => {
    const [row] = await suite.sql<{ count: number }>(`SELECT count(*) AS count FROM ${from}`, values);
    return row!.count;
  };

  /** What is stored is what the rule of access says now. */
  const expectAccessToBeTrue = async (): Promise<void> => {
    const stored = 'SELECT user_id, project_id, access_level FROM project_authorizations';
    const derived = `SELECT a.user_id, a.project_id, a.access_level
                     FROM internal_api.access_of_users(ARRAY(SELECT id FROM users), internal_api.today()) a`;
    expect(await count(`((${stored} EXCEPT ${derived}) UNION ALL (${derived} EXCEPT ${stored})) differences`)).toBe(0);
  };

  /** A user with a key, a deploy key, a token, a secondary address, memberships and a rule of their own. */
  const busyUser = async (project: MadeProject, group: MadeNamespace): Promise<MadeUser> => {
    const user = await suite.make.user();
    await suite.make.key({ user_id: user.id });
    await suite.make.deployKey({ user_id: user.id }, { [project.id]: true });
    await suite.make.token(user.id, ['api']);
    await suite.make.insert('emails', { user_id: user.id, email: `second-${user.username}@example.com` });
    await suite.make.member({ project: project.id }, user.id, 30);
    await suite.make.member({ group: group.id }, user.id, 40);
    await suite.make.protectedBranch({ project_id: project.id }, 'main', { push: [{ user_id: user.id }] });
    return user;
  };

  it('of a user: nothing that lets them in, and the deploy keys that they made', async () => {
    const group = await suite.make.group();
    const project = await suite.make.project({ namespace_id: group.id });
    const user = await busyUser(project, group);
    expect(await context.get(People).remove(user.id)).toBeUndefined();

    for (const table of ['members', 'personal_access_tokens', 'emails', 'project_authorizations']) {
      expect([table, await count(`${table} WHERE user_id = $1`, [user.id])]).toEqual([table, 0]);
    }
    expect(await count('keys WHERE user_id = $1', [user.id])).toBe(1);
    expect(await count(`keys WHERE user_id = $1 AND type = 'DeployKey'`, [user.id])).toBe(1);
    expect(await count('namespaces WHERE owner_id = $1', [user.id])).toBe(0);
    expect(await count(`routes WHERE source_type = 'Namespace' AND source_id = $1`, [user.namespaceId])).toBe(0);
    expect(await count('protected_branch_push_access_levels WHERE user_id = $1', [user.id])).toBe(0);
    await expectAccessToBeTrue();
    expect(await context.get(People).remove(user.id)).toMatchObject({ code: 'user_missing' });
  });

  it('keeps a user whose space has projects, whoever asks', async () => {
    const user = await suite.make.user();
    await suite.make.project({ namespace_id: user.namespaceId });
    expect(await context.get(People).remove(user.id)).toMatchObject({ code: 'user_has_projects' });
    await expect(suite.sql('DELETE FROM users WHERE id = $1', [user.id])).rejects.toThrow('fk_projects_namespace_id');
    expect(await count('users WHERE id = $1', [user.id])).toBe(1);
  });

  it('of a project: no member, route, deploy key link, rule or knowledge of its repository', async () => {
    const group = await suite.make.group();
    const project = await suite.make.project({ namespace_id: group.id });
    await busyUser(project, group);
    await suite.make.redirect('Project', project.id, 'former/place');
    await suite.sql(
      `INSERT INTO internal_api.repository_states (gl_repository, updated_at) VALUES ($1, now()), ($2, now())`,
      [`project-${project.id}`, `wiki-${project.id}`],
    );
    expect(await context.get(Projects).remove(project.id)).toBeUndefined();

    for (const table of ['routes', 'redirect_routes', 'members']) {
      const left = await count(`${table} WHERE source_type = 'Project' AND source_id = $1`, [project.id]);
      expect([table, left]).toEqual([table, 0]);
    }
    for (const table of ['deploy_keys_projects', 'project_authorizations', 'protected_branches', 'project_features']) {
      expect([table, await count(`${table} WHERE project_id = $1`, [project.id])]).toEqual([table, 0]);
    }
    expect(await count('internal_api.repository_states WHERE gl_repository LIKE $1', [`%-${project.id}`])).toBe(0);
    await expectAccessToBeTrue();
    expect(await context.get(Projects).remove(project.id)).toMatchObject({ code: 'project_missing' });
  });

  it('of a group: none of the access that it gave through shares', async () => {
    const [invited, shared] = [await suite.make.group(), await suite.make.group()];
    await suite.make.project({ namespace_id: shared.id });
    const elsewhere = await suite.make.project({ namespace_id: (await suite.make.group()).id });
    const user = await suite.make.user();
    await suite.make.member({ group: invited.id }, user.id, 40);
    await suite.make.share({ group: shared.id }, invited.id, 30);
    await suite.make.share({ project: elsewhere.id }, invited.id, 30);
    const levels = 'project_authorizations WHERE user_id = $1';
    expect(await count(levels, [user.id])).toBe(2);

    const groups = context.get(Groups);
    expect(await groups.remove(shared.id)).toMatchObject({ code: 'group_not_empty' });
    expect(await groups.remove(invited.id)).toBeUndefined();
    expect(await count(levels, [user.id])).toBe(0);
    expect(await count(`members WHERE source_type = 'Namespace' AND source_id = $1`, [invited.id])).toBe(0);
    expect(await count(`routes WHERE source_type = 'Namespace' AND source_id = $1`, [invited.id])).toBe(0);
    await expectAccessToBeTrue();
    expect(await groups.remove(user.namespaceId)).toMatchObject({ code: 'group_missing' });
  });

  it('of a deploy key: no link and no right to a protected ref', async () => {
    const project = await suite.make.project({ namespace_id: (await suite.make.group()).id });
    const key = await suite.make.deployKey({}, { [project.id]: true });
    await suite.make.protectedBranch({ project_id: project.id }, 'main', { push: [{ deploy_key_id: key.id }] });
    await suite.make.protectedTag(project.id, 'v*', [{ deploy_key_id: key.id }]);
    await suite.sql('DELETE FROM keys WHERE id = $1', [key.id]);
    for (const table of [
      'deploy_keys_projects',
      'protected_branch_push_access_levels',
      'protected_tag_create_access_levels',
    ]) {
      expect([table, await count(`${table} WHERE deploy_key_id = $1`, [key.id])]).toEqual([table, 0]);
    }
  });
});
