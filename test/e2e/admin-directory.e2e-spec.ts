import { startAdmin, type RunningAdmin } from '../support/admin.js';
import { openSuite, type Suite } from '../support/suite.js';

describe('admin users, groups, projects, members', () => {
  let suite: Suite;
  let admin: RunningAdmin;

  beforeAll(async () => {
    suite = await openSuite();
    admin = await startAdmin(suite);
  });
  afterAll(async () => {
    await admin?.close();
    await suite?.close();
  });

  it('users are created, listed, shown, changed and removed', async () => {
    const words = ['--username', 'rubi', '--name', 'Dede Eichmann', '--email', 'rubi@example.com'];
    const made = await admin.json('users', 'create', ...words, '--external');
    expect(made).toMatchObject({ username: 'rubi', state: 'active', admin: false, external: true });
    expect(await admin.json('users', 'list', '--search', 'EICHMANN')).toEqual([made]);
    expect(await admin.json('users', 'list', '--state', 'blocked')).toEqual([]);
    const change = ['--state', 'blocked', '--no-external', '--username', 'dede'];
    expect(await admin.json('users', 'change', 'rubi', ...change)).toMatchObject({
      id: made.id,
      username: 'dede',
      state: 'blocked',
      external: false,
      name: 'Dede Eichmann',
    });
    expect((await admin.run('users', 'show', 'rubi')).stderr).toBe('user rubi does not exist\n');
    expect(await admin.json('users', 'show', String(made.id))).toMatchObject({ username: 'dede' });
    expect(await admin.run('users', 'remove', 'dede', '--yes')).toMatchObject({ code: 0, stdout: '' });
    expect(await admin.run('users', 'show', String(made.id))).toMatchObject({
      code: 1,
      stderr: `user ${made.id} does not exist\n`,
    });
  });

  it('groups and projects lie in each other, move and keep their old paths', async () => {
    const top = await admin.json('groups', 'create', '--path', 'gnuwget', '--visibility', 'public');
    const sub = await admin.json('groups', 'create', '--path', 'tools', '--parent', 'gnuwget', '--name', 'The tools');
    expect(sub).toMatchObject({ full_path: 'gnuwget/tools', name: 'The tools', visibility: 'private' });
    const project = await admin.json('projects', 'create', '--namespace', 'gnuwget', '--path', 'wget2');
    expect(project).toMatchObject({ full_path: 'gnuwget/wget2', visibility: 'private', storage: 'default' });

    const moved = await admin.json('projects', 'change', 'gnuwget/wget2', '--namespace', 'gnuwget/tools', '--archived');
    expect(moved).toMatchObject({ id: project.id, full_path: 'gnuwget/tools/wget2', archived: true });
    expect(await admin.json('projects', 'show', 'GNUwget/wget2')).toMatchObject({ id: project.id });
    expect(await admin.json('projects', 'list', '--namespace', 'gnuwget')).toEqual([]);
    expect(await admin.json('groups', 'list', '--parent', 'gnuwget')).toHaveLength(1);

    const shown = await admin.run('groups', 'change', 'gnuwget/tools', '--visibility', 'public', '--top');
    expect(shown).toMatchObject({ code: 0 });
    expect(await admin.json('projects', 'show', 'tools/wget2')).toMatchObject({ id: project.id });
    expect(await admin.run('groups', 'remove', 'tools', '--yes')).toMatchObject({
      code: 1,
      stderr: 'group has subgroups or projects\n',
    });
    expect((await admin.run('projects', 'remove', 'tools/wget2', '--yes')).code).toBe(0);
    expect((await admin.run('groups', 'remove', 'tools', '--yes')).code).toBe(0);
    expect((await admin.run('groups', 'remove', String(top.id), '--yes')).code).toBe(0);
  });

  it('a change happens wholly or not at all', async () => {
    const group = await suite.make.group({ path: 'whole', visibility_level: 0 });
    const project = await suite.make.project({ namespace_id: group.id, path: 'before' });
    const refused = await admin.run(
      'projects',
      'change',
      String(project.id),
      '--path',
      'after',
      '--visibility',
      'public',
    );
    expect(refused).toMatchObject({ code: 1, stderr: 'visibility level is not allowed\n' });
    expect(await admin.json('projects', 'show', String(project.id))).toMatchObject({ full_path: 'whole/before' });
    const hidden = await suite.make.group({ path: 'open', visibility_level: 20 });
    await suite.make.project({ namespace_id: hidden.id, visibility_level: 20 });
    expect(await admin.run('groups', 'change', 'open', '--path', 'closed', '--visibility', 'private')).toMatchObject({
      code: 1,
      stderr: 'something in the group is more visible\n',
    });
    expect(await admin.json('groups', 'show', 'open')).toMatchObject({ full_path: 'open', visibility: 'public' });
  });

  it('members get a level that ends, and lose it', async () => {
    const user = await suite.make.user({ username: 'jana' });
    const group = await suite.make.group({ path: 'team' });
    const pair = ['--user', 'jana', '--group', 'team'];
    const made = await admin.json('members', 'create', ...pair, '--level', 'developer', '--expires', '2090-01-31');
    expect(made).toMatchObject({ username: 'jana', source_path: 'team', level: 'developer', expires_at: '2090-01-31' });
    expect((await admin.run('members', 'create', ...pair, '--level', 'owner')).stderr).toBe(
      'membership exists already\n',
    );
    const changed = await admin.json('members', 'change', ...pair, '--level', '40', '--expires', 'never');
    expect(changed).toMatchObject({ id: made.id, level: 'maintainer', expires_at: null });
    expect(await admin.json('members', 'list', '--user', String(user.id))).toEqual([changed]);
    expect(await admin.json('members', 'list', '--group', String(group.id))).toEqual([changed]);
    expect((await admin.run('members', 'remove', ...pair, '--yes')).code).toBe(0);
    const gone = { code: 1, stderr: 'membership does not exist\n' };
    expect(await admin.run('members', 'change', ...pair, '--level', 'guest')).toMatchObject(gone);
    expect(await admin.run('members', 'show', ...pair)).toMatchObject(gone);
  });

  describe('the grammar', () => {
    it.each([
      [['users', 'create', '--username', 'x'], '--name is missing; --email is missing\n'],
      [['users', 'list', '--state', 'asleep'], /^--state must be one of active, blocked, .*\n$/],
      [['users', 'list', '--limit', '0'], '--limit must be a number from 1 to 100000\n'],
      [['users', 'frob'], 'users has no verb frob: see admin users --help\n'],
      [['users'], 'users wants a verb: see admin users --help\n'],
      [['users', 'show'], "error: missing required argument 'user'\n"],
      [['users', 'show', 'a', 'b'], /^error: too many arguments/],
      [['users', 'show', 'a', '--frob'], "error: unknown option '--frob'\n"],
      [['frob'], "error: unknown command 'frob'\n"],
      [['users', 'remove', 'x'], 'nobody can be asked here: add --yes\n'],
      [['members', 'show', '--user', 'x'], '--group or --project is missing\n'],
      [
        ['members', 'create', '--user', 'x', '--level', 'developer', '--expires', 'soon'],
        '--expires must be a day such as 2027-01-31, or never\n',
      ],
    ])('%j is not understood: exit code 2 and one line', async (words, line) => {
      const said = await admin.run(...words);
      expect(said).toMatchObject({ code: 2, stdout: '' });
      if (typeof line === 'string') expect(said.stderr).toBe(line);
      else expect(said.stderr).toMatch(line);
    });

    it('people get a table, with what could steer a terminal made visible', async () => {
      await suite.make.user({ username: 'steer', name: '\u001b[2Jname' });
      const { stdout } = await admin.run('users', 'list', '--search', 'steer');
      expect(stdout).toMatch(/│ id +│ username │ name +│ email/);
      expect(stdout).toContain('\uFFFD[2Jname');
      expect((await admin.run('users', 'list', '--search', 'no such')).stdout).toBe('none\n');
    });

    it('a long list goes on behind the last id', async () => {
      const group = await suite.make.group();
      for (const path of ['a', 'b', 'c']) await suite.make.project({ namespace_id: group.id, path });
      const list = (...words: string[]) => admin.json('projects', 'list', '--namespace', String(group.id), ...words);
      const first = await list('--limit', '2');
      expect(first).toHaveLength(2);
      const rest = await list('--after', String(first[1].id));
      expect(rest.map(({ name }: { name: string }) => name)).toEqual(['c']);
    });
  });
});
