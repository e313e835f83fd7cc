import { AccessDecisions, DecisionLog, type AccessDecision } from '@app/git-access';
import { Database, Metrics, RowBuffer } from '@app/platform';
import { jest } from '@jest/globals';
import { createHash } from 'node:crypto';
import { ServerResponse } from 'node:http';
import { A, B, openAllowedWorld, Z, type AllowedWorld } from '../support/allowed-world.js';
import { startApi } from '../support/app.js';
import { until } from '../support/until.js';

let world: AllowedWorld;
beforeAll(async () => {
  world = await openAllowedWorld({ environment: { DECISION_LOG_GRANTS: '1', GITLAB_SHELL_OPERATION_LIMIT: '0' } });
});
afterAll(() => world?.close());
beforeEach(async () => {
  await log().flush();
  await world.suite.sql('DELETE FROM internal_api.access_decisions');
});

const { end } = ServerResponse.prototype as { end: (this: ServerResponse, text: unknown) => ServerResponse };
const { add } = RowBuffer.prototype as { add: (this: RowBuffer<unknown>, row: unknown) => void };

const log = () => world.api.app.get(DecisionLog);
/** Everything that was decided so far, in the order of the decisions. */
const logged = async (): Promise<AccessDecision[]> => {
  await log().flush();
  const { decisions } = await new AccessDecisions(world.api.app.get(Database)).find({}, 1_000);
  return decisions.toReversed();
};
const metric = async (line: string, of = world): Promise<number> => {
  const text = await of.api.app.get(Metrics).registry.metrics();
  const found = text.split('\n').find((row) => row.startsWith(`${line} `));
  if (found === undefined) throw new Error(`no ${line}`);
  return Number(found.slice(line.length + 1));
};

