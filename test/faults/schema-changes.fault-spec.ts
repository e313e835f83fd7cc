import { Database, isStoreUnavailable } from '@app/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApi, type RunningApi } from '../support/app.js';
import { openSuite, type Suite } from '../support/suite.js';

/** A migration changes the type of a column while connections hold plans of statements that read it. */
describe('a column that changes under a running service', () => {
  const POOL = 4;
  let suite: Suite;
  let api: RunningApi;
  let database: Database;

  beforeAll(async () => {
    suite = await openSuite();
    api = await startApi(suite, { environment: { DATABASE_POOL_SIZE: String(POOL) } });
    database = api.app.get(Database);
    await suite.sql('CREATE TABLE changing (id int PRIMARY KEY, value varchar)');
    await suite.sql(`INSERT INTO changing VALUES (1, '7'), (2, '8')`);
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  /** Each is asked on many connections at once, so that all of them know the statement. */
  const KEEP = 'pg_sleep(0.05)::text AS kept';
  const VALUES = { name: 'test_changing', text: `SELECT value, ${KEEP} FROM changing WHERE id = 1` };
  const CHANGE = {
    name: 'test_change',
    text: `UPDATE changing SET id = id WHERE id = 2 RETURNING value, (SELECT ${KEEP})`,
  };
  const AT_ONCE = 8;

  const valuesOf = async (ask: () => Promise<{ value: unknown }[]>): Promise<unknown[]> => {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, ask));
    return answers.map(([row]) => row?.value);
  };
  const read = () => valuesOf(() => database.read<{ value: unknown }>(VALUES));
  const write = () => valuesOf(() => database.query<{ value: unknown }>(CHANGE));
  const inTransaction = () =>
    valuesOf(() => database.transaction((queries) => queries.query<{ value: unknown }>(CHANGE)));
  const retype = (type: string) =>
    suite.sql(`ALTER TABLE changing ALTER COLUMN value TYPE ${type} USING value::${type}`);

  it('is read, and written, in its new form at once', async () => {
    expect(await read()).toEqual(Array(AT_ONCE).fill('7'));
    expect(await write()).toEqual(Array(AT_ONCE).fill('8'));
    await retype('integer');
    expect(await read()).toEqual(Array(AT_ONCE).fill(7));
    expect(await write()).toEqual(Array(AT_ONCE).fill(8));
  });

  it('costs each connection one transaction at most, which may come again', async () => {
    expect(await inTransaction()).toEqual(Array(AT_ONCE).fill(8));
    await retype('text');
    const failures: unknown[] = [];
    for (let left = POOL; left >= 0; left -= 1) {
      await database.transaction((queries) => queries.query(CHANGE)).catch((error: unknown) => failures.push(error));
      await sleep(10);
    }
    expect(failures.map(isStoreUnavailable)).toEqual(failures.map(() => true));
    expect(failures.length).toBeGreaterThanOrEqual(1);
    expect(failures.length).toBeLessThanOrEqual(POOL);
    expect(await inTransaction()).toEqual(Array(AT_ONCE).fill('8'));
  });
});
