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

const SMALL: Size = { keys: 10_000, users: 2_000, projects: 1_000 };
const TEN_TIMES: Size = { keys: 100_000, users: 20_000, projects: 10_000 };
/** A table of fewer rows may be read whole: PostgreSQL then rightly does. */
const FEW_ROWS = 500;
const HOT = [
  'authorized_keys hit',
  'authorized_keys miss',
  'discover',
  'allowed _any',
  'allowed 1 ref',
  'allowed 100 refs',
  'post_receive',
  'agent_info',
];

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** What does not depend on the machine: how many rows a statement looks at, and by which way it finds them. */
describe('the statements of hot calls on a large data set', () => {
  const worlds = new Map<Size, { suite: Suite; api: RunningApi; cases: Cases }>();

  beforeAll(async () => {
    for (const size of [SMALL, TEN_TIMES]) {
      const suite = await openSuite(`plans_${size.keys}`);
      await fill(suite, size);
      const agents = await makeAgents(suite.databaseUrl, DB_KEY_BASE, size);
      const api = await startApi(suite, { environment: { GITLAB_SHELL_OPERATION_LIMIT: '0' } });
      worlds.set(size, { suite, api, cases: casesOf(size, agents) });
    }
  }, 600_000);
  afterAll(async () => {
    for (const { suite, api } of worlds.values()) {
      await api.close();
      await suite.close();
    }
  });

  it.each(HOT)('%s: no table is read whole, and ten times the data costs no more rows', async (name) => {
    const [small, large] = [await rowsRead(name, SMALL), await rowsRead(name, TEN_TIMES)];
    process.stdout.write(`${name}: ${small} rows read, ${large} of ten times the data\n`);
    expect(large).toBeLessThanOrEqual(Math.ceil(small * 1.2));
  });

  /** Rows that all statements of one call look at: the most of several calls. */
  async function rowsRead(name: string, size: Size): Promise<number> {
    const { suite, api, cases } = worlds.get(size)!;
    const requests = cases[name]!;
    const counts: number[] = [];
    for (const request of requests.slice(0, 5)) {
      expect((await call(api, request)).status).toBe(name === 'authorized_keys miss' ? 404 : 200);
      let rows = 0;
      for (const statement of await recordStatements(() => call(api, request))) rows += await look(suite, statement);
      counts.push(rows);
    }
    return Math.max(...counts);
  }
});

function call(api: RunningApi, { caller, method, path, body }: BenchRequest): Promise<Answer> {
  if (caller !== 'shell') return new KasClient(api.url).get(path.replace('/kubernetes', ''), { token: caller.token });
  return send(api.url, `/api/v4/internal${path}`, {
    method,
    headers: api.shell.headers(),
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

async function fill(suite: Suite, size: Size): Promise<void> {
  const client = new pg.Client({ connectionString: suite.databaseUrl });
  await client.connect();
  try {
    for (const statement of dataSet(size)) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Looks at both plans that PostgreSQL may use: with the values known, and for any values. Answers the rows read. */
async function look(suite: Suite, { name, text, values }: RecordedStatement): Promise<number> {
  const client = await suite.pool.connect();
  try {
    await client.query('BEGIN');
    const known = await plan(client, `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`, values);
    await client.query('ROLLBACK');
    const any = await plan(client, `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`);
    for (const node of [...nodesOf(known), ...nodesOf(any)]) await refuseWholeRead(client, name ?? text, node);
    return nodesOf(known).reduce((sum, node) => sum + rowsOf(node), 0);
  } finally {
    client.release();
  }
}

async function plan(client: pg.PoolClient, text: string, values?: readonly unknown[]): Promise<PlanNode> {
  const { rows } = await client.query<{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>(
    text,
    values as never[],
  );
  return rows[0]!['QUERY PLAN'][0]!.Plan;
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

/** Rows that a node takes from a table, those that it throws away included. */
function rowsOf(node: PlanNode): number {
  if (node['Relation Name'] === undefined || node['Node Type'] === 'ModifyTable') return 0;
  const each =
    (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return each * (node['Actual Loops'] ?? 1);
}

async function refuseWholeRead(client: pg.PoolClient, statement: string, node: PlanNode): Promise<void> {
  if (node['Node Type'] !== 'Seq Scan') return;
  const { rows } = await client.query<{ rows: number }>(
    'SELECT reltuples::bigint AS rows FROM pg_class WHERE oid = $1::regclass',
    [node['Relation Name']],
  );
  if (rows[0]!.rows > FEW_ROWS) throw new Error(`${statement} reads the whole of ${node['Relation Name']}`);
}
