import pg, { type ClientBase, type QueryConfig, type QueryResultRow } from 'pg';
import { DescribedOnce } from '../../libs/platform/src/database/described-once.js';
import { internalsOf } from '../../libs/platform/src/database/driver-internals.js';
import { openSuite, type Suite } from '../support/suite.js';

const KINDS = {
  name: 'test_kinds',
  text: `
    SELECT n::bigint AS id, timestamp '2026-01-02 03:04:05.678' AS at, NULL::text AS nothing, ARRAY[1, n] AS list, 1 / n AS part
    FROM generate_series($1::int, $2::int) n`,
};
const AT = new Date('2026-01-02T03:04:05.678Z');
const row = (id: number) => ({ id, at: AT, nothing: null, list: [1, id], part: Math.floor(1 / id) });

const run = (client: ClientBase, config: QueryConfig): Promise<QueryResultRow[]> =>
  new Promise((resolve, reject) => {
    const query = new DescribedOnce(config, (error, result) => (error ? reject(error) : resolve(result.rows)));
    client.query(query);
  });
const kinds = (client: ClientBase, from: number, to: number) => run(client, { ...KINDS, values: [from, to] });

describe.each([
  ['one after the other', false],
  ['several under way', true],
])('a statement that is described once on its connection, %s', (_, pipeline) => {
  let suite: Suite;
  let client: pg.Client;
  let descriptions = 0;
  beforeAll(async () => {
    suite = await openSuite();
  });
  afterAll(() => suite?.close());
  beforeEach(async () => {
    client = new pg.Client({ connectionString: suite.databaseUrl, pipeline });
    await client.connect();
    descriptions = 0;
    internalsOf(client).connection.on('rowDescription', () => (descriptions += 1));
  });
  afterEach(() => client.end());

  it('reads every execution as the first', async () => {
    for (const to of [1, 3, 0, 2]) {
      expect(await kinds(client, 1, to)).toEqual(Array.from({ length: to }, (_, index) => row(index + 1)));
    }
    expect(descriptions).toBe(1);
  });

  it('is known to no other connection', async () => {
    await kinds(client, 1, 1);
    const other = new pg.Client({ connectionString: suite.databaseUrl });
    await other.connect();
    expect(await kinds(other, 1, 1)).toEqual([row(1)]);
    await other.end();
    expect(await kinds(client, 1, 1)).toEqual([row(1)]);
    expect(descriptions).toBe(1);
  });

  it('goes on after an execution that failed, described or not', async () => {
    const zero = () => kinds(client, 0, 0);
    await expect(zero()).rejects.toThrow('division by zero');
    await expect(zero()).rejects.toThrow('division by zero');
    expect(await kinds(client, 1, 1)).toEqual([row(1)]);
    await expect(zero()).rejects.toThrow('division by zero');
    expect(await kinds(client, 2, 2)).toEqual([row(2)]);
  });

  it('keeps apart what has another name, no columns, or no name', async () => {
    const all = async () => [
      await kinds(client, 1, 1),
      await run(client, { name: 'test_other', text: 'SELECT $1::text AS id', values: ['x'] }),
      await run(client, { name: 'test_none', text: 'SELECT FROM generate_series(1, 2)' }),
      await run(client, { name: 'test_command', text: `SET application_name TO 'described'` }),
      await run(client, { text: 'SELECT $1::int AS one', values: [1] }),
      await run(client, { text: 'SELECT 2 AS two' }),
    ];
    const expected = [[row(1)], [{ id: 'x' }], [{}, {}], [], [{ one: 1 }], [{ two: 2 }]];
    expect(await all()).toEqual(expected);
    expect(await all()).toEqual(expected);
  });

  it('answers each of those that were asked at once', async () => {
    for (let round = 0; round < 3; round += 1) {
      const answers = await Promise.all([1, 2, 3, 4].map((id) => kinds(client, id, id)));
      expect(answers).toEqual([1, 2, 3, 4].map((id) => [row(id)]));
    }
    // Where they need not wait for each other, all of the first round are asked before one is described.
    expect(descriptions).toBe(pipeline ? 4 : 1);
  });

  it('fails when its connection is lost', async () => {
    await kinds(client, 1, 1);
    client.on('error', () => undefined);
    const lost = kinds(client, 1, 1);
    internalsOf(client).connection.stream.destroy();
    await expect(lost).rejects.toThrow(/Connection terminated/);
  });
});