describe('the decision log', () => {
  it('makes its row behind the answer, which waits for no digest of many refs', async () => {
    const order: string[] = [];
    const answers = jest.spyOn(ServerResponse.prototype, 'end').mockImplementation(function (
      this: ServerResponse,
      text,
    ) {
      order.push('answer');
      return end.call(this, text);
    });
    const rows = jest.spyOn(RowBuffer.prototype, 'add').mockImplementation(function (this: RowBuffer<unknown>, row) {
      order.push('row');
      add.call(this, row);
    });
    try {
      expect((await world.push({ key_id: 30, changes: `${A} ${B} refs/heads/master\n` })).status).toBe(401);
      await log().flush();
    } finally {
      answers.mockRestore();
      rows.mockRestore();
    }
    expect(order).toEqual(['answer', 'row']);
  });

  it('tells of a refusal who, what, where, by which rule, and what the person read', async () => {
    const begin = Date.now();
    const answer = await world.push({
      key_id: 30,
      changes: `${A} ${B} refs/heads/master\n${Z} ${A} refs/heads/x\n`,
      check_ip: '192.0.2.7',
    });
    const [row, ...others] = await logged();
    expect(others).toEqual([]);
    expect(row).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      decidedAt: expect.any(Date) as Date,
      correlationId: answer.headers['x-request-id'],
      actor: 'user',
      keyId: 30,
      userId: world.users.dev.id,
      username: 'dev',
      projectId: world.P.id,
      repository: 'gnuwget/wget2',
      action: 'git-receive-pack',
      protocol: 'ssh',
      address: '192.0.2.7',
      refs: 2,
      refsDigest: createHash('sha256').update(`${A} ${B} refs/heads/master\n${Z} ${A} refs/heads/x\n`).digest('hex'),
      verdict: 'refused',
      rule: 'B10',
      message: answer.json<{ message: string }>().message,
      httpStatus: 401,
      durationMs: expect.any(Number) as number,
    });
    expect(row!.decidedAt.getTime()).toBeGreaterThanOrEqual(begin);
    expect(row!.durationMs).toBeGreaterThan(0);
    expect(row!.durationMs).toBeLessThan(Date.now() - begin + 1);
  });

  it('tells of whoever and whatever was not found by the names of the request', async () => {
    await world.pull({ key_id: 987 });
    await world.pull({ user_id: 986 });
    await world.pull({ username: 'nobody-at-all' });
    await world.pull({ key_id: 60, project: 'no/such-project.git' });
    const rows = await logged();
    expect(rows.map(({ actor, keyId, userId, username }) => [actor, keyId, userId, username])).toEqual([
      ['nobody', 987, null, null],
      ['nobody', null, 986, null],
      ['nobody', null, null, 'nobody-at-all'],
      ['user', 60, world.users.outsider.id, 'outsider'],
    ]);
    expect(rows.map(({ repository, rule, httpStatus }) => [repository, rule, httpStatus])).toEqual([
      ['gnuwget/wget2', 'M14', 404],
      ['gnuwget/wget2', 'M14', 404],
      ['gnuwget/wget2', 'M14', 404],
      ['no/such-project', 'M14', 404],
    ]);
    expect(rows[3]).toMatchObject({ projectId: null, refs: null, refsDigest: null });
  });

  it('tells of a grant without a rule', async () => {
    await world.pull({ key_id: 30 });
    expect(await logged()).toMatchObject([
      { verdict: 'granted', rule: null, message: null, httpStatus: 200, userId: 130 },
    ]);
  });

  it('tells of what was asked too often, and of what could not be decided', async () => {
    const strict = await startApi(world.suite, { environment: { GITLAB_SHELL_OPERATION_LIMIT: '1' } });
    const ask = (api: typeof strict) =>
      api.shell.post('/allowed', { action: 'git-upload-pack', protocol: 'ssh', project: 'gnuwget/wget2', key_id: 30 });
    expect((await ask(strict)).status).toBe(200);
    expect((await ask(strict)).status).toBe(429);
    await strict.close();
    await world.suite.sql('ALTER TABLE deploy_keys_projects RENAME TO elsewhere');
    expect((await ask(world.api)).status).toBe(500);
    await world.suite.sql('ALTER TABLE elsewhere RENAME TO deploy_keys_projects');
    expect(await logged()).toMatchObject([
      { verdict: 'limited', rule: 'rate_limit', httpStatus: 429, keyId: 30, repository: 'gnuwget/wget2' },
      { verdict: 'failed', rule: 'error', httpStatus: 500, keyId: 30, repository: 'gnuwget/wget2' },
    ]);
  });

  it('takes text that PostgreSQL cannot hold, and as much of any text as a table shows', async () => {
    await world.ask(`git-\0${'x'.repeat(2_000)}`, { key_id: 30, project: `a\0b/${'c'.repeat(2_000)}` });
    const [row] = await logged();
    expect([row!.action.length, row!.action.slice(0, 5), row!.repository!.length]).toEqual([
      1_000,
      'git-\ufffd',
      1_000,
    ]);
  });

  it('keeps no more than the share of the grants, and every refusal', async () => {
    const none = await startApi(world.suite, { environment: { DECISION_LOG_GRANTS: '0' } });
    const ask = (key_id: number) =>
      none.shell.post('/allowed', { action: 'git-upload-pack', protocol: 'ssh', project: 'gnuwget/wget2', key_id });
    for (const key of [30, 60, 30]) await ask(key);
    await none.close();
    expect((await logged()).map(({ verdict, keyId }) => [verdict, keyId])).toEqual([['refused', 60]]);
  });
});

