import type { Statement } from '@app/platform';

/** One row: the token, its agent, and the agent's project as kas is told of it. */
export interface AgentByTokenRow {
  readonly token_id: number;
  readonly last_used_at: Date | null;
  readonly agent_id: number;
  readonly agent_name: string;
  /** This and the following are null when the project is being deleted. */
  readonly project_id: number | null;
  readonly full_path: string;
  readonly storage: string;
  readonly disk_path: string | null;
  readonly default_branch: string | null;
}

/**
 * Who presents a token, and all that `agent_info` answers. A revoked token is found no more than an unknown one.
 * $1 the encrypted forms of the token
 */
export const AGENT_BY_TOKEN: Statement = {
  name: 'agent_by_token',
  text: `
    SELECT t.id AS token_id, t.last_used_at, a.id AS agent_id, a.name AS agent_name,
           p.id AS project_id, r.path AS full_path, p.repository_storage AS storage, d.disk_path,
           s.default_branch
      FROM cluster_agent_tokens t
      JOIN cluster_agents a ON a.id = t.agent_id
      LEFT JOIN (projects p JOIN routes r ON r.source_type = 'Project' AND r.source_id = p.id)
             ON p.id = a.project_id AND p.pending_delete IS NOT TRUE AND NOT p.hidden
      LEFT JOIN project_repositories d ON d.project_id = p.id
      LEFT JOIN internal_api.repository_states s ON s.gl_repository = 'project-' || p.id
     WHERE t.token_encrypted = ANY ($1) AND t.status = 0`,
};

/**
 * Records uses, each unless somebody else has done so meanwhile. `updated_at` stays.
 * $1 token ids, $2 now, $3 the moment up to which an earlier use counts as long ago
 */
export const RECORD_TOKEN_USES: Statement = {
  name: 'record_agent_token_uses',
  text: `
    UPDATE cluster_agent_tokens SET last_used_at = $2
     WHERE id = ANY ($1::bigint[]) AND (last_used_at IS NULL OR last_used_at <= $3)`,
};
