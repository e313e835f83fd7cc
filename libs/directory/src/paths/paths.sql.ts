import type { Statement } from '@app/platform';

/** One change of paths at a time: two users must not take `Foo` and `foo` at the same moment. */
export const LOCK: Statement = { name: 'directory_paths_lock', text: 'SELECT internal_api.lock_authorizations()' };

/** $1 namespace id. Its path and how people read it. */
export const NAMESPACE_ROUTE: Statement = {
  name: 'directory_namespace_route',
  text: `
    SELECT n.id, n.type, n.visibility_level, r.path, COALESCE(r.name, n.name) AS name
    FROM namespaces n JOIN routes r ON r.source_type = 'Namespace' AND r.source_id = n.id
    WHERE n.id = $1`,
};

/** $1 path, in any case; $2 and $3 type and id of who asks, whose own path is no obstacle. */
export const ROUTE_TAKEN: Statement = {
  name: 'directory_route_taken',
  text: `
    SELECT EXISTS (
      SELECT FROM routes WHERE lower(path) = lower($1::text) AND (source_type, source_id) IS DISTINCT FROM ($2::varchar, $3::bigint)
    ) AS taken`,
};

/** $1 path: former paths at or below it end, or strangers would be led from a new owner's path to an old project. */
export const DROP_REDIRECTS: Statement = {
  name: 'directory_drop_redirects',
  text: `
    DELETE FROM redirect_routes
    WHERE lower(path) = lower($1::text) OR lower(path) LIKE replace(lower($1::text), '_', '\\_') || '/%'`,
};

/** $1 `Namespace` or `Project`, $2 id, $3 path, $4 name, $5 now. */
export const INSERT_ROUTE: Statement = {
  name: 'directory_insert_route',
  text: `
    INSERT INTO routes (source_type, source_id, path, name, namespace_id, created_at, updated_at)
    VALUES ($1::varchar, $2::bigint, $3, $4, CASE WHEN $1::varchar = 'Namespace' THEN $2::bigint END,
            $5::timestamptz AT TIME ZONE 'UTC', $5::timestamptz AT TIME ZONE 'UTC')`,
};

/**
 * $1 `Namespace` or `Project`, $2 id, $3 new path, $4 new name, $5 now. Gives new paths to the source and, for a
 * namespace, to all that is below it, and remembers the former ones.
 */
export const MOVE_ROUTES: Statement = {
  name: 'directory_move_routes',
  text: `
    WITH top AS (
      SELECT path, name FROM routes WHERE source_type = $1::varchar AND source_id = $2::bigint
    ),
    below AS (
      SELECT n.id FROM namespaces n WHERE $1::varchar = 'Namespace' AND n.traversal_ids @> ARRAY[$2::bigint]
    ),
    moved AS (
      SELECT r.id, r.source_type, r.source_id, r.namespace_id, r.path AS former,
             $3::text || substr(r.path, length(top.path) + 1) AS path,
             $4::text || substr(r.name, length(top.name) + 1) AS name
      FROM top, routes r
      WHERE (r.source_type = $1::varchar AND r.source_id = $2::bigint)
         OR (r.source_type = 'Namespace' AND r.source_id IN (SELECT id FROM below))
         OR (r.source_type = 'Project' AND r.source_id IN (
              SELECT p.id FROM projects p WHERE p.namespace_id IN (SELECT id FROM below)))
    ),
    updated AS (
      UPDATE routes r SET path = moved.path, name = moved.name, updated_at = $5::timestamptz AT TIME ZONE 'UTC'
      FROM moved WHERE moved.id = r.id
    )
    INSERT INTO redirect_routes (source_type, source_id, path, namespace_id, created_at, updated_at)
    SELECT source_type, source_id, former, namespace_id,
           $5::timestamptz AT TIME ZONE 'UTC', $5::timestamptz AT TIME ZONE 'UTC'
    FROM moved WHERE lower(former) <> lower(path)
    ON CONFLICT DO NOTHING`,
};

/** $1 `Namespace` or `Project`, $2 path. Current paths first, exact before case-folded, then former ones (schema.md 2.4). */
export const FIND_BY_PATH: Statement = {
  name: 'directory_find_by_path',
  text: `
    SELECT source_id AS id FROM (
      SELECT source_id, 1 AS turn, id FROM routes WHERE source_type = $1::varchar AND path = $2::text
      UNION ALL
      SELECT source_id, 2, id FROM routes WHERE source_type = $1::varchar AND lower(path) = lower($2::text)
      UNION ALL
      SELECT source_id, 3, id FROM redirect_routes WHERE source_type = $1::varchar AND lower(path) = lower($2::text)
    ) found ORDER BY turn, id LIMIT 1`,
};
