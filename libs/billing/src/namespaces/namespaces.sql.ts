import type { Statement } from '@app/platform';

const COLUMNS = 'n.id, n.type, n.owner_id, n.parent_id, n.traversal_ids';

export interface NamespaceRow {
  id: number;
  type: 'User' | 'Group';
  owner_id: number | null;
  parent_id: number | null;
  /** From the root to the namespace itself. */
  traversal_ids: number[];
}

/** $1 id, as text. Namespaces of projects are none of the portal's (billing.md 1.5). */
export const FIND_BY_ID: Statement = {
  name: 'billing_namespace_by_id',
  text: `SELECT ${COLUMNS} FROM namespaces n WHERE n.id = $1::bigint AND n.type IN ('User', 'Group')`,
};

/** $1 full path: the exact one before one in another case. */
export const FIND_BY_PATH: Statement = {
  name: 'billing_namespace_by_path',
  text: `
    SELECT ${COLUMNS}
      FROM routes r
      JOIN namespaces n ON n.id = r.source_id AND n.type IN ('User', 'Group')
     WHERE r.source_type = 'Namespace' AND lower(r.path) = lower($1)
     ORDER BY r.path = $1 DESC, r.id
     LIMIT 1`,
};

/**
 * $1 ids of the group and its ancestors, $2 user, $3 today. The highest level that membership there, or in a group they
 * are shared with, gives; 0 for none. A level of 5 gives nothing in the group but shows that it exists.
 */
export const GROUP_ACCESS: Statement = {
  name: 'billing_group_access',
  text: `
    WITH mine AS (
      SELECT m.source_id, m.access_level
        FROM members m
       WHERE m.user_id = $2 AND m.source_type = 'Namespace' AND m.requested_at IS NULL
         AND (m.invite_token IS NULL OR m.invite_accepted_at IS NOT NULL)
         AND COALESCE(m.state, 0) = 0
         AND (m.expires_at IS NULL OR m.expires_at > $3::date)
    ), levels AS (
      SELECT access_level FROM mine WHERE source_id = ANY ($1::bigint[])
      UNION ALL
      SELECT LEAST(mine.access_level, l.group_access)
        FROM mine JOIN group_group_links l ON l.shared_with_group_id = mine.source_id
       WHERE l.shared_group_id = ANY ($1::bigint[]) AND (l.expires_at IS NULL OR l.expires_at > $3::date)
    )
    SELECT COALESCE((SELECT max(access_level) FROM levels), 0) AS level,
           (SELECT auditor FROM users WHERE id = $2) AS auditor`,
};
