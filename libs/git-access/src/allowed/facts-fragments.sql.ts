/**
 * Pieces of the statements that read facts. Their arguments are SQL expressions of ours, never a caller's text: columns,
 * or the alias of a row of `namespaces`.
 */

/**
 * Effective level of a user in a project. The owner of the personal space has 50, whatever is stored; a stored level whose
 * source has expired since is computed from the sources instead.
 */
export function effectiveLevel(user: string, project: string, namespace: string, today: string): string {
  return `
         CASE
           WHEN ${namespace}.owner_id = ${user} AND ${namespace}.type = 'User' THEN 50
           WHEN EXISTS (
             SELECT FROM internal_api.authorization_refreshes stale
              WHERE stale.user_id = ${user} AND stale.stale_on <= ${today}
           ) THEN internal_api.access_level(${user}, ${project}, ${today})
           ELSE COALESCE(
             (SELECT max(stored.access_level) FROM project_authorizations stored
               WHERE stored.user_id = ${user} AND stored.project_id = ${project}), 0)
         END`;
}

/** What the groups above say to everything below them; their states are those of schema.md 2.3. */
export function joinAncestors(namespace: string): string {
  return `
    LEFT JOIN LATERAL (
      SELECT bool_or(a.state = 1 OR COALESCE(settings.archived, false)) AS archived,
             bool_or(a.state IN (2, 4)) AS in_deletion,
             bool_or(a.state IN (5, 6) OR COALESCE(settings.repository_read_only, false)) AS read_only
        FROM namespaces a LEFT JOIN namespace_settings settings ON settings.namespace_id = a.id
       WHERE a.id = ANY (${namespace}.traversal_ids)
    ) above ON true`;
}

/**
 * Rules for branches: the project's own, and those of the groups above. Their levels are looked up for all rules at once
 * and name their rule: a look for each rule costs twice as much where there are many (docs/performance.md).
 */
export function branchRulesOf(project: string, namespace: string): string {
  return `
         (SELECT json_build_object(
                   'rules', rules.list,
                   'push', (SELECT json_agg(ARRAY[l.protected_branch_id, l.access_level, l.user_id, l.group_id, l.deploy_key_id])
                              FROM protected_branch_push_access_levels l WHERE l.protected_branch_id = ANY (rules.ids)),
                   'merge', (SELECT json_agg(ARRAY[l.protected_branch_id, l.access_level, l.user_id, l.group_id, NULL])
                               FROM protected_branch_merge_access_levels l WHERE l.protected_branch_id = ANY (rules.ids)))
            FROM (SELECT array_agg(b.id) AS ids, json_agg(json_build_array(b.id, b.name, b.allow_force_push)) AS list
                    FROM protected_branches b
                   WHERE b.project_id = ${project} OR b.namespace_id = ANY (${namespace}.traversal_ids)) rules
           WHERE rules.ids IS NOT NULL)`;
}

/** Groups whose members a rule may name: invited to the project itself as developers or more, the user among them so too. */
export function ruleGroupsOf(user: string, project: string, today: string): string {
  return `
         (SELECT json_agg(DISTINCT l.group_id)
            FROM project_group_links l
            JOIN internal_api.accepted_members m ON m.source_type = 'Namespace' AND m.source_id = l.group_id
           WHERE l.project_id = ${project} AND m.user_id = ${user}
             AND l.group_access >= 30 AND internal_api.is_live(l.expires_at, ${today})
             AND m.access_level >= 30 AND internal_api.is_live(m.expires_at, ${today}))`;
}

/** The project's own choice about Git LFS, else that of the nearest group above that has made one; on where nobody has. */
export function lfsEnabled(project: string, namespace: string): string {
  return `
         COALESCE(
           ${project}.lfs_enabled,
           (SELECT choosing.lfs_enabled FROM namespaces choosing
             WHERE choosing.id = ANY (${namespace}.traversal_ids) AND choosing.type = 'Group' AND choosing.lfs_enabled IS NOT NULL
             ORDER BY array_position(${namespace}.traversal_ids, choosing.id) DESC LIMIT 1),
           true)`;
}

/** Of the project, else of the namespace that it lies in, else of the instance; 0 is a choice too, for no limit. */
export function sizeLimitOf(project: string, namespace: string, settings: string): string {
  return `NULLIF(COALESCE(${project}.repository_size_limit, ${namespace}.repository_size_limit, ${settings}.repository_size_limit), 0)`;
}
