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
