import type { INestApplicationContext } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { mixOfCalls, Pushes, type Call } from '../faults/support/calls.js';
import { Load } from '../faults/support/load.js';
import { startAdmin } from '../support/admin.js';
import { startApi, type RunningApi } from '../support/app.js';
import { makeFixtures, protectRefs, type Fixtures } from '../support/fixtures.js';
import { KasClient, makeAgent } from '../support/kas-client.js';
import { Pgbouncer, whyNoPgbouncer } from '../support/pgbouncer.js';
import { PortalClient } from '../support/portal-client.js';
import { stopwatch } from '../support/stopwatch.js';
import { openSuite, type Suite } from '../support/suite.js';
import { until } from '../support/until.js';
import { startWorker, untilOutboxIsEmpty } from '../support/worker.js';

/** Connections to PostgreSQL, for twenty that API and worker hold to the pgbouncer. */
const CONNECTIONS = 3;
/** Milliseconds of load. */
const LOADED = 5_000;
const TIME = 700;
/** What a busy machine may add before an answer counts as late. */
const SLACK = 2_000;

const missing = await whyNoPgbouncer();
if (missing !== undefined) console.info(`skipped: ${missing}`);

(missing === undefined ? describe : describe.skip)('behind a pgbouncer in transaction mode', () => {
  let suite: Suite;
  let fixtures: Fixtures;
  let bouncer: Pgbouncer;

  beforeAll(async () => {
    suite = await openSuite();
    fixtures = await makeFixtures(suite);
    await protectRefs(suite, fixtures);
    bouncer = await Pgbouncer.start(suite.databaseUrl, CONNECTIONS);
  });
  afterAll(async () => {
    await bouncer?.stop();
    await suite?.close();
  });

  const start = (environment: Readonly<Record<string, string>> = {}): Promise<RunningApi> =>
    startApi(
      { databaseUrl: bouncer.before(suite.databaseUrl), redisUrl: suite.redisUrl },
      { environment: { DATABASE_PREPARED_STATEMENTS: 'false', GITLAB_SHELL_OPERATION_LIMIT: '0', ...environment } },
    );

  /** Connections that PostgreSQL has with the pgbouncer. */
  async function backends(condition = 'true'): Promise<number> {
    const [row] = await suite.sql<{ count: number }>(
      `SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'gitlab-internal-api' AND ${condition}`,
    );
    return row!.count;
  }

  it('answers everything rightly when named statements are off, on fewer connections than callers', async () => {
    const api = await start();
    let worker: INestApplicationContext | undefined;
    try {
      worker = await startWorker(api.configuration);
      const agent = await makeAgent(api, fixtures.P.id);
      const portal = new PortalClient(api.url, (await suite.make.token(fixtures.users.root.id, ['api'])).token);
      const pushes = new Pushes();
      const mix = [
        ...mixOfCalls({ shell: api.shell, kas: new KasClient(api.url) }, fixtures, agent, pushes),
        ...changes(api, portal),
      ];
      const load = new Load(mix, false);
      let most = 0;
      for (const end = Date.now() + LOADED; Date.now() < end; await sleep(50)) most = Math.max(most, await backends());
      const { wrong, calls, unavailable } = await load.stop();
      await untilOutboxIsEmpty(suite);

      expect(wrong).toEqual([]);
      expect(unavailable).toBe(0);
      expect(calls).toBeGreaterThan(mix.length);
      // As many as were allowed: they were shared, and there was need to.
      expect(most).toBe(CONNECTIONS);
      const [events] = await suite.sql<{ count: number }>('SELECT count(*) FROM events WHERE action = 5');
      expect(events!.count).toBe(pushes.accepted.size);
    } finally {
      await worker?.close();
      await api.close();
    }
  });

  /** What writes beside the pushes: tokens, and minutes in a transaction. */
  function changes(api: RunningApi, portal: PortalClient): Call[] {
    const purchase = (): Record<string, unknown> => ({
      number_of_minutes: 100,
      expires_at: '2040-01-01',
      purchase_xid: crypto.randomUUID().replaceAll('-', ''),
    });
    return [
      {
        name: 'personal_access_token',
        deadline: 20_000,
        send: () => api.shell.post('/personal_access_token', { key_id: 30, name: 'busy', scopes: ['read_repository'] }),
        isRight: (answer) => answer.status === 200 && answer.json<{ success: boolean }>().success,
      },
      {
        name: 'minutes',
        deadline: 20_000,
        send: () =>
          portal.post(`/namespaces/${fixtures.group.id}/minutes`, { json: { packs: [purchase(), purchase()] } }),
        isRight: (answer) => answer.status === 201 && answer.json<unknown[]>().length === 2,
      },
    ];
  }

  it('lets two migrations wait for each other', async () => {
    const name = `${suite.databaseName}_new`;
    const server = new pg.Client({ connectionString: suite.databaseUrl });
    await server.connect();
    await server.query(`CREATE DATABASE ${name}`);
    const url = new URL(bouncer.before(suite.databaseUrl));
    url.pathname = name;
    const stores = { databaseUrl: url.href, redisUrl: suite.redisUrl };
    const admins = await Promise.all([startAdmin(stores), startAdmin(stores)]);
    try {
      const said = await Promise.all(admins.map((admin) => admin.run('migrate')));
      expect(said.map(({ code }) => code)).toEqual([0, 0]);
      expect(said.map(({ stderr }) => stderr.slice(0, 9)).sort()).toEqual(['migrated:', 'the schem']);
    } finally {
      await Promise.all(admins.map((admin) => admin.close()));
      await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await server.end();
    }
  });

  it('cancels statements at the server when their budget ends, and is well again afterwards', async () => {
    const api = await start({ LOOKUP_TIMEOUT: String(TIME) });
    const holder = await suite.pool.connect();
    const discover = () => api.shell.get('/discover', { username: 'dev' });
    try {
      expect((await discover()).status).toBe(200);
      await holder.query('BEGIN');
      await holder.query('LOCK TABLE users IN ACCESS EXCLUSIVE MODE');
      const took = stopwatch();
      const answers = Promise.all(Array.from({ length: 4 * CONNECTIONS }, discover));
      await until(async () => (await backends("wait_event_type = 'Lock'")) === CONNECTIONS);
      expect((await answers).map(({ status }) => status)).toEqual(Array(4 * CONNECTIONS).fill(503));
      expect(took()).toBeLessThan(TIME + SLACK);
      // While the table is still held: the server itself has been told.
      await until(async () => (await backends("wait_event_type = 'Lock'")) === 0);
      await holder.query('ROLLBACK');
      const afterwards = await Promise.all(Array.from({ length: 4 * CONNECTIONS }, discover));
      expect(afterwards.map(({ status }) => status)).toEqual(Array(4 * CONNECTIONS).fill(200));
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
      await api.close();
    }
  });

  /** Forty calls at a time, ten times: their statuses, and the connections that were opened to the pgbouncer for them. */
  async function opened(named: boolean): Promise<{ statuses: ReadonlySet<number>; connections: number }> {
    const api = await start({ DATABASE_PREPARED_STATEMENTS: String(named) });
    const statuses = new Set<number>();
    let connections = 0;
    (api.app.get(DataSource).driver as unknown as { master: pg.Pool }).master.on('connect', () => (connections += 1));
    try {
      for (let round = 0; round < 10; round += 1) {
        const calls = Array.from({ length: 40 }, (_, n) =>
          n % 2 ? api.shell.get('/discover', { username: 'dev' }) : api.shell.get('/discover', { key_id: 30 }),
        );
        for (const { status } of await Promise.all(calls)) statuses.add(status);
      }
      return { statuses, connections };
    } finally {
      await api.close();
    }
  }

  it('drops connections again and again below pgbouncer 1.21, which does not know named statements', async () => {
    const [major, minor] = Pgbouncer.version();
    if (major > 1 || minor >= 21) return console.info(`not tried: this is pgbouncer ${major}.${minor}`);
    const poolSize = 10;
    const off = await opened(false);
    expect(off.statuses).toEqual(new Set([200]));
    expect(off.connections).toBeLessThanOrEqual(poolSize);
    const on = await opened(true);
    expect(on.connections).toBeGreaterThan(2 * poolSize);
    // A statement that is not known there runs again on another connection, while there is one.
    expect([...on.statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  });
});
