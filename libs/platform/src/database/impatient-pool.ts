import { Pool, type PoolConfig } from 'pg';
import type { Configuration } from '../config/configuration.js';

/** Longest wait for an answer, in milliseconds, where there is another way. */
const PATIENCE = 1_000;

/** Connections beside those that TypeORM has, on which nothing is waited for longer than a second. */
export function impatientPool(
  url: string,
  { DATABASE_QUERY_TIMEOUT, DATABASE_CONNECT_TIMEOUT }: Configuration,
  options: PoolConfig,
): Pool {
  return new Pool({
    connectionString: url,
    application_name: 'gitlab-internal-api',
    query_timeout: Math.min(PATIENCE, DATABASE_QUERY_TIMEOUT),
    connectionTimeoutMillis: Math.min(PATIENCE, DATABASE_CONNECT_TIMEOUT),
    ...options,
  });
}
