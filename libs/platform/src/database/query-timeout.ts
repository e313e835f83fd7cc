/** `DATABASE_QUERY_TIMEOUT` is over; pg tells it by this text alone. */
export function isQueryTimeout(error: Error): boolean {
  return error.message === 'Query read timeout';
}
