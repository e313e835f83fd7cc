import type { Statement } from '@app/platform';

const COLUMNS = `id, message, starts_at, ends_at, target_path, show_in_cli`;

/** $1 id or NULL, $2 the id behind which it begins, $3 how many. Notifications (type 2) are no banners. */
export const BANNERS: Statement = {
  name: 'banners_list',
  text: `
    SELECT ${COLUMNS} FROM broadcast_messages
     WHERE broadcast_type = 1 AND ($1::bigint IS NULL OR id = $1) AND id > $2
     ORDER BY id LIMIT $3`,
};

/** $1 message, $2 the same as HTML, $3 from, $4 until, $5 paths or NULL, $6 now. */
export const INSERT_BANNER: Statement = {
  name: 'banners_insert',
  text: `
    INSERT INTO broadcast_messages (message, message_html, starts_at, ends_at, target_path, created_at, updated_at)
    SELECT $1, $2, $3::timestamptz AT TIME ZONE 'UTC', $4::timestamptz AT TIME ZONE 'UTC', $5, at.utc, at.utc
      FROM (SELECT $6::timestamptz AT TIME ZONE 'UTC' AS utc) at
    RETURNING ${COLUMNS}`,
};

/** $1 id, $2 message or NULL, $3 the same as HTML, $4 from or NULL, $5 until or NULL, $6 paths or NULL, $7 now. */
export const CHANGE_BANNER: Statement = {
  name: 'banners_change',
  text: `
    UPDATE broadcast_messages
       SET message = COALESCE($2, message), message_html = COALESCE($3, message_html),
           starts_at = COALESCE($4::timestamptz AT TIME ZONE 'UTC', starts_at),
           ends_at = COALESCE($5::timestamptz AT TIME ZONE 'UTC', ends_at),
           target_path = COALESCE($6, target_path), updated_at = $7::timestamptz AT TIME ZONE 'UTC'
     WHERE id = $1 AND broadcast_type = 1
    RETURNING ${COLUMNS}`,
};

/** $1 id. */
export const DELETE_BANNER: Statement = {
  name: 'banners_delete',
  text: 'DELETE FROM broadcast_messages WHERE id = $1 AND broadcast_type = 1 RETURNING id',
};
