import { Metrics } from '@app/platform';
import { Redis } from 'ioredis';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg, { type PoolClient } from 'pg';
import { startApi, type RunningApi } from '../support/app.js';
import { makeFixtures } from '../support/fixtures.js';
import { send, type Answer } from '../support/http.js';
import { exchange } from '../support/raw-http.js';
import { stopwatch } from '../support/stopwatch.js';
import { openSuite, type Suite } from '../support/suite.js';

const TIME = 700;
/** What a busy machine may add before an answer counts as late. */
const SLACK = 2_000;
const POOL = 3;
/** Connections that reads share. */
const SHARED = 2;
const IN_FLIGHT = 6;

const CLOSING_REFUSAL = /^HTTP\/1\.1 503 [^]*\r\nConnection: close\r\n[^]*\{"message":"503 Service Unavailable"\}$/;

/** Somebody holds a table, so that every statement on it waits at the server. */
describe('the budget of a request', () => {
  let suite: Suite;
  let api: RunningApi;
  let holder: PoolClient | undefined;

  beforeAll(async () => {
    suite = await openSuite();
    await makeFixtures(suite);
    api = await startApi(suite, {
      environment: {
        LOOKUP_TIMEOUT: String(TIME),
        CHANGE_TIMEOUT: String(TIME),
        ALLOWED_TIMEOUT: String(TIME),
        DATABASE_POOL_SIZE: String(POOL),
        MAX_REQUESTS_IN_FLIGHT: String(IN_FLIGHT),
      },
    });
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });
  afterEach(() => letGo());

  async function hold(table: string): Promise<void> {
    holder = await suite.pool.connect();
    await holder.query('BEGIN');
    await holder.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  }

  async function letGo(): Promise<void> {
    await holder?.query('ROLLBACK');
    holder?.release();
    holder = undefined;
  }

  /** Statements of the service that wait at the server for what is held. */
  async function waiting(): Promise<number> {
    const [row] = await suite.sql<{ count: number }>(
      `SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'gitlab-internal-api' AND wait_event_type = 'Lock'`,
    );
    return row!.count;
  }

  async function untilWaiting(count: number): Promise<void> {
    for (const end = Date.now() + 10_000; (await waiting()) !== count; await sleep(20)) {
      if (Date.now() > end) throw new Error(`${await waiting()} statements wait, not ${count}`);
    }
  }

  async function timed(call: () => Promise<Answer>): Promise<{ answer: Answer; byClock: number; took: number }> {
    const begun = performance.now();
    const took = stopwatch();
    const answer = await call();
    return { answer, byClock: performance.now() - begun, took: took() };
  }

  const metric = async (name: string): Promise<number> => {
    const text = await api.app.get(Metrics).registry.metrics();
    return Number(new RegExp(`^${name.replace(/[{}"]/g, '\\$&')} (\\S+)`, 'm').exec(text)?.[1]);
  };

  const inFlight = () => metric('internal_api_requests_in_flight');

  it.each([
    ['a look-up', 'users', () => api.shell.get('/discover', { username: 'dev' })],
    [
      '/allowed',
      'projects',
      () =>
        api.shell.post('/allowed', {
          action: 'git-upload-pack',
          protocol: 'ssh',
          project: 'gnuwget/wget2',
          key_id: '30',
          changes: '_any',
        }),
    ],
    [
      'a change',
      'personal_access_tokens',
      () => api.shell.post('/personal_access_token', { key_id: '30', name: 't', scopes: ['api'] }),
    ],
  ])('ends %s with 503 in time, and its statement at the server', async (_what, table, call) => {
    await hold(table);
    const calling = timed(call);
    await untilWaiting(1);
    const { answer, byClock, took } = await calling;
    expect([answer.status, answer.json()]).toEqual([503, { message: '503 Service Unavailable' }]);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.headers['x-request-id']).toBeDefined();
    expect(byClock).toBeGreaterThan(TIME - 50);
    expect(took).toBeLessThan(TIME + SLACK);
    await untilWaiting(0);
    await letGo();
    expect((await call()).status).not.toBe(503);
  });

  it.each(['', '&x=/internal/post_receive'])('ends the statement of a client that has gone: %s', async (more) => {
    const before = await metric('internal_api_requests_stopped_total{reason="disconnect"}');
    await hold('users');
    for (let round = 0; round < 2 * POOL; round++) {
      const address = `${api.url}/api/v4/internal/discover?username=dev${more}`;
      const call = httpRequest(address, { headers: api.shell.headers() });
      call.on('error', () => undefined);
      call.end();
      await untilWaiting(1);
      call.destroy();
      await untilWaiting(0);
    }
    await letGo();
    expect((await api.shell.get('/discover', { username: 'dev' })).status).toBe(200);
    expect(await metric('internal_api_requests_stopped_total{reason="disconnect"}')).toBe(before + 2 * POOL);
    expect(await metric('internal_api_requests_in_flight')).toBe(0);
  });

  it.each([
    ['pipelines and has gone', (look: string) => look.repeat(POOL), SHARED, true],
    ['sends bytes that are no HTTP and stays', (look: string) => `${look}no HTTP\r\n\r\n`, 1, false],
  ])('counts nothing as in flight of a client that %s', async (_what, bytes, statements, goes) => {
    await hold('users');
    const { hostname, port } = new URL(api.url);
    const client = connect(Number(port), hostname);
    client.on('error', () => undefined);
    const headers = { ...api.shell.headers(), host: hostname, connection: 'keep-alive' };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
    client.write(bytes(`GET /api/v4/internal/discover?username=dev HTTP/1.1\r\n${lines.join('')}\r\n`));
    await untilWaiting(statements);
    if (goes) client.destroy();
    await untilWaiting(0);
    for (const end = Date.now() + 5_000; Date.now() < end && (await inFlight()) > 0; await sleep(50));
    expect(await inFlight()).toBe(0);
    client.destroy();
  });

  it.each(['', '/'])('does nothing for a body that is whole after its answer, at /pre_receive%s', async (slash) => {
    const body = JSON.stringify({ gl_repository: `project-4${slash}` });
    const call = httpRequest(`${api.url}/api/v4/internal/pre_receive${slash}`, {
      method: 'POST',
      headers: { ...api.shell.headers(), connection: 'keep-alive', 'content-length': body.length },
    });
    const answered = once(call, 'response');
    call.write(body.slice(0, 5));
    const [response] = (await answered) as [IncomingMessage];
    expect([response.statusCode, response.headers.connection]).toEqual([503, 'close']);
    // The connection is read to its end, so that the answer arrives.
    call.end(body.slice(5));
    await once(call, 'close');
    await sleep(300);
    expect(await api.app.get(Redis).keys(`*project-4${slash}`)).toEqual([]);
    call.destroy();
  });

  it.each(['', '/'])('takes no body for longer, and its answer arrives all the same, at /discover%s', async (slash) => {
    const { hostname, port } = new URL(api.url);
    const client = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    client.on('data', (chunk) => chunks.push(chunk));
    client.on('error', () => undefined);
    const took = stopwatch();
    client.write(`GET /api/v4/internal/discover${slash} HTTP/1.1\r\nHost: x\r\nContent-Length: 250000000\r\n\r\n`);
    const part = Buffer.alloc(65_536);
    const sending = setInterval(() => client.write(part), 5);
    const late = setTimeout(() => client.destroy(), 10_000);
    await once(client, 'close');
    clearInterval(sending);
    clearTimeout(late);
    const answer = Buffer.concat(chunks).toString();
    expect(answer).toMatch(CLOSING_REFUSAL);
    expect(took()).toBeLessThan(TIME + SLACK);
    expect(await inFlight()).toBe(0);
  });

  it('promises the follow-up of a push although Gitaly has gone: the refs have changed', async () => {
    await hold('internal_api.outbox');
    const body = JSON.stringify({ gl_repository: 'project-3', identifier: 'key-30', changes: '', push_options: [] });
    const call = httpRequest(`${api.url}/api/v4/internal/post_receive`, {
      method: 'POST',
      headers: api.shell.headers(),
    });
    call.on('error', () => undefined);
    call.end(body);
    await untilWaiting(1);
    call.destroy();
    await sleep(TIME + 300);
    await letGo();
    await untilWaiting(0);
    expect(await suite.sql('SELECT queue FROM internal_api.outbox')).toEqual([{ queue: 'post_receive' }]);
  });

  it('answers 503 while nobody is let into the database, whatever the server says of it', async () => {
    const closed = await startApi(suite, { environment: { DATABASE_POOL_SIZE: '2' } });
    const server = new URL(suite.databaseUrl);
    server.pathname = '/postgres';
    const admin = new pg.Client({ connectionString: server.href });
    await admin.connect();
    await admin.query(`ALTER DATABASE ${suite.databaseName} ALLOW_CONNECTIONS false`);
    try {
      await admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = $1 AND application_name = 'gitlab-internal-api'`,
        [suite.databaseName],
      );
      for (let round = 0; round < 4; round++) {
        expect((await closed.shell.get('/discover', { username: 'dev' })).status).toBe(503);
      }
    } finally {
      await admin.query(`ALTER DATABASE ${suite.databaseName} ALLOW_CONNECTIONS true`);
      await admin.end();
      await closed.close();
    }
    expect((await api.shell.get('/discover', { username: 'dev' })).status).toBe(200);
  });

  it('has several reads on one connection: none keeps the connection, or the others, when it ends', async () => {
    const discover = () => api.shell.get('/discover', { username: 'dev' });
    const stopped = () => metric('internal_api_requests_stopped_total{reason="timeout"}');
    const before = await stopped();
    await hold('users');
    const all = Array.from({ length: IN_FLIGHT }, discover);
    await untilWaiting(SHARED);
    expect(await metric('gitlab_database_connection_pool_busy')).toBe(SHARED);
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual(Array(IN_FLIGHT).fill(503));
    expect(await stopped()).toBe(before + IN_FLIGHT);
    await untilWaiting(0);

    // One goes, and the others stay until the table is free: they are run again on another connection.
    const gone = httpRequest(`${api.url}/api/v4/internal/discover?username=dev`, { headers: api.shell.headers() });
    gone.on('error', () => undefined);
    gone.end();
    await untilWaiting(1);
    const others = Array.from({ length: IN_FLIGHT - 1 }, discover);
    await untilWaiting(SHARED);
    gone.destroy();
    await sleep(TIME / 2);
    await letGo();
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual(Array(IN_FLIGHT - 1).fill(200));
    await sleep(100);
    expect(await metric('gitlab_database_connection_pool_busy')).toBe(0);
  });

  it('lets no more in than the setting says, answers the rest at once, and always lets probes in', async () => {
    await hold('personal_access_tokens');
    const change = { key_id: '30', name: 't', scopes: ['api'] };
    const inside = Array.from({ length: IN_FLIGHT }, () => api.shell.post('/personal_access_token', change));
    await untilWaiting(POOL);
    expect(await metric('internal_api_requests_in_flight')).toBe(IN_FLIGHT);
    expect(await metric('gitlab_database_connection_pool_busy')).toBe(POOL);
    expect(await metric('gitlab_database_connection_pool_waiting')).toBe(IN_FLIGHT - POOL);
    expect(await metric('gitlab_database_connection_pool_size')).toBe(POOL);

    const { answer } = await timed(() => api.shell.post('/allowed'));
    expect([answer.status, answer.json()]).toEqual([503, { message: '503 Service Unavailable' }]);
    expect(answer.headers).toMatchObject({
      'retry-after': '1',
      'content-type': 'application/json',
      'x-request-id': expect.any(String) as string,
      'x-frame-options': 'SAMEORIGIN',
    });
    expect(await metric('internal_api_requests_refused_total')).toBe(1);
    for (const probe of ['/-/health', '//-/liveness', '/-/liveness?a=1']) {
      for (const method of ['GET', 'HEAD']) expect((await send(api.url, probe, { method })).status).toBe(200);
    }
    expect((await send(api.url, '/api/v4/internal/allowed?/-/health')).status).toBe(503);
    // What is like a probe and would cost more than one.
    for (const path of ['/-/anything', '/-/health', '/-/openapi.json']) {
      expect((await send(api.url, path, { method: 'POST', body: '{}' })).status).toBe(503);
    }
    expect((await send(api.url, '/-/health', { body: '{}' })).status).toBe(503);
    expect((await send(api.url, '/-/health', { headers: { 'transfer-encoding': 'chunked' } })).status).toBe(503);
    // Who is in the middle of a large push must be able to read it as well.
    const push = `POST /api/v4/internal/allowed HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n`;
    const refusal = await exchange(api.url, Buffer.concat([Buffer.from(push), Buffer.alloc(20_000_000)]));
    expect(refusal).toMatch(CLOSING_REFUSAL);

    for (const answer of await Promise.all(inside)) expect(answer.status).toBe(503);
    await letGo();
    expect((await api.shell.get('/discover', { username: 'dev' })).status).toBe(200);
    expect(await metric('gitlab_database_connection_pool_waiting')).toBe(0);
  });
});
