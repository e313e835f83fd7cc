import type { Statement } from '@app/platform';

export interface VisibleProjectRow {
  readonly id: number;
  readonly full_path: string;
  readonly storage: string;
  readonly disk_path: string | null;
  readonly default_branch: string | null;
}

/**
 * A project by id or by path, if the agent may see its repository: its own one, or a public one that everybody may read.
 * A path is taken as written first, then in any case, then as a former one.
 * $1 id or NULL, $2 path or NULL, $3 id of the agent's own project
 */
export const VISIBLE_PROJECT: Statement = {
  name: 'agent_visible_project',
  text: `
    SELECT p.id, r.path AS full_path, p.repository_storage AS storage, d.disk_path, s.default_branch
      FROM (SELECT COALESCE(
              $1::bigint,
              (SELECT source_id FROM routes WHERE source_type = 'Project' AND path = $2::text),
              (SELECT source_id FROM routes WHERE source_type = 'Project' AND lower(path) = lower($2::text) LIMIT 1),
              (SELECT source_id FROM redirect_routes
                WHERE source_type = 'Project' AND lower(path) = lower($2::text) LIMIT 1)) AS id) asked
      JOIN projects p ON p.id = asked.id AND p.pending_delete IS NOT TRUE AND NOT p.hidden
      JOIN routes r ON r.source_type = 'Project' AND r.source_id = p.id
      LEFT JOIN project_features f ON f.project_id = p.id
      LEFT JOIN project_repositories d ON d.project_id = p.id
      LEFT JOIN internal_api.repository_states s ON s.gl_repository = 'project-' || p.id
     WHERE p.id = $3 OR (p.visibility_level = 20 AND COALESCE(f.repository_access_level, 20) >= 20)`,
};
