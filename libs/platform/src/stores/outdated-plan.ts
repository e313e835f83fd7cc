/** A prepared statement that the server does not have although the driver has sent it, or has although it has not. */
const UNEXPECTED = new Set<unknown>(['26000', '42P05']);

/**
 * True when what this connection knows of a prepared statement is outdated, and PostgreSQL will not execute it there: its
 * columns have changed since, because a migration has run, or its first parsing has failed when others had been sent behind
 * it. Nothing has happened; on another connection the statement means what it means now.
 */
export function isPlanOutdated(error: unknown): boolean {
  const { routine, code } = (error ?? {}) as { routine?: unknown; code?: unknown };
  // The message is in the server's language, and the code of changed columns stands for much else.
  return routine === 'RevalidateCachedQuery' || UNEXPECTED.has(code);
}
