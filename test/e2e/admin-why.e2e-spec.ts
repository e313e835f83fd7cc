import { makeFixtures, protectRefs, type Fixtures } from '../support/fixtures.js';
import { knownRepository } from '../support/allowed-world.js';
import { startAdmin, type RunningAdmin } from '../support/admin.js';
import { openSuite, type Suite } from '../support/suite.js';

describe('admin why', () => {
  let suite: Suite;
  let fixtures: Fixtures;
  let admin: RunningAdmin;

  beforeAll(async () => {
    suite = await openSuite();
    fixtures = await makeFixtures(suite);
    await protectRefs(suite, fixtures);
    await knownRepository(suite, fixtures.P.id);
    admin = await startAdmin(suite);
  });
  afterAll(async () => {
    await admin?.close();
    await suite?.close();
  });

  const project = ['--project', 'gnuwget/wget2'];
  const push = ['--ref', 'refs/heads/master', '--action', 'git-receive-pack'];

  it('tells every fact, every check, the answer and what helps', async () => {
    const { code, stdout, stderr } = await admin.run('why', '--key', '30', ...project, ...push);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/│ user\.username +│ dev +│/);
    expect(stdout).toMatch(/│ standing\.level +│ 30 +│/);
    expect(stdout).toMatch(/│ 12 +│ actor may read the project +│ +│ passed +│/);
    expect(stdout).toMatch(/│ B9 +│ actor may push to the protected branch +│ refs\/heads\/master +│ refused +│/);
    expect(stdout).toContain('Answer: 401 (B10) You are not allowed to push code to protected branches');
    expect(stdout).toContain('Remedy: Let the actor push by the rule (admin protected-branches change <id> --push)');
    expect(stdout).toContain('Assumed: no revisions were given');
  });

  it('says yes with exit code 0', async () => {
    const granted = await admin.run('why', '--username', 'maint', ...project, ...push);
    expect(granted.code).toBe(0);
    expect(granted.stdout).toMatch(/Answer: 200, granted\n$/);
    expect((await admin.run('why', '--user', '120', ...project)).stdout).toMatch(/Answer: 200, granted\n$/);
  });

  it('gives scripts facts, checks and answer as JSON', async () => {
    const words = ['why', '--user', 'outsider', ...project, '--protocol', 'http', '--json'];
    const { code, stdout } = await admin.run(...words);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      facts: { user: { username: 'outsider' }, project: { id: fixtures.P.id, visibility: 0 }, standing: { level: 0 } },
      checks: expect.arrayContaining([{ step: '12', check: 'actor may read the project', outcome: 'refused' }]),
      answer: { kind: 'denied', status: 404, code: 'M14', remedy: expect.stringContaining('admin members create') },
      assumptions: [],
    });
  });

  it('changes nothing: no project is made and no key is touched', async () => {
    const before = await suite.sql('SELECT count(*) AS projects, (SELECT max(last_used_at) FROM keys) FROM projects');
    const words = ['why', '--key', '150', '--user', 'owner'];
    expect((await admin.run(...words, ...project)).stderr).toBe('give one of --key, --user and --username\n');
    const owner = ['why', '--key', '50', '--project', 'owner/new-one', '--action', 'git-receive-pack'];
    expect((await admin.run(...owner)).stdout).toContain('a first push would make owner/new-one, if its pusher may');
    expect(await suite.sql('SELECT count(*) AS projects, (SELECT max(last_used_at) FROM keys) FROM projects')).toEqual(
      before,
    );
  });

  it('takes revisions: a new branch and a deleted one', async () => {
    const revision = 'a'.repeat(40);
    const ask = (old: string, next: string) =>
      admin.run('why', '--user', 'dev', ...project, '--ref', 'refs/heads/master', '--old', old, '--new', next);
    expect((await ask(revision, '0')).stdout).toContain('(B1) The default branch of a project cannot be deleted.');
    expect((await ask('0', 'short')).stderr).toBe('--new must be a whole revision, or 0\n');
  });

  it.each([
    [['--user', 'dev'], '--project is missing\n'],
    [['--user', 'dev', ...project, '--ref', 'main'], '--ref must be whole, such as refs/heads/main\n'],
    [['--user', 'dev', ...project, '--old', '0'], '--old and --new need --ref\n'],
    [['--key', 'x', ...project], 'x is no id\n'],
  ])('%j is no question: exit code 2', async (words, stderr) => {
    expect(await admin.run('why', ...words)).toEqual({ code: 2, stdout: '', stderr });
  });
});
