-- allowed_facts_with_refs, as in allowed-with-refs.sql

-- allowed_collaborations
SELECT offer.* FROM (
  SELECT m.source_branch,
         m.target_branch,
         author.admin AS author_admin,
         author.state = 'active' AS author_active,

     CASE
       WHEN sn.owner_id = author.id AND sn.type = 'User' THEN 50
       WHEN EXISTS (
         SELECT FROM internal_api.authorization_refreshes stale
          WHERE stale.user_id = author.id AND stale.stale_on <= $3::date
       ) THEN internal_api.access_level(author.id, s.id, $3::date)
       ELSE COALESCE(
         (SELECT max(stored.access_level) FROM project_authorizations stored
           WHERE stored.user_id = author.id AND stored.project_id = s.id), 0)
     END AS author_level,
         t.visibility_level,
         t.archived OR COALESCE(above.archived, false) AS archived,
         t.marked_for_deletion_at IS NOT NULL OR COALESCE(above.in_deletion, false) AS marked_for_deletion,
         COALESCE(f.repository_access_level, 20) AS repository_level,

     CASE
       WHEN n.owner_id = $2::bigint AND n.type = 'User' THEN 50
       WHEN EXISTS (
         SELECT FROM internal_api.authorization_refreshes stale
          WHERE stale.user_id = $2::bigint AND stale.stale_on <= $3::date
       ) THEN internal_api.access_level($2::bigint, t.id, $3::date)
       ELSE COALESCE(
         (SELECT max(stored.access_level) FROM project_authorizations stored
           WHERE stored.user_id = $2::bigint AND stored.project_id = t.id), 0)
     END AS level,

     (SELECT json_build_object(
               'rules', rules.list,
               'push', (SELECT json_agg(ARRAY[l.protected_branch_id, l.access_level, l.user_id, l.group_id, l.deploy_key_id])
                          FROM protected_branch_push_access_levels l WHERE l.protected_branch_id = ANY (rules.ids)),
               'merge', (SELECT json_agg(ARRAY[l.protected_branch_id, l.access_level, l.user_id, l.group_id, NULL])
                           FROM protected_branch_merge_access_levels l WHERE l.protected_branch_id = ANY (rules.ids)))
        FROM (SELECT array_agg(b.id) AS ids, json_agg(json_build_array(b.id, b.name, b.allow_force_push)) AS list
                FROM protected_branches b
               WHERE b.project_id = t.id OR b.namespace_id = ANY (n.traversal_ids)) rules
       WHERE rules.ids IS NOT NULL) AS branch_rules,

     (SELECT json_agg(DISTINCT l.group_id)
        FROM project_group_links l
        JOIN internal_api.accepted_members m ON m.source_type = 'Namespace' AND m.source_id = l.group_id
       WHERE l.project_id = t.id AND m.user_id = $2::bigint
         AND l.group_access >= 30 AND internal_api.is_live(l.expires_at, $3::date)
         AND m.access_level >= 30 AND internal_api.is_live(m.expires_at, $3::date)) AS rule_groups
    FROM merge_requests m
    JOIN users author ON author.id = m.author_id
    JOIN projects s ON s.id = m.source_project_id
    JOIN namespaces sn ON sn.id = s.namespace_id
    JOIN projects t ON t.id = m.target_project_id AND t.pending_delete IS NOT TRUE AND NOT t.hidden
    JOIN namespaces n ON n.id = t.namespace_id
    LEFT JOIN project_features f ON f.project_id = t.id

LEFT JOIN LATERAL (
  SELECT bool_or(a.state = 1 OR COALESCE(settings.archived, false)) AS archived,
         bool_or(a.state IN (2, 4)) AS in_deletion,
         bool_or(a.state IN (5, 6) OR COALESCE(settings.repository_read_only, false)) AS read_only
    FROM namespaces a LEFT JOIN namespace_settings settings ON settings.namespace_id = a.id
   WHERE a.id = ANY (n.traversal_ids)
) above ON true
   WHERE m.source_project_id = $1 AND m.target_project_id <> $1 AND m.state_id = 1 AND m.allow_maintainer_to_push
) offer
WHERE offer.level >= 30;
