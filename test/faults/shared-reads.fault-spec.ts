import { Database, isStoreUnavailable } from '@app/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { startApi, type RunningApi } from '../support/app.js';
import { openSuite, type Suite } from '../support/suite.js';

const PATIENCE = 1_500;
const TIMEOUT = 6_000;

/** Somebody holds a table, so that every statement on it waits at the server; reads have one connection of the pool. */
describe('reads that share a connection', () => {
  let suite: Suite;
  let api: RunningApi;
  let database: Database;
  let holder: PoolClient | undefined;
  let statements = 0;

  beforeAll(async () => {
    suite = await openSuite();
    await suite.sql('CREATE TABLE held AS SELECT 1 AS value');
    api = await startApi(suite, {
      environment: {
        DATABASE_POOL_SIZE: '2',
        DATABASE_CONNECT_TIMEOUT: String(PATIENCE),
        DATABASE_QUERY_TIMEOUT: String(TIMEOUT),
      },
    });
    database = api.app.get(Database);
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });
  beforeEach(async () => {
    holder = await suite.pool.connect();
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE held IN ACCESS EXCLUSIVE MODE');
  });
  afterEach(() => letGo());

  async function letGo(): Promise<void> {
    await holder?.query('ROLLBACK');
    holder?.release();
    holder = undefined;
  }

  /** Reads of one statement that no connection knows, all at once; `outcomes` grows as they end. */
  function ask(count: number): { outcomes: string[]; all: Promise<unknown> } {
    statements += 1;
    const statement = { name: `test_held_${statements}`, text: 'SELECT value FROM held' };
    const outcomes: string[] = [];
    const one = (): Promise<unknown> =>
      database.read<{ value: number }>(statement).then(
        (rows) => outcomes.push(`value ${rows[0]!.value}`),
        (error: Error) => outcomes.push(isStoreUnavailable(error) ? error.message : `fault: ${error.message}`),
      );
    return { outcomes, all: Promise.all(Array.from({ length: count }, one)) };
  }

  /** Backends that wait for the table. */
  const waiting = () =>
    suite.sql<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'gitlab-internal-api' AND wait_event_type = 'Lock'`,
    );

  async function untilWaiting(count: number): Promise<number[]> {
    for (const end = Date.now() + 10_000; ; await sleep(20)) {
      const pids = (await waiting()).map(({ pid }) => pid);
      if (pids.length === count) return pids;
      if (Date.now() > end) throw new Error(`${pids.length} backends wait, not ${count}`);
    }
  }

  it('wait for a place on it no longer than others wait for a connection', async () => {
    const { outcomes, all } = ask(5);
    await untilWaiting(1);
    while (outcomes.length < 2) await sleep(20);
    expect(outcomes).toEqual(Array(2).fill('timeout exceeded when trying to connect'));
    await letGo();
    await all;
    expect(outcomes.slice(2)).toEqual(Array(3).fill('value 1'));
  });

  it('leave no statement at the server that waits for a lock when their time is up', async () => {
    const { outcomes, all } = ask(3);
    await untilWaiting(1);
    while (outcomes.length === 0) await sleep(20);
    expect(outcomes[0]).toBe('Query read timeout');
    // Those behind it may run again elsewhere; the connection that hung has gone at the server too.
    await sleep(500);
    expect((await waiting()).length).toBeLessThanOrEqual(1);
    await all;
    await untilWaiting(0);
  });

  it('run again when the first of them has failed before the server knew their statement', async () => {
    const { outcomes, all } = ask(3);
    const [pid] = await untilWaiting(1);
    await suite.sql('SELECT pg_cancel_backend($1)', [pid]);
    while (outcomes.length === 0) await sleep(20);
    await letGo();
    await all;
    expect(outcomes).toEqual(['canceling statement due to user request', 'value 1', 'value 1']);
  });

  it('are not answered at the moment where an operator lets nobody wait for a lock', async () => {
    const name = `"${new URL(suite.databaseUrl).pathname.slice(1)}"`;
    const reconnect = () =>
      suite.sql(
        `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'gitlab-internal-api'`,
      );
    await suite.sql(`ALTER DATABASE ${name} SET lock_timeout = '200ms'`);
    try {
      await reconnect();
      const { outcomes, all } = ask(1);
      await all;
      expect(outcomes).toEqual(['canceling statement due to lock timeout']);
    } finally {
      await suite.sql(`ALTER DATABASE ${name} RESET lock_timeout`);
      await reconnect();
    }
  });
});
