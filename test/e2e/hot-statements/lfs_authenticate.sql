-- lfs_authenticate_facts
SELECT k.id AS key_id,
       k.type AS key_type,
       k.last_used_at AS key_last_used_at,
       k.fingerprint AS key_md5,
       k.fingerprint_sha256 AS key_sha256,
       u.id AS user_id,
       u.username,
       right(u.encrypted_password, 16) AS password_tail,
       p.id AS project_id,
       r.path AS full_path,
       found.turn,
       COALESCE(
         p.lfs_enabled,
         (SELECT above.lfs_enabled FROM namespaces above
           WHERE above.id = ANY (n.traversal_ids) AND above.type = 'Group' AND above.lfs_enabled IS NOT NULL
           ORDER BY array_position(n.traversal_ids, above.id) DESC LIMIT 1),
         true) AS lfs_enabled
  FROM (SELECT $1::bigint AS key_id, $2::bigint AS user_id, $3::text AS username,
               $4::bigint AS project_id, $5::text[] AS paths) asked
  LEFT JOIN keys k ON k.id = asked.key_id AND k.usage_type IN (0, 1)
  LEFT JOIN users u ON u.id = CASE
    WHEN asked.key_id IS NOT NULL THEN k.user_id
    WHEN asked.username IS NOT NULL THEN (
      SELECT named.id FROM users named WHERE lower(named.username) = lower(asked.username)
      ORDER BY named.username = asked.username DESC, named.id LIMIT 1)
    ELSE asked.user_id
  END
  LEFT JOIN LATERAL (
    SELECT place.id, place.turn FROM (
      SELECT asked.project_id AS id, 1 AS turn, 1 AS rank WHERE asked.project_id IS NOT NULL
      UNION ALL
      SELECT exact.source_id, candidate.turn, 1
        FROM unnest(asked.paths) WITH ORDINALITY AS candidate (path, turn)
        JOIN routes exact ON exact.path = candidate.path AND exact.source_type = 'Project'
      UNION ALL
      SELECT folded.source_id, candidate.turn, 2
        FROM unnest(asked.paths) WITH ORDINALITY AS candidate (path, turn)
        JOIN routes folded ON lower(folded.path) = lower(candidate.path) AND folded.source_type = 'Project'
      UNION ALL
      SELECT former.source_id, candidate.turn, 3
        FROM unnest(asked.paths) WITH ORDINALITY AS candidate (path, turn)
        JOIN redirect_routes former ON lower(former.path) = lower(candidate.path) AND former.source_type = 'Project'
    ) place ORDER BY place.turn, place.rank, place.id LIMIT 1
  ) found ON true
  LEFT JOIN projects p ON p.id = found.id AND p.pending_delete IS NOT TRUE AND NOT p.hidden
  LEFT JOIN namespaces n ON n.id = p.namespace_id
  LEFT JOIN routes r ON r.source_type = 'Project' AND r.source_id = p.id;

-- instance_settings
SELECT require_personal_access_token_expiry, max_personal_access_token_lifetime, disable_personal_access_tokens,
       git_two_factor_session_expiry, custom_http_clone_url_root, enforce_terms,
       COALESCE(send_user_confirmation_email, false) OR COALESCE(email_confirmation_setting, 0) = 2
         AS confirmation_required
  FROM application_settings ORDER BY id DESC LIMIT 1;
