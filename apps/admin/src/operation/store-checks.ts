import type { Configuration } from '@app/platform';
import { Redis } from 'ioredis';
import pg from 'pg';

const PATIENCE = 3_000;

/** Whether a store answers, asked once and without patience. */
export interface CheckedStore {
  readonly name: string;
  readonly problem: string | null;
}

/** PostgreSQL, and the key bases that its tokens were made with, by name; undefined while it has none yet. */
export async function checkDatabase(
  configuration: Configuration,
): Promise<{ store: CheckedStore; keyBases: ReadonlyMap<string, string> }> {
  const keyBases = new Map<string, string>();
  const client = new pg.Client({ connectionString: configuration.DATABASE_URL, connectionTimeoutMillis: PATIENCE });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ present: boolean }>(
      `SELECT to_regclass('internal_api.key_base_fingerprints') IS NOT NULL AS present`,
    );
    if (!rows[0]?.present)
      return { store: { name: 'postgresql', problem: 'is not migrated: admin migrate' }, keyBases };
    const stored = await client.query<{ name: string; fingerprint: string }>(
      'SELECT name, fingerprint FROM internal_api.key_base_fingerprints',
    );
    for (const { name, fingerprint } of stored.rows) keyBases.set(name, fingerprint);
    return { store: { name: 'postgresql', problem: null }, keyBases };
  } catch (error) {
    return { store: { name: 'postgresql', problem: reason(error) }, keyBases };
  } finally {
    await client.end().catch(() => undefined);
  }
}

export async function checkRedis(configuration: Configuration): Promise<CheckedStore> {
  const redis = new Redis(configuration.REDIS_URL, {
    lazyConnect: true,
    connectTimeout: PATIENCE,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let problem: string | null = null;
  redis.on('error', (error) => (problem = reason(error)));
  try {
    await redis.connect();
    await redis.ping();
    return { name: 'redis', problem: null };
  } catch (error) {
    return { name: 'redis', problem: problem ?? reason(error) };
  } finally {
    redis.disconnect();
  }
}

function reason(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return `does not answer: ${first instanceof Error ? first.message : String(first)}`;
}
