import type { Statement } from '@app/platform';

/** $1 id or NULL, $2 name, $3 path, $4 parent or NULL, $5 visibility, $6 now. */
export const INSERT_GROUP: Statement = {
  name: 'directory_insert_group',
  text: `
    INSERT INTO namespaces (id, name, path, type, parent_id, visibility_level, created_at, updated_at)
    VALUES (COALESCE($1::bigint, nextval('namespaces_id_seq')), $2, $3, 'Group', $4, $5,
            $6::timestamptz AT TIME ZONE 'UTC', $6::timestamptz AT TIME ZONE 'UTC')
    RETURNING id`,
};

/** $1 group id. */
export const GROUP: Statement = {
  name: 'directory_group',
  text: `SELECT id, name, path, parent_id FROM namespaces WHERE id = $1 AND type = 'Group'`,
};

/** $1 name, $2 parent or NULL, $3 id of a group whose own it may be. */
export const GROUP_NAME_TAKEN: Statement = {
  name: 'directory_group_name_taken',
  text: `
    SELECT EXISTS (
      SELECT FROM namespaces WHERE name = $1 AND parent_id IS NOT DISTINCT FROM $2::bigint AND type = 'Group'
        AND id IS DISTINCT FROM $3::bigint
    ) AS taken`,
};

/** $1 group id, $2 group that may be it or lie below it. */
export const IS_BELOW: Statement = {
  name: 'directory_is_below',
  text: `SELECT EXISTS (SELECT FROM namespaces WHERE id = $2 AND $1::bigint = ANY (traversal_ids)) AS below`,
};

/** $1 group id, $2 name, $3 path, $4 parent or NULL, $5 now. */
export const CHANGE_GROUP: Statement = {
  name: 'directory_change_group',
  text: `
    UPDATE namespaces SET name = $2, path = $3, parent_id = $4, updated_at = $5::timestamptz AT TIME ZONE 'UTC'
    WHERE id = $1`,
};
