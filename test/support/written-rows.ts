import type { Suite } from './suite.js';

/** The ids of the table's rows that are updated while `work` runs, each as often as it is really written. */
export async function writtenRows(suite: Suite, table: string, work: () => Promise<unknown>): Promise<number[]> {
  await suite.sql(`
    CREATE TABLE written_${table} (id bigint);
    CREATE FUNCTION note_written_${table}() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN INSERT INTO written_${table} VALUES (NEW.id); RETURN NEW; END $$;
    CREATE TRIGGER note_written BEFORE UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION note_written_${table}()`);
  try {
    await work();
    return (await suite.sql<{ id: number }>(`SELECT id FROM written_${table} ORDER BY id`)).map(({ id }) => id);
  } finally {
    await suite.sql(`DROP TRIGGER note_written ON ${table};
      DROP FUNCTION note_written_${table}; DROP TABLE written_${table}`);
  }
}

/** Keeps others from writing these rows while `work` runs: what writes them waits, what reads them does not. */
export async function whileHeld<Result>(
  suite: Suite,
  rows: Readonly<Record<string, readonly number[]>>,
  work: () => Promise<Result>,
): Promise<Result> {
  const holder = await suite.pool.connect();
  try {
    await holder.query('BEGIN');
    for (const [table, ids] of Object.entries(rows)) {
      await holder.query(`SELECT id FROM ${table} WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE`, [ids]);
    }
    return await work();
  } finally {
    await holder.query('ROLLBACK');
    holder.release();
  }
}
