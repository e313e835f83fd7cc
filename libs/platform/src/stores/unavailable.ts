import { isPlanOutdated } from './outdated-plan.js';

/**
 * SQLSTATE classes and codes that mean "not now" rather than "never": connection trouble (08), too many connections and
 * other lacking resources (53), shutdown and start-up (57P), cancelled by a time limit (57014), or ended by one with its
 * connection (25P03, 25P04), a lock that an operator's `lock_timeout` does not wait for (55P03), a read-only standby (25006).
 */
const SQL_STATES = /^(08...|53...|57P0[1-5]|57014|25P0[34]|55P03|25006)$/;

const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'ENOENT',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EAI_AGAIN',
  'NR_CLOSED',
]);

/** Texts of pg, pg-pool, TypeORM and ioredis, which give these errors no code. */
const TEXTS = new RegExp(
  '^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout' +
    '|Client has encountered a connection error|Connection is closed|Connection ended unexpectedly' +
    '|Cannot use a pool after calling end|Driver not Connected|Client was closed' +
    '|Command timed out|Reached the max retries per request limit' +
    "|Stream isn't writeable|LOADING|READONLY|MISCONF|OOM)",
);

/** No connection could be had, whatever the server says of it: it may close a database, or refuse a password that is changing. */
export class StoreUnreachable extends Error {
  readonly code: string | undefined;

  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = cause.name;
    this.code = (cause as { code?: string }).code;
  }
}

/** True when the error says that PostgreSQL or Redis cannot answer at the moment, so that 503 is the honest status. */
export function isStoreUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof StoreUnreachable || isPlanOutdated(error)) return true;
  if (error instanceof AggregateError) return error.errors.some(isStoreUnavailable);
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && (SQL_STATES.test(code) || NETWORK.has(code))) return true;
  return TEXTS.test(error.message);
}
