import type { Statement } from '@app/platform';

/**
 * No row when the project is gone or has an agent of that name.
 * $1 project id, $2 name, $3 creator's user id or NULL, $4 now
 */
export const CREATE_AGENT: Statement = {
  name: 'create_agent',
  text: `
    INSERT INTO cluster_agents (project_id, name, created_by_user_id, created_at, updated_at)
    SELECT id, $2, $3, $4, $4 FROM projects WHERE id = $1
        ON CONFLICT (project_id, name) DO NOTHING
    RETURNING id`,
};

/**
 * No row when there is no such agent.
 * $1 agent id, $2 encrypted token, $3 name, $4 now
 */
export const CREATE_AGENT_TOKEN: Statement = {
  name: 'create_agent_token',
  text: `
    INSERT INTO cluster_agent_tokens (agent_id, project_id, token_encrypted, name, created_at, updated_at)
    SELECT id, project_id, $2, $3, $4, $4 FROM cluster_agents WHERE id = $1
    RETURNING id`,
};

/** $1 token id, $2 now */
export const REVOKE_AGENT_TOKEN: Statement = {
  name: 'revoke_agent_token',
  text: `UPDATE cluster_agent_tokens SET status = 1, updated_at = $2 WHERE id = $1 AND status = 0 RETURNING id`,
};

/** $1 agent id or NULL, $2 project id or NULL, $3 the id behind which it begins, $4 how many. */
export const AGENTS: Statement = {
  name: 'agents_list',
  text: `
    SELECT a.id, a.name, a.project_id, r.path AS project,
           (SELECT count(*) FROM cluster_agent_tokens t WHERE t.agent_id = a.id AND t.status = 0) AS active_tokens,
           (SELECT max(t.last_used_at) FROM cluster_agent_tokens t WHERE t.agent_id = a.id) AS last_used_at, a.created_at
      FROM cluster_agents a
      LEFT JOIN routes r ON r.source_type = 'Project' AND r.source_id = a.project_id
     WHERE ($1::bigint IS NULL OR a.id = $1) AND ($2::bigint IS NULL OR a.project_id = $2) AND a.id > $3
     ORDER BY a.id LIMIT $4`,
};

/** $1 agent id. Tokens and authorizations go with it. */
export const DELETE_AGENT: Statement = {
  name: 'delete_agent',
  text: 'DELETE FROM cluster_agents WHERE id = $1 RETURNING id',
};

/** $1 token id or NULL, $2 agent id or NULL, $3 the id behind which it begins, $4 how many. */
export const AGENT_TOKENS: Statement = {
  name: 'agent_tokens_list',
  text: `
    SELECT t.id, t.name, t.agent_id, a.name AS agent, CASE t.status WHEN 0 THEN 'active' ELSE 'revoked' END AS status,
           t.last_used_at, t.created_at
      FROM cluster_agent_tokens t JOIN cluster_agents a ON a.id = t.agent_id
     WHERE ($1::bigint IS NULL OR t.id = $1) AND ($2::bigint IS NULL OR t.agent_id = $2) AND t.id > $3
     ORDER BY t.id LIMIT $4`,
};