describe('writing the decision log', () => {
  const refusal = () => world.pull({ key_id: 60 });

  it('costs a decision no statement: a hundred refusals go out in one', async () => {
    const { total } = await world.suite.countStatements(async () => {
      for (let n = 0; n < 100; n++) await refusal();
    });
    // The first use of the key on a day is noted once; that is not the log's.
    expect(total).toBeLessThanOrEqual(101);
    const { statements } = await world.suite.countStatements(() => log().flush());
    expect(statements.map(({ calls, text }) => [calls, /INSERT INTO internal_api\.(\w+)/.exec(text)?.[1]])).toEqual([
      [1, 'access_decisions'],
    ]);
    expect(await logged()).toHaveLength(100);
  });

  it('never fails a decision, and counts the rows that the database refuses', async () => {
    const before = await metric('internal_api_decision_log_rows_total{outcome="refused"}');
    await world.suite.sql('ALTER TABLE internal_api.access_decisions RENAME TO elsewhere');
    expect((await refusal()).status).toBe(404);
    await log().flush();
    expect((await refusal()).status).toBe(404);
    await world.suite.sql('ALTER TABLE internal_api.elsewhere RENAME TO access_decisions');
    expect(await metric('internal_api_decision_log_rows_total{outcome="refused"}')).toBe(before + 1);
    expect(await logged()).toHaveLength(1);
  });

  it('waits for a database that is away, and writes each row once when it is back', async () => {
    const { databaseName } = world.suite;
    await refusal();
    const cut = async (allowed: boolean) => {
      // Whoever renames or closes a database does it from another one.
      const postgres = new URL(world.suite.databaseUrl);
      postgres.pathname = '/postgres';
      const { default: pg } = await import('pg');
      const client = new pg.Client({ connectionString: postgres.href });
      await client.connect();
      await client.query(`ALTER DATABASE ${databaseName} WITH ALLOW_CONNECTIONS ${allowed}`);
      if (!allowed)
        await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [databaseName]);
      await client.end();
    };
    await cut(false);
    try {
      expect((await refusal()).status).toBe(503);
      await log().flush();
      expect(await metric('internal_api_decision_log_waiting')).toBe(2);
    } finally {
      await cut(true);
    }
    expect((await logged()).map(({ verdict, rule }) => [verdict, rule])).toEqual([
      ['refused', 'M14'],
      ['failed', 'unavailable'],
    ]);
    expect(await metric('internal_api_decision_log_waiting')).toBe(0);
  });

  it('drops and counts what does not fit, and writes the rest at shutdown', async () => {
    const small = await startApi(world.suite, { environment: { DECISION_LOG_BUFFER: '3' } });
    const ask = () =>
      small.shell.post('/allowed', {
        action: 'git-upload-pack',
        protocol: 'ssh',
        project: 'gnuwget/wget2',
        key_id: 60,
      });
    for (let n = 0; n < 5; n++) expect((await ask()).status).toBe(404);
    const { registry } = small.app.get(Metrics);
    // A row is made behind its answer.
    await until(async () =>
      (await registry.metrics()).includes('internal_api_decision_log_rows_total{outcome="full"} 2\n'),
    );
    await small.close();
    expect(await logged()).toHaveLength(3);
  });

  it('writes by itself soon after', async () => {
    const quick = await startApi(world.suite, { environment: { DECISION_LOG_INTERVAL: '50' } });
    await quick.shell.post('/allowed', {
      action: 'git-upload-pack',
      protocol: 'ssh',
      project: 'gnuwget/wget2',
      key_id: 60,
    });
    const { registry } = quick.app.get(Metrics);
    await until(async () =>
      (await registry.metrics()).includes('internal_api_decision_log_rows_total{outcome="written"} 1\n'),
    );
    await quick.close();
  });
});

describe('counting decisions', () => {
  it('has every series from the boot on', async () => {
    const api = await startApi(world.suite);
    const text = await api.app.get(Metrics).registry.metrics();
    await api.close();
    const series = text.split('\n').filter((line) => line.startsWith('internal_api_access_decisions_total{'));
    expect(series.length).toBeGreaterThan(75);
    expect(series.every((line) => line.endsWith(' 0'))).toBe(true);
    for (const labels of [
      'verdict="granted",rule="none"',
      'verdict="refused",rule="M14"',
      'verdict="failed",rule="error"',
    ])
      expect(text).toContain(`internal_api_access_decisions_total{${labels}} 0\n`);
  });

  it('moves by verdict and rule', async () => {
    const refused = 'internal_api_access_decisions_total{verdict="refused",rule="M14"}';
    const granted = 'internal_api_access_decisions_total{verdict="granted",rule="none"}';
    const [before, beforeGranted] = [await metric(refused), await metric(granted)];
    await world.pull({ key_id: 60 });
    await world.pull({ key_id: 30 });
    await world.pull({ key_id: 60 });
    expect([(await metric(refused)) - before, (await metric(granted)) - beforeGranted]).toEqual([2, 1]);
  });
});
