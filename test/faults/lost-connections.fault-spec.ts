import { Database } from '@app/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApi, type RunningApi } from '../support/app.js';
import { stopwatch } from '../support/stopwatch.js';
import { openSuite, type Suite } from '../support/suite.js';

/** PostgreSQL restarts, or answers too late, while a request holds a connection. */
describe('a connection that is lost', () => {
  const TIMEOUT = 3_000;
  const PID = { name: 'test_pid', text: 'SELECT pg_backend_pid() AS pid' };
  const SLOW_PID = { name: 'test_slow_pid', text: 'SELECT pg_backend_pid() AS pid, pg_sleep(0.5)' };
  const POOL = 2;
  let suite: Suite;
  let api: RunningApi;
  let database: Database;

  beforeAll(async () => {
    suite = await openSuite();
    api = await startApi(suite, {
      environment: { DATABASE_QUERY_TIMEOUT: String(TIMEOUT), DATABASE_POOL_SIZE: String(POOL) },
    });
    database = api.app.get(Database);
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  /** How many connections serve as many slow statements as the pool has room for; a lost one would leave fewer. */
  const connectionsAtOnce = async (): Promise<number> => {
    const rows = await Promise.all(Array.from({ length: POOL }, () => database.query<{ pid: number }>(SLOW_PID)));
    return new Set(rows.map(([row]) => row?.pid)).size;
  };

  it('fails the transaction on it and not the process', async () => {
    const work = database.transaction(async (queries) => {
      const [row] = await queries.query<{ pid: number }>(PID);
      await suite.sql('SELECT pg_terminate_backend($1)', [row?.pid]);
      await sleep(200);
      return queries.query(PID);
    });
    await expect(work).rejects.toThrow();
    expect(await connectionsAtOnce()).toBe(POOL);
  });

  it('is given up together with the statement of its transaction, not one time limit later', async () => {
    const took = stopwatch();
    const work = database.transaction((queries) => queries.query({ name: 'test_sleep', text: 'SELECT pg_sleep(20)' }));
    await expect(work).rejects.toThrow('Query read timeout');
    expect(took()).toBeLessThan(1.8 * TIMEOUT);
    await sleep(500);
    expect(await suite.sql(`SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(20)%'`)).toEqual([]);
    expect(await connectionsAtOnce()).toBe(POOL);
  });

  /** Ends the connection that is busy with slow reads, as soon as there is one, and waits until it has ended. */
  const endBusy = async (): Promise<number> => {
    for (const end = Date.now() + 10_000; Date.now() < end; await sleep(20)) {
      const [busy] = await suite.sql<{ pid: number }>(
        `SELECT pg_terminate_backend(pid, 5000), pid FROM pg_stat_activity
          WHERE datname = current_database() AND application_name = 'gitlab-internal-api' AND wait_event = 'PgSleep'`,
      );
      if (busy) return busy.pid;
    }
    throw new Error('no connection is busy');
  };
  const slowReads = () => Array.from({ length: 3 }, () => database.read<{ pid: number }>(SLOW_PID));

  it('makes a read run again and fails no other that shares it', async () => {
    const reads = Promise.all(slowReads());
    const busy = await endBusy();
    const pids = (await reads).map(([row]) => row?.pid);
    expect(pids).toHaveLength(3);
    expect(pids).not.toContain(busy);
    expect(await connectionsAtOnce()).toBe(POOL);
  });

  it('makes a read run again once and not twice', async () => {
    const reads = Promise.allSettled(slowReads());
    const first = await endBusy();
    expect(await endBusy()).not.toBe(first);
    expect((await reads).map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
    expect(await connectionsAtOnce()).toBe(POOL);
  });

  it('stays when one of the reads on it fails', async () => {
    const broken = database.read({ name: 'test_division', text: 'SELECT 1 / 0' });
    const whole = database.read<{ pid: number }>(PID);
    await expect(broken).rejects.toThrow('division by zero');
    const [row] = await whole;
    expect(await database.read<{ pid: number }>(PID)).toEqual([row]);
  });
});
