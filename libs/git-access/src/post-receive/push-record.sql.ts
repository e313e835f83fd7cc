import type { Statement } from '@app/platform';

/**
 * Promises the follow-up of a push and notes what the push itself proves of the repository, in one statement: it exists
 * and is no longer empty.
 * $1 queue, $2 payload, $3 correlation id, $4 now, $5 gl_repository of a known repository that got a branch, else NULL,
 * $6 its default branch, should none be known yet, $7 trace context
 */
export const RECORD_PUSH: Statement = {
  name: 'post_receive_record',
  text: `
    WITH state AS (
      INSERT INTO internal_api.repository_states AS s (gl_repository, "exists", empty, default_branch, updated_at)
      SELECT $5::text, true, false, $6::text, $4::timestamptz
      WHERE $5::text IS NOT NULL
      ON CONFLICT (gl_repository) DO UPDATE
        SET "exists" = true, empty = false, updated_at = excluded.updated_at,
            default_branch = COALESCE(s.default_branch, excluded.default_branch)
        WHERE NOT s."exists" OR s.empty OR s.default_branch IS DISTINCT FROM COALESCE(s.default_branch, excluded.default_branch)
    )
    INSERT INTO internal_api.outbox (queue, payload, correlation_id, created_at, traceparent) VALUES ($1, $2, $3, $4, $7)`,
};
