/**
 * True when PostgreSQL will not execute a prepared statement again on this connection, because its columns have changed
 * since: a migration has run. Nothing has happened; on another connection the statement means what it means now.
 */
export function isPlanOutdated(error: unknown): boolean {
  // The message is in the server's language, and its code stands for much else.
  return (error as { routine?: unknown } | null)?.routine === 'RevalidateCachedQuery';
}
