import { Database } from '@app/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApi, type RunningApi } from '../support/app.js';
import { openSuite, type Suite } from '../support/suite.js';

/** PostgreSQL restarts, or answers too late, while a request holds a connection. */
describe('a connection that is lost inside a transaction', () => {
  const TIMEOUT = 3_000;
  const PID = { name: 'test_pid', text: 'SELECT pg_backend_pid() AS pid' };
  let suite: Suite;
  let api: RunningApi;
  let database: Database;

  beforeAll(async () => {
    suite = await openSuite();
    api = await startApi(suite, {
      environment: { DATABASE_QUERY_TIMEOUT: String(TIMEOUT), DATABASE_POOL_SIZE: '2' },
    });
    database = api.app.get(Database);
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  it('fails the transaction and not the process', async () => {
    const work = database.transaction(async (queries) => {
      const [row] = await queries.query<{ pid: number }>(PID);
      await suite.sql('SELECT pg_terminate_backend($1)', [row?.pid]);
      await sleep(200);
      return queries.query(PID);
    });
    await expect(work).rejects.toThrow();
    expect(await database.query(PID)).toHaveLength(1);
  });

  it('is given up together with its statement, not one time limit later', async () => {
    const started = performance.now();
    const work = database.transaction((queries) => queries.query({ name: 'test_sleep', text: 'SELECT pg_sleep(20)' }));
    await expect(work).rejects.toThrow('Query read timeout');
    expect(performance.now() - started).toBeLessThan(1.8 * TIMEOUT);
    expect(await database.query(PID)).toHaveLength(1);
  });
});
