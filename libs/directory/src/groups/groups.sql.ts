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

/** $1 id or NULL, $2 part of the full path or NULL, $3 parent or NULL, $4 the id behind which it begins, $5 how many. */
export const GROUPS: Statement = {
  name: 'directory_groups',
  text: `
    SELECT n.id, r.path AS full_path, n.name, n.parent_id, n.visibility_level, n.created_at
    FROM namespaces n JOIN routes r ON r.source_type = 'Namespace' AND r.source_id = n.id
    WHERE n.type = 'Group'
      AND ($1::bigint IS NULL OR n.id = $1)
      AND ($2::text IS NULL OR strpos(lower(r.path), lower($2)) > 0)
      AND ($3::bigint IS NULL OR n.parent_id = $3)
      AND n.id > $4
    ORDER BY n.id LIMIT $5`,
};

/** $1 group id. */
export const IS_EMPTY: Statement = {
  name: 'directory_group_is_empty',
  text: `
    SELECT NOT EXISTS (SELECT FROM namespaces WHERE parent_id = $1)
       AND NOT EXISTS (SELECT FROM projects WHERE namespace_id = $1) AS empty`,
};

/** $1 group id. Members, routes and shares go by triggers and foreign keys. */
export const DELETE_GROUP: Statement = { name: 'directory_delete_group', text: 'DELETE FROM namespaces WHERE id = $1' };

/** $1 group id, $2 visibility. Is anything directly in the group more visible than that? */
export const HIDES_LESS: Statement = {
  name: 'directory_hides_less',
  text: `
    SELECT EXISTS (SELECT FROM namespaces WHERE parent_id = $1 AND visibility_level > $2)
        OR EXISTS (SELECT FROM projects WHERE namespace_id = $1 AND visibility_level > $2) AS found`,
};

/** $1 group id, $2 visibility, $3 now. */
export const SET_VISIBILITY: Statement = {
  name: 'directory_set_group_visibility',
  text: `
    UPDATE namespaces SET visibility_level = $2, updated_at = $3::timestamptz AT TIME ZONE 'UTC' WHERE id = $1`,
};

/** $1 group id, $2 name, $3 path, $4 parent or NULL, $5 now. */
export const CHANGE_GROUP: Statement = {
  name: 'directory_change_group',
  text: `
    UPDATE namespaces SET name = $2, path = $3, parent_id = $4, updated_at = $5::timestamptz AT TIME ZONE 'UTC'
    WHERE id = $1`,
};
