import type pg from 'pg';

/** What `EXPLAIN (VERBOSE, FORMAT JSON)` tells of a node. */
interface Explained {
  readonly 'Node Type': string;
  readonly Schema?: string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Explained[];
}

/** A node that reads a table, or an index for the node above it. */
export interface Scan {
  readonly type: string;
  /** Such as `public.users`. */
  readonly table: string;
  readonly index: string | undefined;
  /** What the index is searched for; undefined where it is read from one end to the other. */
  readonly condition: string | undefined;
  /** Rows taken from the table, those that are thrown away included; 0 in a plan that was not run. */
  readonly rows: number;
}

/** `indexes`: as if reading a table whole cost more than anything else, which shows whether there is another way. */
export type Preference = 'cheapest' | 'indexes';

/** The plan by which PostgreSQL runs a statement with these values. What it changes is undone. */
export function scansWith(
  client: pg.PoolClient,
  preference: Preference,
  text: string,
  values: readonly unknown[],
): Promise<Scan[]> {
  return explain(client, preference, `EXPLAIN (ANALYZE, VERBOSE, TIMING OFF, FORMAT JSON) ${text}`, [...values]);
}

/** The plan for any values: PostgreSQL keeps one for a prepared statement that has run a few times. */
export function scansForAny(client: pg.PoolClient, preference: Preference, text: string): Promise<Scan[]> {
  return explain(client, preference, `EXPLAIN (GENERIC_PLAN, VERBOSE, FORMAT JSON) ${text}`);
}

async function explain(
  client: pg.PoolClient,
  preference: Preference,
  text: string,
  values?: unknown[],
): Promise<Scan[]> {
  await client.query('BEGIN');
  try {
    if (preference === 'indexes') await client.query('SET LOCAL enable_seqscan = off');
    const { rows } = await client.query<{ 'QUERY PLAN': readonly { readonly Plan: Explained }[] }>(text, values);
    return scansOf(rows[0]!['QUERY PLAN'][0]!.Plan, undefined);
  } finally {
    await client.query('ROLLBACK');
  }
}

/** A scan of an index for a bitmap does not name its table; the scan of the bitmap above it does. */
function scansOf(node: Explained, above: string | undefined): Scan[] {
  const name = node['Relation Name'];
  const table = name === undefined ? above : `${node.Schema}.${name}`;
  const below = (node.Plans ?? []).flatMap((plan) => scansOf(plan, isBitmap(node) ? table : undefined));
  if (table === undefined || !node['Node Type'].endsWith('Scan')) return below;
  const scan = { type: node['Node Type'], table, index: node['Index Name'], condition: node['Index Cond'] };
  return [{ ...scan, rows: name === undefined ? 0 : rowsOf(node) }, ...below];
}

const isBitmap = (node: Explained): boolean => node['Node Type'].startsWith('Bitmap');

function rowsOf(node: Explained): number {
  const each =
    (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return each * (node['Actual Loops'] ?? 1);
}
