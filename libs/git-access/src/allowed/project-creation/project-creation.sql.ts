import type { Statement } from '@app/platform';

/**
 * The namespace that a new project is to lie in, and what the user is there. $1 path, $2 user id, $3 today.
 * A group's level comes from the group, from those above it, and from groups that it or they are shared with.
 */
export const NAMESPACE_FOR_PROJECT: Statement = {
  name: 'allowed_namespace_for_project',
  text: `
    SELECT n.id,
           n.type,
           n.owner_id = u.id AS owned,
           u.admin,
           u.projects_limit,
           CASE WHEN n.type = 'User' THEN (SELECT count(*) FROM projects p WHERE p.namespace_id = n.id) ELSE 0 END AS projects,
           COALESCE(n.project_creation_level, s.default_project_creation, 2) AS creation_level,
           COALESCE((
             SELECT max(way.access_level) FROM (
               SELECT m.access_level FROM internal_api.accepted_members m
                WHERE m.source_type = 'Namespace' AND m.source_id = ANY (n.traversal_ids) AND m.user_id = u.id
                  AND internal_api.is_live(m.expires_at, $3::date)
               UNION ALL
               SELECT LEAST(m.access_level, l.group_access)
                 FROM group_group_links l
                 JOIN internal_api.accepted_members m
                   ON m.source_type = 'Namespace' AND m.source_id = l.shared_with_group_id AND m.user_id = u.id
                WHERE l.shared_group_id = ANY (n.traversal_ids)
                  AND internal_api.is_live(l.expires_at, $3::date) AND internal_api.is_live(m.expires_at, $3::date)
             ) way
           ), 0) AS level,
           NULLIF(s.default_branch_name, '') AS default_branch
      FROM users u
      JOIN routes r ON lower(r.path) = lower($1::text) AND r.source_type = 'Namespace'
      JOIN namespaces n ON n.id = r.source_id AND n.type IN ('User', 'Group')
      LEFT JOIN LATERAL (SELECT * FROM application_settings newest ORDER BY newest.id DESC LIMIT 1) s ON true
     WHERE u.id = $2
       AND NOT EXISTS (
         SELECT FROM namespaces above LEFT JOIN namespace_settings settings ON settings.namespace_id = above.id
          WHERE above.id = ANY (n.traversal_ids) AND (above.state IN (1, 2, 4, 5, 6) OR settings.archived))
     ORDER BY r.path = $1 DESC, n.id
     LIMIT 1`,
};

export interface NamespaceRow {
  id: number;
  type: 'User' | 'Group';
  owned: boolean | null;
  admin: boolean;
  projects_limit: number;
  projects: number;
  creation_level: number;
  level: number;
  default_branch: string | null;
}

/** $1 gl_repository, $2 whether it exists, $3 default branch, $4 now. */
export const NOTE_NEW_REPOSITORY: Statement = {
  name: 'allowed_note_new_repository',
  text: `
    INSERT INTO internal_api.repository_states (gl_repository, "exists", empty, default_branch, updated_at)
    VALUES ($1, $2, true, $3, $4)
    ON CONFLICT (gl_repository) DO UPDATE
      SET "exists" = excluded."exists", empty = excluded.empty, updated_at = excluded.updated_at`,
};
