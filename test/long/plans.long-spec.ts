import pg from 'pg';
import { makeAgents } from '../bench/agents.js';
import { casesOf, type BenchRequest, type Cases } from '../bench/cases.js';
import { dataSet, type Size } from '../bench/data-set.sql.js';
import { startApi, type RunningApi } from '../support/app.js';
import { DB_KEY_BASE } from '../support/factories.js';
import { send, type Answer } from '../support/http.js';
import { KasClient } from '../support/kas-client.js';
import { recordStatements, type RecordedStatement } from '../support/recorded-statements.js';
import { openSuite, type Suite } from '../support/suite.js';
import { writtenBehind } from '../support/written-behind.js';
import { otherTables } from './plans/other-tables.sql.js';
import { scansForAny, scansWith, type Preference } from './plans/plan-nodes.js';
import { STATEMENTS_BEHIND } from './plans/statements-behind.js';
import { refuseWholeReads } from './plans/whole-reads.js';

const SMALL: Size = { keys: 10_000, users: 2_000, projects: 1_000 };
const TEN_TIMES: Size = { keys: 100_000, users: 20_000, projects: 10_000 };

/** The statements of each hot call. */
const HOT = {
  'authorized_keys hit': ['authorized_key_find'],
  'authorized_keys miss': ['authorized_key_find'],
  discover: ['discover_by_key'],
  'discover by id': ['discover_by_id'],
  'discover by name': ['discover_by_username'],
  'allowed _any': ['allowed_facts'],
  'allowed 1 ref': ['allowed_facts_with_refs'],
  'allowed 100 refs': ['allowed_facts_with_refs'],
  post_receive: ['post_receive_facts', 'post_receive_record'],
  agent_info: ['agent_by_token'],
} as const;
/** Of nothing that it looks for there is a row. */
const FINDS_NOTHING = 'authorized_keys miss';

/** What does not depend on the machine: how many rows a statement looks at, and by which way it finds them. */
describe('the statements of hot calls on a large data set', () => {
  const worlds = new Map<Size, { suite: Suite; api: RunningApi; cases: Cases }>();

  beforeAll(async () => {
    for (const size of [SMALL, TEN_TIMES]) {
      const suite = await openSuite(`plans_${size.keys}`);
      await fill(suite, dataSet(size));
      const agents = await makeAgents(suite.databaseUrl, DB_KEY_BASE, size);
      await fill(suite, otherTables(size));
      const api = await startApi(suite, { environment: { GITLAB_SHELL_OPERATION_LIMIT: '0' } });
      const others = {
        'discover by id': discoverBy((user) => `user_id=${user}`),
        'discover by name': discoverBy((user) => `username=USER-${user}`),
      };
      worlds.set(size, { suite, api, cases: { ...casesOf(size, agents), ...others } });
    }
  }, 600_000);
  afterAll(async () => {
    for (const { suite, api } of worlds.values()) {
      await api.close();
      await suite.close();
    }
  });

  it.each(Object.entries(HOT))(
    '%s: no table is read whole, and ten times the data costs no more rows',
    async (name, sent) => {
      const [small, large] = [await rowsRead(name, sent, SMALL), await rowsRead(name, sent, TEN_TIMES)];
      process.stdout.write(`${name}: ${small} rows read, ${large} of ten times the data\n`);
      if (name === FINDS_NOTHING) expect(small).toBe(0);
      else expect(small).toBeGreaterThan(0);
      expect(large).toBeLessThanOrEqual(Math.ceil(small * 1.2));
    },
  );

  it.each(STATEMENTS_BEHIND)('$name: no table is read whole', async ({ name, text, values }) => {
    await onConnection(worlds.get(TEN_TIMES)!.suite.pool, async (client) => {
      for (const preference of preferences(TEN_TIMES)) {
        const scans = values
          ? await scansWith(client, preference, text, values)
          : await scansForAny(client, preference, text);
        await refuseWholeReads(client, name, scans);
      }
    });
  });

  /** Rows that all statements of one call look at: the most of several calls. */
  async function rowsRead(name: string, names: readonly string[], size: Size): Promise<number> {
    const { suite, api, cases } = worlds.get(size)!;
    const counts: number[] = [];
    for (const request of cases[name]!.slice(0, 5)) {
      expect((await call(api, request)).status).toBe(request.status);
      // What the first call of the day leaves to be written is written, and no part of the next one.
      await writtenBehind(api);
      const statements = await recordStatements(() => call(api, request));
      expect(statements.map((statement) => statement.name)).toEqual(names);
      let rows = 0;
      for (const statement of statements) rows += await look(suite, size, statement);
      counts.push(rows);
    }
    return Math.max(...counts);
  }
});

/** Calls that the bench does not make. */
const discoverBy = (make: (user: number) => string): BenchRequest[] =>
  [1, 2, 3].map((user) => ({
    caller: 'shell',
    method: 'GET',
    path: `/discover?${make(user)}`,
    status: 200,
    floor: [],
  }));

function call(api: RunningApi, { caller, method, path, body }: BenchRequest): Promise<Answer> {
  if (caller !== 'shell') return new KasClient(api.url).get(path.replace('/kubernetes', ''), { token: caller.token });
  return send(api.url, `/api/v4/internal${path}`, {
    method,
    headers: api.shell.headers(),
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

async function fill(suite: Suite, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: suite.databaseUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Many a table of the small world is rightly read whole; that it need not be shows there too. */
const preferences = (size: Size): Preference[] => (size === SMALL ? ['indexes'] : ['cheapest', 'indexes']);

/** Looks at both plans that PostgreSQL may use: with the values known, and for any values. Answers the rows read. */
async function look({ pool }: Suite, size: Size, { name, text, values }: RecordedStatement): Promise<number> {
  return onConnection(pool, async (client) => {
    let rows = 0;
    for (const preference of preferences(size)) {
      const known = await scansWith(client, preference, text, values);
      await refuseWholeReads(client, name ?? text, [...known, ...(await scansForAny(client, preference, text))]);
      rows = Math.max(
        rows,
        known.reduce((sum, scan) => sum + scan.rows, 0),
      );
    }
    return rows;
  });
}

async function onConnection<Result>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}
