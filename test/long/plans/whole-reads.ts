import type pg from 'pg';
import type { Scan } from './plan-nodes.js';

/** Tables that may be read whole, because what they hold does not grow with users, projects or pushes. */
const SMALL_BY_NATURE = new Set([
  // One row, or few of which the last one counts.
  'public.application_settings',
  // Written by hand, for everybody.
  'public.broadcast_messages',
  // One row for each storage of repositories.
  'public.shards',
]);
/** Indexes that are read from one end on, by who takes no more than a first part. */
const READ_FROM_AN_END = new Set(['index_outbox_waiting']);
/** Of a table with fewer rows a plan says nothing: PostgreSQL reads it whole whatever indexes there are. */
const FEW_ROWS = 500;

/** @throws Error when a table that grows is read whole, by itself or by an index, or has too few rows to tell */
export async function refuseWholeReads(
  client: pg.PoolClient,
  statement: string,
  scans: readonly Scan[],
): Promise<void> {
  for (const scan of scans) {
    const { table, index } = scan;
    if (SMALL_BY_NATURE.has(table)) continue;
    if ((await rowsOf(client, table)) < FEW_ROWS) throw new Error(`${table} has too few rows to judge ${statement} by`);
    if (await isWhole(client, scan)) {
      throw new Error(`${statement} reads the whole of ${table}${index === undefined ? '' : ` by ${index}`}`);
    }
  }
}

/** An index is searched by its first column; by another one, PostgreSQL before 18 reads all of it. */
async function isWhole(client: pg.PoolClient, { type, index, condition }: Scan): Promise<boolean> {
  if (index === undefined) return type === 'Seq Scan';
  if (READ_FROM_AN_END.has(index)) return false;
  if (condition === undefined) return true;
  const first = await firstColumn(client, index);
  return first !== undefined && !new RegExp(`\\b${first}\\b`).test(condition);
}

async function rowsOf(client: pg.PoolClient, table: string): Promise<number> {
  const { rows } = await client.query<{ rows: number }>(
    'SELECT reltuples::bigint AS rows FROM pg_class WHERE oid = $1::regclass',
    [table],
  );
  return rows[0]!.rows;
}

/** Undefined for an expression. Names of indexes are unique in the whole service. */
async function firstColumn(client: pg.PoolClient, index: string): Promise<string | undefined> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT a.attname AS name
       FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
       JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
      WHERE c.relname = $1`,
    [index],
  );
  return rows[0]?.name;
}
