import { Redis } from 'ioredis';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAdmin, type RunningAdmin } from '../support/admin.js';
import { writeSecrets } from '../support/app.js';
import { bootAdmin } from '../support/boot.js';
import { makeSshKey } from '../support/ssh-keys.js';
import { openSuite, type Suite } from '../support/suite.js';

describe('admin import, queue, rebuild-authorizations, decisions and secrets', () => {
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

  const file = (name: string, ...lines: string[]): string => {
    const path = join(admin.dataDir, name);
    writeFileSync(path, `${lines.join('\n')}\n`);
    return path;
  };

  describe('import', () => {
    it('takes in CSV, tells refused lines, keeps the others, and may be run again', async () => {
      const lines = ['username,name,email,external', 'ada,"Ada, L.",ada@example.com,true', 'bob,Bob,not-an-address,'];
      const path = file('users.csv', ...lines, 'cleo,Cleo,cleo@example.com,', 'ada,Ada,other@example.com,');
      const first = await admin.run('import', 'users', '--file', path, '--json');
      expect({ ...first, stdout: JSON.parse(first.stdout) }).toEqual({
        code: 1,
        stdout: {
          made: 2,
          there: 0,
          refused: 2,
          problems: [
            { line: 3, problem: 'email is not an address' },
            { line: 5, problem: 'path has already been taken' },
          ],
        },
        stderr: 'line 3: email is not an address\nline 5: path has already been taken\n',
      });
      expect(await admin.json('users', 'show', 'ada')).toMatchObject({ name: 'Ada, L.', external: true });
      file('users.csv', ...lines.slice(0, 2), 'bob,Bob,bob@example.com,', 'cleo,Cleo,CLEO@example.com,');
      expect(await admin.json('import', 'users', '--file', path)).toEqual({
        made: 1,
        there: 2,
        refused: 0,
        problems: [],
      });
    });

    it('takes in JSON lines: groups in groups, projects, members and keys', async () => {
      const json = (...rows: object[]): string[] => rows.map((row) => JSON.stringify(row));
      const { line } = makeSshKey();
      const files = {
        groups: [...json({ path: 'top', visibility: 'public' }, { path: 'inner', parent: 'top' }), ''],
        projects: json({ namespace: 'top/inner', path: 'code', creator: 'ada' }),
        members: json({ user: 'ada', group: 'top', level: 'developer', expires: '2090-01-31' }),
        keys: json({ user: 'ada', key: `${line} ada@example.com` }),
      };
      for (const [kind, lines] of Object.entries(files)) {
        const path = file(`${kind}.jsonl`, ...lines);
        const rows = lines.filter((text) => text !== '').length;
        const all = { refused: 0, problems: [] };
        expect([kind, await admin.json('import', kind, '--file', path)]).toEqual([
          kind,
          { made: rows, there: 0, ...all },
        ]);
        expect([kind, await admin.json('import', kind, '--file', path)]).toEqual([
          kind,
          { made: 0, there: rows, ...all },
        ]);
      }
      const [access] = await suite.sql(
        `SELECT a.access_level FROM project_authorizations a JOIN users u ON u.id = a.user_id WHERE u.username = 'ada'`,
      );
      expect(access).toEqual({ access_level: 30 });
    });

    it('says what is no row, no column and no file', async () => {
      const path = file('bad.jsonl', '{"username":', '{"nick":"x"}', '[1]', '{"username":"x"}');
      const { stderr } = await admin.run('import', 'users', '--file', path);
      expect(stderr.split('\n')).toEqual([
        'line 1: is no JSON object',
        'line 2: column nick is not known',
        'line 3: is no JSON object',
        'line 4: name is missing; email is missing',
        '',
      ]);
      expect(await admin.run('import', 'users', '--file', '/nowhere.csv')).toMatchObject({
        code: 1,
        stderr: '/nowhere.csv cannot be read: ENOENT\n',
      });
      const broken = file('broken.csv', 'username,name', 'a,b,c');
      const said = await admin.run('import', 'users', '--file', broken);
      expect(said).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Invalid Record Length.*line 2\n$/) });
    });
  });

  it('queue: tells what waits and what was set aside, and tries it again', async () => {
    await suite.sql(
      `INSERT INTO internal_api.outbox (queue, payload, created_at, attempts, failed_at, error)
       VALUES ('post_receive', '{}', now(), 0, NULL, NULL), ('post_receive', '{}', now(), 5, now(), 'it broke')`,
    );
    expect(await admin.json('queue', 'waiting')).toHaveLength(1);
    const [failed] = await admin.json('queue', 'failed');
    expect(failed).toMatchObject({ queue: 'post_receive', attempts: 5, error: 'it broke' });
    expect(await admin.run('queue', 'retry')).toMatchObject({ code: 2, stderr: 'give --id or --all\n' });
    expect(await admin.json('queue', 'retry', '--id', String(failed.id))).toEqual({ retried: 1 });
    expect(await admin.json('queue', 'failed')).toEqual([]);
    expect(await admin.run('queue', 'retry', '--id', String(failed.id))).toMatchObject({
      code: 1,
      stderr: `no job ${failed.id} was set aside\n`,
    });
    expect(await admin.json('queue', 'retry', '--all')).toEqual({ retried: 0 });
  });

  it('queue: tells what Bull has given up, and tries it again', async () => {
    const prefix = `bull:${admin.dataDir}:billing_seats`;
    const redis = new Redis(suite.redisUrl);
    try {
      const job = {
        name: '__default__',
        data: '{}',
        opts: '{}',
        timestamp: '1760000000000',
        delay: '0',
        priority: '0',
      };
      await redis.hset(`${prefix}:7`, {
        ...job,
        attemptsMade: '3',
        failedReason: 'no luck',
        finishedOn: '1760000001000',
      });
      await redis.zadd(`${prefix}:failed`, 1760000001000, '7');
      expect(await admin.json('queue', 'bull-failed')).toEqual([
        {
          queue: 'billing_seats',
          id: '7',
          attempts: 3,
          created_at: '2025-10-09T08:53:20.000Z',
          failed_at: '2025-10-09T08:53:21.000Z',
          error: 'no luck',
        },
      ]);
      const retry = ['queue', 'bull-retry', '--queue', 'billing_seats', '--id'];
      expect(await admin.json(...retry, '7')).toEqual({ retried: 1 });
      expect(await redis.zcard(`${prefix}:failed`)).toBe(0);
      expect((await admin.run(...retry, '8')).stderr).toBe('billing_seats has given up no job 8\n');
    } finally {
      redis.disconnect();
    }
  });

  it('rebuild-authorizations: repairs what was written with the triggers off', async () => {
    const project = await suite.make.project({ namespace_id: (await suite.make.group()).id });
    const user = await suite.make.user();
    await suite.make.member({ project: project.id }, user.id, 40);
    await suite.sql('UPDATE project_authorizations SET access_level = 50 WHERE user_id = $1', [user.id]);
    await suite.sql(`UPDATE namespaces SET traversal_ids = '{}' WHERE id = $1`, [project.namespaceId]);
    const [{ count }] = (await suite.sql<{ count: number }>('SELECT count(*) AS count FROM users')) as [
      { count: number },
    ];
    expect(await admin.json('rebuild-authorizations')).toEqual({ users: count });
    expect(await suite.sql('SELECT access_level FROM project_authorizations WHERE user_id = $1', [user.id])).toEqual([
      { access_level: 40 },
    ]);
    const [tree] = await suite.sql('SELECT traversal_ids FROM namespaces WHERE id = $1', [project.namespaceId]);
    expect(tree).toEqual({ traversal_ids: [project.namespaceId] });
  });

  it('decisions: filters the log and says what each row means', async () => {
    const user = await suite.make.user({ username: 'refused-one' });
    const row = { decided_at: new Date(), actor: 'user', user_id: user.id, username: 'refused-one', protocol: 'ssh' };
    const refusal = { verdict: 'refused', rule: 'B10', message: 'You are not allowed to push.', http_status: 401 };
    const common = { ...row, action: 'git-receive-pack', repository: 'gnuwget/wget2', duration_ms: 2.5 };
    const insert = (id: string, columns: object) =>
      suite.make.insert('internal_api.access_decisions', { id, ...common, ...columns });
    await insert('00000000-0000-4000-8000-000000000001', { ...refusal, correlation_id: 'abc' });
    await insert('00000000-0000-4000-8000-000000000002', { verdict: 'granted', http_status: 200 });
    const found = await admin.json('decisions', '--user', 'refused-one', '--rule', 'B10');
    expect(found).toEqual([
      expect.objectContaining({
        rule: 'B10',
        correlationId: 'abc',
        explanation: expect.stringMatching(/^You are not allowed to push\. Let the actor push by the rule/),
      }),
    ]);
    expect(await admin.json('decisions', '--correlation-id', 'abc')).toEqual(found);
    expect(await admin.json('decisions', '--verdict', 'granted', '--user', 'refused-one')).toHaveLength(1);
    expect(await admin.json('decisions', '--until', '2020-01-01')).toEqual([]);
    const { stdout } = await admin.run('decisions', '--user', 'refused-one');
    expect(stdout).toMatch(/refused B10/);
  });

  describe('secrets check, a process of its own', () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'secrets-'))));
    afterEach(() => rmSync(folder, { recursive: true }));

    const check = async (stores: Record<string, string> = {}) => {
      const urls = { DATABASE_URL: suite.databaseUrl, REDIS_URL: suite.redisUrl };
      const { code, stdout } = await bootAdmin({ ...urls, DATA_DIR: folder, ...stores }, 'secrets', 'check', '--json');
      return { code, ...JSON.parse(stdout) };
    };

    it('finds nothing wrong: exit code 0', async () => {
      writeSecrets(folder, {});
      const { code, secrets, stores } = await check();
      expect(code).toBe(0);
      expect(secrets[0]).toEqual({
        name: 'shell secret',
        path: join(folder, 'gitlab_shell_secret'),
        mode: '0600',
        length: 10,
        fingerprint: '88c0e329',
        problem: null,
      });
      expect(stores).toEqual([
        { name: 'postgresql', problem: null },
        { name: 'redis', problem: null },
      ]);
    });

    it('tells all that is wrong at once, and makes nothing: exit code 1', async () => {
      writeFileSync(join(folder, 'gitlab_shell_secret'), 's3cr3t');
      chmodSync(join(folder, 'gitlab_shell_secret'), 0o644);
      writeFileSync(join(folder, 'gitlab_kas_secret'), 'short', { mode: 0o600 });
      writeFileSync(join(folder, 'db_key_base'), 'another', { mode: 0o600 });
      const { code, secrets, stores } = await check({ REDIS_URL: 'redis://127.0.0.1:1/0' });
      expect(code).toBe(1);
      expect(secrets.map(({ problem }: { problem: string }) => problem)).toEqual([
        'can be read by everybody: chmod 600',
        'does not contain 32 bytes in Base64',
        expect.stringMatching(/^is not the one of this database: [0-9a-f]{8}$/),
        'does not exist',
      ]);
      expect(stores[1]).toEqual({ name: 'redis', problem: expect.stringMatching(/^does not answer: .*ECONNREFUSED/) });
    });
  });

  it('a database that is away is told in one line, without waiting for it', async () => {
    const stores = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', REDIS_URL: suite.redisUrl };
    const said = await bootAdmin({ ...stores, DATA_DIR: admin.dataDir }, 'users', 'list');
    expect(said).toMatchObject({ code: 1, stdout: '' });
    expect(said.stderr).toMatch(/^the database does not answer: connect ECONNREFUSED 127\.0\.0\.1:1\n$/);
  });
});
