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

  it('makes a read run again, once, and fails no other that shares it', async () => {
    const slow = () => database.read<{ pid: number }>(SLOW_PID);
    const reads = Promise.all([slow(), slow(), slow()]);
    await sleep(100);
    const [busy] = await suite.sql<{ pid: number }>(
      `SELECT pg_terminate_backend(pid), pid FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'gitlab-internal-api' AND state = 'active'`,
    );
    const pids = (await reads).map(([row]) => row?.pid);
    expect(pids).toHaveLength(3);
    expect(pids).not.toContain(busy?.pid);
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
