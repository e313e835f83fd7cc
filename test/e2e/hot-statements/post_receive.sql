-- post_receive_facts
SELECT p.id,
       COALESCE(
         (SELECT u.id FROM keys k JOIN users u ON u.id = k.user_id WHERE k.id = $4::bigint),
         (SELECT u.id FROM users u WHERE u.id = $5::bigint),
         (SELECT u.id FROM users u WHERE lower(u.username) = lower($6::text) ORDER BY u.id LIMIT 1)
       ) AS user_id,
       r.path AS full_path,
       p.printing_merge_request_link_enabled AS print_link,
       COALESCE(f.merge_requests_access_level, 20) > 0 AS merge_requests_enabled,
       s.empty,
       s.default_branch,
       (SELECT NULLIF(a.default_branch_name, '')
          FROM application_settings a ORDER BY a.id DESC LIMIT 1) AS instance_default_branch,
       (SELECT json_agg(json_build_object('message', b.message, 'target_path', b.target_path) ORDER BY b.id)
          FROM broadcast_messages b
         WHERE b.broadcast_type = 1 AND b.show_in_cli AND b.starts_at <= $3 AND $3 < b.ends_at) AS banners,
       (SELECT json_agg(json_build_object('source_branch', m.source_branch, 'iid', m.iid, 'target_path', t.path)
                        ORDER BY m.id)
          FROM merge_requests m
          JOIN routes t ON t.source_type = 'Project' AND t.source_id = m.target_project_id
         WHERE m.source_project_id = p.id AND m.state_id = 1 AND m.source_branch = ANY ($2)) AS merge_requests
  FROM (SELECT $1::bigint AS id) asked
  LEFT JOIN projects p ON p.id = asked.id AND p.pending_delete IS NOT TRUE AND NOT p.hidden
  LEFT JOIN routes r ON r.source_type = 'Project' AND r.source_id = p.id
  LEFT JOIN project_features f ON f.project_id = p.id
  LEFT JOIN internal_api.repository_states s ON s.gl_repository = 'project-' || p.id;

-- post_receive_record
WITH state AS (
  INSERT INTO internal_api.repository_states AS s (gl_repository, "exists", empty, default_branch, updated_at)
  SELECT $5::text, true, false, $6::text, $4::timestamptz
  WHERE $5::text IS NOT NULL
  ON CONFLICT (gl_repository) DO UPDATE
    SET "exists" = true, empty = false, updated_at = excluded.updated_at,
        default_branch = COALESCE(s.default_branch, excluded.default_branch)
    WHERE NOT s."exists" OR s.empty OR s.default_branch IS DISTINCT FROM COALESCE(s.default_branch, excluded.default_branch)
)
INSERT INTO internal_api.outbox (queue, payload, correlation_id, created_at, traceparent) VALUES ($1, $2, $3, $4, $7);
