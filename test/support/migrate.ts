import { DataSource } from 'typeorm';
import { dataSourceOptions } from '@app/platform';
import { schemas } from '../../ormconfig.js';
import { FIRST_GENERATED_ID } from './servers.js';

/** Brings an empty database to today's tables, and runs what else is to be done there. */
export async function migrate(url: string, ...statements: readonly string[]): Promise<void> {
  const source = new DataSource(
    dataSourceOptions(schemas, { url, poolSize: 1, connectTimeout: 10_000, queryTimeout: 0 }),
  );
  await source.initialize();
  try {
    await source.runMigrations();
    for (const statement of statements) await source.query(statement);
  } finally {
    await source.destroy();
  }
}

/** The same with ids that tests may name left free. */
export const migrateTestDatabase = (url: string): Promise<void> =>
  migrate(
    url,
    `DO $$ DECLARE sequence regclass; BEGIN
       FOR sequence IN SELECT oid FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace LOOP
         PERFORM setval(sequence, ${FIRST_GENERATED_ID}, false);
       END LOOP;
     END $$`,
  );
