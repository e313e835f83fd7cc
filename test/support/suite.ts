import { Redis } from 'ioredis';
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import pg, { type QueryResultRow } from 'pg';
// Registers the service's type parsers: bigint as number, timestamp as UTC, date as text.
import '@app/platform';
import { Factories } from './factories.js';
import { REDIS_DATABASES, servers, TEMPLATE } from './servers.js';

/** What connections of the tests themselves are called at the server. */
export const TEST_CONNECTION = 'test';

/** Statements that ran against the suite's database meanwhile. */
export interface StatementCount {
  /** All of them, BEGIN and COMMIT included. */
  readonly total: number;
  /** By normalised text, with how often each ran. */
  readonly statements: readonly { readonly text: string; readonly calls: number }[];
}

/**
 * A suite's own stores: a migrated, empty PostgreSQL database and a numbered database of the run's Redis.
 *
 * ```ts
 * let suite: Suite;
 * beforeAll(async () => { suite = await openSuite(); });
 * afterAll(() => suite?.close());
 * ```
 */
export class Suite {
  /** Makes rows: `suite.make.user()`. */
  readonly make: Factories;
  /** Connections of the test itself. */
  pool: pg.Pool;

  constructor(
    readonly databaseName: string,
    readonly databaseUrl: string,
    readonly redisUrl: string,
    private readonly admin: pg.Pool,
  ) {
    this.pool = connect(databaseUrl);
    this.make = new Factories(this.sql);
  }

  /** Runs one statement; returns its rows. */
  readonly sql = async <Row extends QueryResultRow = QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> => {
    const result = await this.pool.query<Row>(text, [...values]);
    return result.rows;
  };

  /** Counts the statements, whoever sends them, that this database runs while `work` runs. */
  async countStatements(work: () => Promise<unknown>): Promise<StatementCount> {
    const before = await this.statements();
    await work();
    const after = await this.statements();
    const statements = [...after]
      .map(([id, { text, calls }]) => ({ text, calls: calls - (before.get(id)?.calls ?? 0) }))
      .filter(({ calls }) => calls > 0);
    return { total: statements.reduce((sum, { calls }) => sum + calls, 0), statements };
  }

  /** How many statements this database has run so far. */
  async statementsSoFar(): Promise<number> {
    return [...(await this.statements()).values()].reduce((sum, { calls }) => sum + calls, 0);
  }

  /**
   * Stops the day by which triggers judge expiry, for tests that stop the service's clock. It holds for connections
   * opened from now on, so call it before the API starts; this suite's own connections are renewed.
   */
  async setToday(date: string): Promise<void> {
    await this.sql(`ALTER DATABASE ${this.databaseName} SET internal_api.today = '${date}'`);
    const former = this.pool;
    this.pool = connect(this.databaseUrl);
    await former.end();
  }

  /** Ends connections and drops the database. */
  async close(): Promise<void> {
    await this.pool.end();
    await this.admin.query(`DROP DATABASE IF EXISTS ${this.databaseName} WITH (FORCE)`);
    await this.admin.end();
    await withRedis(this.redisUrl, (redis) => redis.flushdb());
  }

  private async statements(): Promise<Map<string, { text: string; calls: number }>> {
    const { rows } = await this.admin.query<{ id: string; text: string; calls: number }>(
      `SELECT s.userid::text || ':' || s.queryid::text AS id, min(s.query) AS text, sum(s.calls)::bigint AS calls
       FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
       WHERE d.datname = $1 AND s.toplevel GROUP BY 1`,
      [this.databaseName],
    );
    return new Map(rows.map(({ id, text, calls }) => [id, { text, calls }]));
  }
}

/** Opens stores for one test file; the database is named after the file, or after `name`, and migrated unless told. */
export async function openSuite(name?: string, { migrated = true } = {}): Promise<Suite> {
  const urls = servers.urls();
  const admin = new pg.Pool({ connectionString: urls.postgres, max: 2 });
  const databaseName = uniqueName(name ?? expect.getState().testPath ?? 'suite');
  await admin.query(`CREATE DATABASE ${databaseName} TEMPLATE ${migrated ? TEMPLATE : 'template0'}`);
  const databaseUrl = new URL(urls.postgres);
  databaseUrl.pathname = databaseName;
  return new Suite(databaseName, databaseUrl.href, await claimRedis(urls.redis), admin);
}

function connect(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 5, application_name: TEST_CONNECTION });
  // An idle connection that the server ends in a fault test is no failure of the test.
  pool.on('error', () => undefined);
  return pool;
}

/** `test/e2e/keys-check.e2e-spec.ts` becomes `t_keys_check_1f2e3d`: PostgreSQL cuts names after 63 characters. */
function uniqueName(source: string): string {
  const stem = basename(source)
    .replace(/\..*$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
  return `t_${stem.slice(0, 45)}_${randomBytes(3).toString('hex')}`;
}

/** The next numbered database of this run's Redis; number 0 holds the counter. */
async function claimRedis(url: string): Promise<string> {
  const number = await withRedis(url, (redis) => redis.incr('claimed-databases'));
  if (number >= REDIS_DATABASES) throw new Error('more suites than Redis databases');
  return `${url}/${number}`;
}

async function withRedis<Result>(url: string, work: (redis: Redis) => Promise<Result>): Promise<Result> {
  const redis = new Redis(url);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
