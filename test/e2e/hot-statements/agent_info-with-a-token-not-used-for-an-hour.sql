-- agent_by_token
SELECT t.id AS token_id, t.last_used_at, a.id AS agent_id, a.name AS agent_name,
       p.id AS project_id, r.path AS full_path, p.repository_storage AS storage, d.disk_path,
       s.default_branch
  FROM cluster_agent_tokens t
  JOIN cluster_agents a ON a.id = t.agent_id
  LEFT JOIN (projects p JOIN routes r ON r.source_type = 'Project' AND r.source_id = p.id)
         ON p.id = a.project_id AND p.pending_delete IS NOT TRUE AND NOT p.hidden
  LEFT JOIN project_repositories d ON d.project_id = p.id
  LEFT JOIN internal_api.repository_states s ON s.gl_repository = 'project-' || p.id
 WHERE t.token_encrypted = ANY ($1) AND t.status = 0;

-- record_agent_token_uses
UPDATE cluster_agent_tokens SET last_used_at = $2
 WHERE id = ANY ($1::bigint[]) AND (last_used_at IS NULL OR last_used_at <= $3);
