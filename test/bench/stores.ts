import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { schemas } from '../../ormconfig.js';
import { startPostgres } from '../../scripts/servers/postgres.mjs';
import { startRedis } from '../../scripts/servers/redis.mjs';
import { migrate } from '../support/migrate.js';
import { dataSet, type Size } from './data-set.sql.js';

/** Everything of the bench lies here and is kept between runs. */
export const benchDir = resolve(process.env.DATA_DIR ?? '.data', '.tmp/bench');

/** What a server for a large instance would be given; writes need not survive. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '1GB',
  work_mem: '64MB',
  maintenance_work_mem: '256MB',
  max_wal_size: '4GB',
  max_connections: '200',
  // Nothing but the case that is measured may run meanwhile; the data set ends with a vacuum of its own.
  autovacuum: 'off',
  jit: 'off',
  shared_preload_libraries: 'pg_stat_statements',
};

export interface BenchStores {
  readonly redisUrl: string;
  /** The database of this size, made when it is not there yet, and without what earlier runs have written. */
  database(size: Size): Promise<string>;
  /** Statements that a database has run since the server started. */
  statements(databaseUrl: string): Promise<number>;
  stop(): Promise<void>;
}

export async function startStores(say: (line: string) => void): Promise<BenchStores> {
  const postgres = await startPostgres({ dataDir: join(benchDir, 'postgres'), settings });
  const redis = await startRedis({ dataDir: join(benchDir, 'redis'), appendOnly: false });
  const admin = new pg.Pool({ connectionString: postgres.url, max: 1 });
  await admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');

  const database = async (size: Size): Promise<string> => {
    const name = nameOf(size);
    const url = new URL(postgres.url);
    url.pathname = name;
    const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) {
      const begun = performance.now();
      say(`making ${size.keys} keys, ${size.users} users, ${size.projects} projects …`);
      await make(admin, name, url.href, size);
      say(`… took ${((performance.now() - begun) / 1000).toFixed(0)} s`);
    }
    await forgetEarlierRuns(url.href);
    return url.href;
  };

  return {
    redisUrl: redis.url,
    database,
    statements: async (databaseUrl) => {
      const { rows } = await admin.query<{ calls: number }>(
        `SELECT COALESCE(sum(s.calls), 0)::bigint AS calls FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
          WHERE d.datname = $1 AND s.toplevel`,
        [new URL(databaseUrl).pathname.slice(1)],
      );
      return Number(rows[0]?.calls);
    },
    stop: async () => {
      await admin.end();
      await Promise.all([postgres.stop(), redis.stop()]);
    },
  };
}

/** Nobody works off what is promised here, and each run would find more rows than the one before. */
async function forgetEarlierRuns(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('TRUNCATE internal_api.outbox, internal_api.access_decisions');
  } finally {
    await client.end();
  }
}

/** Under a name of its own until it is whole, so that what was interrupted is made anew. */
async function make(admin: pg.Pool, name: string, url: string, size: Size): Promise<void> {
  const draft = new URL(url);
  draft.pathname = 'draft';
  await admin.query(`DROP DATABASE IF EXISTS draft`);
  for (const old of await outdated(admin, name)) await admin.query(`DROP DATABASE ${old}`);
  await admin.query(`CREATE DATABASE draft`);
  await migrate(draft.href, ...dataSet(size));
  await admin.query(`ALTER DATABASE draft RENAME TO ${name}`);
}

/** Data sets of the same size that were made by other statements. */
async function outdated(admin: pg.Pool, name: string): Promise<string[]> {
  const { rows } = await admin.query<{ datname: string }>(
    `SELECT datname FROM pg_database WHERE datname LIKE $1 AND datname <> $2`,
    [`${name.slice(0, name.lastIndexOf('_'))}\\_%`, name],
  );
  return rows.map(({ datname }) => datname);
}

/** Named by size and by what it is made of: the migrations and the statements that fill it. */
function nameOf(size: Size): string {
  const migrations = schemas.flatMap((schema) => schema.migrations.map((migration) => migration.name));
  const digest = createHash('sha256')
    .update(JSON.stringify([migrations, dataSet(size)]))
    .digest('hex');
  return `bench_${size.keys}_${digest.slice(0, 8)}`;
}
