import type { Statement } from '../database/database.js';

/** $1 now, $2 handed over before this moment counts as lost, $3 how many. */
export const CLAIM: Statement = {
  name: 'outbox_claim',
  text: `
    WITH due AS (
      SELECT id
      FROM internal_api.outbox
      WHERE failed_at IS NULL AND (dispatched_at IS NULL OR dispatched_at < $2)
      ORDER BY id
      LIMIT $3
      FOR UPDATE SKIP LOCKED
    )
    UPDATE internal_api.outbox o
    SET dispatched_at = $1
    FROM due
    WHERE o.id = due.id
    RETURNING o.id, o.queue`,
};

/** $1 ids that could not be handed over. */
export const RELEASE: Statement = {
  name: 'outbox_release',
  text: `UPDATE internal_api.outbox SET dispatched_at = NULL WHERE id = ANY($1)`,
};

/** $1 id. The row is locked until the transaction of the work ends, so it is done once however often it is handed over. */
export const TAKE: Statement = {
  name: 'outbox_take',
  text: `DELETE FROM internal_api.outbox WHERE id = $1 AND failed_at IS NULL RETURNING payload, correlation_id`,
};

/**
 * $1 id, $2 now. Counted before the work begins and kept whatever becomes of it, so that work which ends its process is
 * counted as well. No row: the work is done, or was set aside.
 */
export const BEGIN_ATTEMPT: Statement = {
  name: 'outbox_begin_attempt',
  text: `
    UPDATE internal_api.outbox SET attempts = attempts + 1, dispatched_at = $2
    WHERE id = $1 AND failed_at IS NULL
    RETURNING attempts, queue, traceparent`,
};

/** $1 id, $2 what went wrong, $3 when it was set aside; NULL: the relay hands it over again when it counts as lost. */
export const FAIL: Statement = {
  name: 'outbox_fail',
  text: `UPDATE internal_api.outbox SET error = $2, failed_at = $3 WHERE id = $1`,
};

/** How much waits and since when, and how much room it takes. */
export const BACKLOG: Statement = {
  name: 'outbox_backlog',
  text: `
    SELECT count(*) FILTER (WHERE failed_at IS NULL) AS waiting,
           count(*) FILTER (WHERE failed_at IS NOT NULL) AS failed,
           min(created_at) FILTER (WHERE failed_at IS NULL) AS oldest,
           pg_total_relation_size('internal_api.outbox') AS bytes
    FROM internal_api.outbox`,
};
