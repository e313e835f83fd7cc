/**
 * Effective access of users to projects, computed from its sources by the rule of schema.md 5.1:
 *
 * 1. direct members of the project;
 * 2. the owner of the personal space that the project lies in: 50;
 * 3. members of a group, and direct members of a group that it is shared with (no more than the share gives): that
 *    level on every project at or below the group;
 * 4. whoever has access by source 3 to a group that the project is shared with (no more than the share gives), unless
 *    the project's namespace locks sharing (`share_with_group_lock` true or NULL).
 *
 * The highest level of a pair counts; 5 (minimal access) and less gives nothing. Invitations not yet accepted, access
 * requests, states other than 0, and memberships and shares whose `expires_at` has come give nothing.
 *
 * The rule stands here twice, because the two questions need opposite plans: `access_of_users` walks down from the
 * memberships of few users, `access_to_projects` walks up from few projects. A property test holds both against an
 * implementation in TypeScript.
 */
export const access = `
-- Today in UTC. The setting internal_api.today stops it for a session or a database, for tests with a stopped clock.
CREATE FUNCTION internal_api.today() RETURNS date LANGUAGE sql STABLE AS $$
  SELECT COALESCE(NULLIF(current_setting('internal_api.today', true), '')::date, (now() AT TIME ZONE 'UTC')::date)
$$;

CREATE FUNCTION internal_api.is_live(expires_at date, today date) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT expires_at IS NULL OR expires_at > today
$$;

-- Memberships that count while they have not expired.
CREATE VIEW internal_api.accepted_members AS
  SELECT user_id, source_type, source_id, access_level, expires_at
  FROM public.members
  WHERE user_id IS NOT NULL
    AND requested_at IS NULL
    AND (invite_token IS NULL OR invite_accepted_at IS NOT NULL)
    AND COALESCE(state, 0) = 0
    AND access_level > 5
    AND (source_type, type) IN (('Namespace', 'GroupMember'), ('Project', 'ProjectMember'));

-- A group and all groups below it. A function, so that the planner cannot turn the look-up of few trees into a comparison
-- of every membership with every namespace: it has no good idea of how many rows contain an element.
CREATE FUNCTION internal_api.groups_at_or_below(top bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 10 COST 1000 AS $$
BEGIN
  RETURN QUERY SELECT n.id FROM public.namespaces n WHERE n.traversal_ids @> ARRAY[top] AND n.type = 'Group';
END
$$;

-- stale_on: the first day on which the row may be wrong, because one of its sources has expired.
CREATE FUNCTION internal_api.access_of_users(user_ids bigint[], today date)
RETURNS TABLE (user_id bigint, project_id bigint, access_level integer, stale_on date) LANGUAGE sql STABLE AS $$
  WITH memberships AS (
    SELECT m.* FROM internal_api.accepted_members m
    WHERE m.user_id = ANY (user_ids) AND internal_api.is_live(m.expires_at, today)
  ),
  entered AS (
    SELECT m.user_id, m.source_id AS group_id, m.access_level, m.expires_at
    FROM memberships m WHERE m.source_type = 'Namespace'
    UNION ALL
    SELECT m.user_id, l.shared_group_id, LEAST(m.access_level, l.group_access), LEAST(m.expires_at, l.expires_at)
    FROM memberships m
    JOIN public.group_group_links l ON l.shared_with_group_id = m.source_id
    WHERE m.source_type = 'Namespace' AND internal_api.is_live(l.expires_at, today)
  ),
  trees AS (
    SELECT top.group_id AS top_id, below.group_id
    FROM (SELECT DISTINCT e.group_id FROM entered e) top
    CROSS JOIN LATERAL internal_api.groups_at_or_below(top.group_id) AS below (group_id)
  ),
  reached AS (
    SELECT e.user_id, t.group_id, max(e.access_level) AS access_level, min(e.expires_at) AS expires_at
    FROM entered e JOIN trees t ON t.top_id = e.group_id
    GROUP BY e.user_id, t.group_id
  ),
  sources AS (
    SELECT m.user_id, m.source_id AS project_id, m.access_level, m.expires_at
    FROM memberships m WHERE m.source_type = 'Project'
    UNION ALL
    SELECT n.owner_id, p.id, 50, NULL
    FROM public.namespaces n JOIN public.projects p ON p.namespace_id = n.id
    WHERE n.owner_id = ANY (user_ids) AND n.type = 'User'
    UNION ALL
    SELECT r.user_id, p.id, r.access_level, r.expires_at
    FROM reached r JOIN public.projects p ON p.namespace_id = r.group_id
    UNION ALL
    SELECT r.user_id, l.project_id, LEAST(r.access_level, l.group_access), LEAST(r.expires_at, l.expires_at)
    FROM reached r
    JOIN public.project_group_links l ON l.group_id = r.group_id
    JOIN public.projects p ON p.id = l.project_id
    JOIN public.namespaces n ON n.id = p.namespace_id
    WHERE n.share_with_group_lock IS FALSE AND internal_api.is_live(l.expires_at, today)
  )
  SELECT s.user_id, s.project_id, max(s.access_level), min(s.expires_at)
  FROM sources s
  JOIN public.users u ON u.id = s.user_id
  JOIN public.projects p ON p.id = s.project_id
  WHERE s.access_level > 5
  GROUP BY s.user_id, s.project_id
$$;

-- The same for few projects; only_users NULL means everybody.
CREATE FUNCTION internal_api.access_to_projects(project_ids bigint[], today date, only_users bigint[] DEFAULT NULL)
RETURNS TABLE (user_id bigint, project_id bigint, access_level integer, stale_on date) LANGUAGE sql STABLE AS $$
  WITH asked AS (
    SELECT p.id AS project_id, n.id AS namespace_id, n.type, n.owner_id, n.share_with_group_lock
    FROM public.projects p JOIN public.namespaces n ON n.id = p.namespace_id
    WHERE p.id = ANY (project_ids)
  ),
  doors AS (
    SELECT a.project_id, a.namespace_id AS group_id, NULL::integer AS cap, NULL::date AS expires_at
    FROM asked a
    UNION ALL
    SELECT a.project_id, l.group_id, l.group_access, l.expires_at
    FROM asked a JOIN public.project_group_links l ON l.project_id = a.project_id
    WHERE a.share_with_group_lock IS FALSE AND internal_api.is_live(l.expires_at, today)
  ),
  lineage AS (
    SELECT n.id AS group_id, ancestor.id AS ancestor_id
    FROM public.namespaces n CROSS JOIN LATERAL unnest(n.traversal_ids) AS ancestor (id)
    WHERE n.id IN (SELECT d.group_id FROM doors d) AND n.type = 'Group'
  ),
  entered AS (
    SELECT m.user_id, m.source_id AS group_id, m.access_level, m.expires_at
    FROM internal_api.accepted_members m
    WHERE m.source_type = 'Namespace' AND m.source_id IN (SELECT l.ancestor_id FROM lineage l)
      AND (only_users IS NULL OR m.user_id = ANY (only_users)) AND internal_api.is_live(m.expires_at, today)
    UNION ALL
    SELECT m.user_id, l.shared_group_id, LEAST(m.access_level, l.group_access), LEAST(m.expires_at, l.expires_at)
    FROM public.group_group_links l
    JOIN internal_api.accepted_members m ON m.source_type = 'Namespace' AND m.source_id = l.shared_with_group_id
    WHERE l.shared_group_id IN (SELECT g.ancestor_id FROM lineage g) AND internal_api.is_live(l.expires_at, today)
      AND (only_users IS NULL OR m.user_id = ANY (only_users)) AND internal_api.is_live(m.expires_at, today)
  ),
  reached AS (
    SELECT e.user_id, l.group_id, max(e.access_level) AS access_level, min(e.expires_at) AS expires_at
    FROM lineage l JOIN entered e ON e.group_id = l.ancestor_id
    GROUP BY e.user_id, l.group_id
  ),
  sources AS (
    SELECT m.user_id, m.source_id AS project_id, m.access_level, m.expires_at
    FROM internal_api.accepted_members m
    WHERE m.source_type = 'Project' AND m.source_id = ANY (project_ids)
      AND (only_users IS NULL OR m.user_id = ANY (only_users)) AND internal_api.is_live(m.expires_at, today)
    UNION ALL
    SELECT a.owner_id, a.project_id, 50, NULL
    FROM asked a WHERE a.type = 'User' AND (only_users IS NULL OR a.owner_id = ANY (only_users))
    UNION ALL
    SELECT r.user_id, d.project_id, LEAST(r.access_level, d.cap), LEAST(r.expires_at, d.expires_at)
    FROM doors d JOIN reached r ON r.group_id = d.group_id
  )
  SELECT s.user_id, s.project_id, max(s.access_level), min(s.expires_at)
  FROM sources s
  JOIN public.users u ON u.id = s.user_id
  JOIN asked a ON a.project_id = s.project_id
  WHERE s.access_level > 5
  GROUP BY s.user_id, s.project_id
$$;

-- One pair, straight from the sources: for a reader whose rows are stale on the day it asks. 0 = no access.
CREATE FUNCTION internal_api.access_level(of_user bigint, to_project bigint, today date) RETURNS integer
LANGUAGE sql STABLE AS $$
  SELECT COALESCE(
    (SELECT a.access_level FROM internal_api.access_to_projects(ARRAY[to_project], today, ARRAY[of_user]) a), 0)
$$;
`;
