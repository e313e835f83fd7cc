-- allowed_facts_with_refs
WITH candidate AS (
  SELECT * FROM unnest($4::text[], $5::bigint[], $6::bigint[], $7::text[])
           WITH ORDINALITY AS c (kind, project_id, snippet_id, path, turn)
)
SELECT k.id AS key_id,
       k.type AS key_type,
       k.usage_type AS key_usage,
       k.key AS key_text,
       k.expires_at AS key_expires_at,
       k.last_used_at AS key_last_used_at,
       u.id AS user_id,
       u.username,
       u.state,
       u.user_type,
       u.admin,
       u.auditor,
       u.external,
       u.confirmed_at,
       u.accepted_term_id,
       u.password_expires_at,
       u.password_automatically_set,
       u.locked_at,
       u.last_activity_on,
       u.otp_required_for_login OR EXISTS (SELECT FROM webauthn_registrations w WHERE w.user_id = u.id) AS two_factor,
       found.kind,
       COALESCE(found.redirected, false) AS redirected,
       sn.id AS snippet_id,
       sn.project_id AS snippet_project_id,
       sn.author_id AS snippet_author_id,
       sn.visibility_level AS snippet_visibility_level,
       sn.repository_read_only AS snippet_read_only,
       shard.name AS snippet_storage,
       sr.disk_path AS snippet_disk_path,
       p.id AS project_id,
       r.path AS full_path,
       COALESCE(n.traversal_ids[1], n.id) AS root_namespace_id,
       p.visibility_level,
       p.archived OR COALESCE(above.archived, false) AS archived,
       p.marked_for_deletion_at IS NOT NULL OR COALESCE(above.in_deletion, false) AS marked_for_deletion,
       COALESCE(p.repository_read_only, false) OR COALESCE(above.read_only, false) AS repository_read_only,
       COALESCE(f.repository_access_level, 20) AS repository_level,
       COALESCE(f.wiki_access_level, 20) AS wiki_level,
       COALESCE(f.snippets_access_level, 20) AS snippets_level,
       (SELECT json_agg(i."range") FROM ip_restrictions i WHERE i.group_id = COALESCE(n.traversal_ids[1], n.id)) AS ip_ranges,
       p.repository_storage,
       pr.disk_path,
       COALESCE(n.default_branch_protection, s.default_branch_protection, 2) AS default_branch_protection,
       root.enabled_git_access_protocol AS namespace_protocol,
       state."exists" AS repository_exists,
       state.empty AS repository_empty,
       COALESCE(state.default_branch, NULLIF(s.default_branch_name, '')) AS default_branch,

       CASE
         WHEN n.owner_id = u.id AND n.type = 'User' THEN 50
         WHEN EXISTS (
           SELECT FROM internal_api.authorization_refreshes stale
            WHERE stale.user_id = u.id AND stale.stale_on <= asked.today
         ) THEN internal_api.access_level(u.id, p.id, asked.today)
         ELSE COALESCE(
           (SELECT max(stored.access_level) FROM project_authorizations stored
             WHERE stored.user_id = u.id AND stored.project_id = p.id), 0)
       END AS level,
       (SELECT bool_or(d.can_push) FROM deploy_keys_projects d
         WHERE k.type = 'DeployKey' AND d.deploy_key_id = k.id AND d.project_id = p.id) AS deploy_key_can_push,
       s.enabled_git_access_protocol,
       s.receive_max_input_size,
       s.rsa_key_restriction,
       s.dsa_key_restriction,
       s.ecdsa_key_restriction,
       s.ed25519_key_restriction,
       s.ecdsa_sk_key_restriction,
       s.ed25519_sk_key_restriction,
       s.enforce_terms,
       s.maintenance_mode,
       COALESCE(s.send_user_confirmation_email, false) OR COALESCE(s.email_confirmation_setting, 0) = 2
         AS confirmation_required,

       (SELECT json_build_object(
                 'rules', rules.list,
                 'push', (SELECT json_agg(ARRAY[l.protected_branch_id, l.access_level, l.user_id, l.group_id, l.deploy_key_id])
                            FROM protected_branch_push_access_levels l WHERE l.protected_branch_id = ANY (rules.ids)),
                 'merge', (SELECT json_agg(ARRAY[l.protected_branch_id, l.access_level, l.user_id, l.group_id, NULL])
                             FROM protected_branch_merge_access_levels l WHERE l.protected_branch_id = ANY (rules.ids)))
          FROM (SELECT array_agg(b.id) AS ids, json_agg(json_build_array(b.id, b.name, b.allow_force_push)) AS list
                  FROM protected_branches b
                 WHERE b.project_id = p.id OR b.namespace_id = ANY (n.traversal_ids)) rules
         WHERE rules.ids IS NOT NULL) AS branch_rules,
       (SELECT json_agg(json_build_object(
                 'name', t.name,
                 'create', (SELECT json_agg(json_build_array(l.access_level, l.user_id, l.group_id, l.deploy_key_id))
                              FROM protected_tag_create_access_levels l WHERE l.protected_tag_id = t.id)))
          FROM protected_tags t WHERE t.project_id = p.id) AS tag_rules,
       (SELECT json_agg(json_build_array(m.target_branch, m.in_progress_merge_commit_sha))
          FROM merge_requests m
         WHERE m.target_project_id = p.id AND m.state_id = 4 AND m.in_progress_merge_commit_sha IS NOT NULL)
         AS locked_merges,

       (SELECT json_agg(DISTINCT l.group_id)
          FROM project_group_links l
          JOIN internal_api.accepted_members m ON m.source_type = 'Namespace' AND m.source_id = l.group_id
         WHERE l.project_id = p.id AND m.user_id = u.id
           AND l.group_access >= 30 AND internal_api.is_live(l.expires_at, asked.today)
           AND m.access_level >= 30 AND internal_api.is_live(m.expires_at, asked.today))  AS rule_groups,
       u.name AS user_name,
       (SELECT row_to_json(rule) FROM push_rules rule WHERE rule.project_id = p.id ORDER BY rule.id DESC LIMIT 1) AS push_rule,
       (SELECT json_agg(json_build_array(lower(own.email), own.verified)) FROM (
          SELECT u.email, u.confirmed_at IS NOT NULL AS verified WHERE u.email <> ''
          UNION ALL
          SELECT e.email, e.confirmed_at IS NOT NULL FROM emails e WHERE e.user_id = u.id
        ) own) AS user_emails,

       COALESCE(
         p.lfs_enabled,
         (SELECT choosing.lfs_enabled FROM namespaces choosing
           WHERE choosing.id = ANY (n.traversal_ids) AND choosing.type = 'Group' AND choosing.lfs_enabled IS NOT NULL
           ORDER BY array_position(n.traversal_ids, choosing.id) DESC LIMIT 1),
         true) AS lfs_enabled,
       NULLIF(COALESCE(p.repository_size_limit, n.repository_size_limit, s.repository_size_limit), 0) AS size_limit,
       (SELECT json_agg(json_build_array(k.path, k.user_id, o.username))
          FROM lfs_file_locks k JOIN users o ON o.id = k.user_id WHERE k.project_id = p.id) AS lfs_locks
  FROM (
    SELECT $1::bigint AS key_id, $2::bigint AS user_id, $3::text AS username, $8::date AS today
  ) asked
  LEFT JOIN keys k ON k.id = asked.key_id
  LEFT JOIN users u ON u.id = CASE
    WHEN k.type = 'DeployKey' THEN COALESCE(
      (SELECT creator.id FROM users creator WHERE creator.id = k.user_id),
      (SELECT ghost.id FROM users ghost WHERE ghost.state = 'active' AND ghost.user_type = 5 ORDER BY ghost.id LIMIT 1))
    WHEN k.id IS NOT NULL THEN k.user_id
    WHEN asked.username IS NOT NULL THEN (
      SELECT named.id FROM users named WHERE lower(named.username) = lower(asked.username)
      ORDER BY named.username = asked.username DESC, named.id LIMIT 1)
    ELSE asked.user_id
  END
  LEFT JOIN (
    SELECT place.* FROM (
      SELECT c.turn, 1 AS rank, c.kind, false AS redirected, c.project_id, NULL::bigint AS snippet_id
        FROM candidate c WHERE c.project_id IS NOT NULL
      UNION ALL
      SELECT c.turn, 1, c.kind, false, s.project_id, s.id
        FROM candidate c JOIN snippets s ON s.id = c.snippet_id
       WHERE c.path IS NULL OR (c.path = '' AND s.project_id IS NULL)
      UNION ALL
      SELECT c.turn, 1, c.kind, false, exact.source_id, c.snippet_id
        FROM candidate c JOIN routes exact ON exact.path = c.path AND exact.source_type = 'Project'
      UNION ALL
      SELECT c.turn, 2, c.kind, false, folded.source_id, c.snippet_id
        FROM candidate c JOIN routes folded ON lower(folded.path) = lower(c.path) AND folded.source_type = 'Project'
      UNION ALL
      SELECT c.turn, 3, c.kind, true, former.source_id, c.snippet_id
        FROM candidate c
        JOIN redirect_routes former ON lower(former.path) = lower(c.path) AND former.source_type = 'Project'
    ) place
    WHERE place.snippet_id IS NULL OR EXISTS (
      SELECT FROM snippets s WHERE s.id = place.snippet_id AND s.project_id IS NOT DISTINCT FROM place.project_id)
    ORDER BY place.turn, place.rank, place.project_id LIMIT 1
  ) found ON true
  LEFT JOIN snippets sn ON sn.id = found.snippet_id
  LEFT JOIN snippet_repositories sr ON sr.snippet_id = sn.id
  LEFT JOIN shards shard ON shard.id = sr.shard_id
  LEFT JOIN projects p ON p.id = found.project_id AND p.pending_delete IS NOT TRUE AND NOT p.hidden
  LEFT JOIN routes r ON r.source_type = 'Project' AND r.source_id = p.id
  LEFT JOIN namespaces n ON n.id = p.namespace_id
  LEFT JOIN namespace_settings root ON root.namespace_id = COALESCE(n.traversal_ids[1], n.id)

  LEFT JOIN LATERAL (
    SELECT bool_or(a.state = 1 OR COALESCE(settings.archived, false)) AS archived,
           bool_or(a.state IN (2, 4)) AS in_deletion,
           bool_or(a.state IN (5, 6) OR COALESCE(settings.repository_read_only, false)) AS read_only
      FROM namespaces a LEFT JOIN namespace_settings settings ON settings.namespace_id = a.id
     WHERE a.id = ANY (n.traversal_ids)
  ) above ON true
  LEFT JOIN project_features f ON f.project_id = p.id
  LEFT JOIN project_repositories pr ON pr.project_id = p.id
  LEFT JOIN internal_api.repository_states state ON state.gl_repository = found.kind || '-' || COALESCE(sn.id, p.id)
  LEFT JOIN LATERAL (SELECT * FROM application_settings newest ORDER BY newest.id DESC LIMIT 1) s ON true;
