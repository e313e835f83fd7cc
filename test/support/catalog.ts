import type { Suite } from './suite.js';

/** Rows of each table, as JSON. */
export type Contents = ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>;

const OURS = `n.nspname IN ('public', 'internal_api')`;

/** All that the migrations have made, as PostgreSQL words it: columns, constraints, indexes, triggers, functions. */
export async function catalogOf(suite: Suite): Promise<string[]> {
  const rows = await suite.sql<{ told: string }>(`
    SELECT concat_ws(' ', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated,
                     pg_get_expr(d.adbin, d.adrelid)) AS told
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'v')
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attnum > 0 AND NOT a.attisdropped AND ${OURS}
    UNION ALL
    SELECT concat_ws(' ', n.nspname, o.conrelid::regclass, o.conname, pg_get_constraintdef(o.oid))
      FROM pg_constraint o JOIN pg_namespace n ON n.oid = o.connamespace WHERE ${OURS}
    UNION ALL
    SELECT pg_get_indexdef(i.indexrelid)
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${OURS}
    UNION ALL
    SELECT pg_get_triggerdef(t.oid)
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE NOT t.tgisinternal AND ${OURS}
    UNION ALL
    SELECT pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${OURS}
    UNION ALL
    SELECT 'schema ' || n.nspname FROM pg_namespace n WHERE ${OURS}
    ORDER BY 1`);
  return rows.map(({ told }) => told);
}

/** What the tables hold, but for the list of migrations itself. */
export async function contentsOf(suite: Suite): Promise<Contents> {
  const tables = await suite.sql<{ name: string }>(`
    SELECT format('%I.%I', n.nspname, c.relname) AS name
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND ${OURS} AND c.relname <> 'internal_api_migrations' ORDER BY 1`);
  const contents = new Map<string, Record<string, unknown>[]>();
  for (const { name } of tables) {
    const rows = await suite.sql<{ row: Record<string, unknown> }>(`SELECT to_jsonb(t) AS row FROM ${name} t`);
    contents.set(
      name,
      rows.map(({ row }) => row),
    );
  }
  return contents;
}

/** The contents of the tables that both have, in the columns that the second has: what a step back may not change. */
export function keptOf(before: Contents, after: Contents): Contents {
  return new Map(
    [...after].map(([name, rows]) => {
      const columns = Object.keys(rows[0] ?? {});
      const kept = (before.get(name) ?? []).map((row) =>
        Object.fromEntries(columns.map((column) => [column, row[column]])),
      );
      return [name, kept];
    }),
  );
}

/** In an order of their own. */
export const sorted = (contents: Contents): [string, string[]][] =>
  [...contents].map(([name, rows]) => [name, rows.map((row) => JSON.stringify(row)).sort()]);
