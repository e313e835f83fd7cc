import type { Statement } from '../database/database.js';

const ENTRY = 'id, queue, correlation_id, created_at, attempts, failed_at, error';

/** $1 set aside or waiting, $2 queue or NULL, $3 last id of the part before, $4 how many. */
export const LIST: Statement = {
  name: 'outbox_list',
  text: `
    SELECT ${ENTRY} FROM internal_api.outbox
    WHERE (failed_at IS NOT NULL) = $1 AND ($2::text IS NULL OR queue = $2) AND id > $3
    ORDER BY id
    LIMIT $4`,
};

/** $1 id or NULL, $2 queue or NULL. The reason of the last failure stays until there is another one. */
export const RETRY: Statement = {
  name: 'outbox_retry',
  text: `
    UPDATE internal_api.outbox SET failed_at = NULL, dispatched_at = NULL, attempts = 0
    WHERE failed_at IS NOT NULL AND ($1::bigint IS NULL OR id = $1) AND ($2::text IS NULL OR queue = $2)
    RETURNING id`,
};

/** $1 moment. */
export const PRUNE: Statement = {
  name: 'outbox_prune',
  text: `DELETE FROM internal_api.outbox WHERE failed_at < $1 RETURNING ${ENTRY}`,
};
