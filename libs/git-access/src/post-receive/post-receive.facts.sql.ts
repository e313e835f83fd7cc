import type { Statement } from '@app/platform';

/**
 * All that the answer says, in one statement: the project, the banners of this moment, and the open merge requests of
 * the pushed branches, and who pushed: a key stands for its owner, a deploy key for its creator.
 * $1 project id or NULL, $2 names of branches that were created or updated, $3 now, $4 key id, $5 user id, $6 user name
 */
export const POST_RECEIVE_FACTS: Statement = {
  name: 'post_receive_facts',
  text: `
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
      LEFT JOIN internal_api.repository_states s ON s.gl_repository = 'project-' || p.id`,
};
