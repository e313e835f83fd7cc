/**
 * Brings `project_authorizations` to what the rule of `access.sql.ts` says. Each function writes only differences, in
 * one statement, and notes in `authorization_refreshes` until when the rows of a user hold.
 */
export const refresh = `
-- One writer of memberships at a time, until it commits. Two transactions that each take away one of two sources of the
-- same access would otherwise each see the other source, and the access would stay for good. The refresh has to see
-- what the writer before it has committed, so it cannot work on the snapshot of a repeatable-read transaction.
CREATE FUNCTION internal_api.lock_authorizations() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('transaction_isolation') = 'repeatable read' THEN
    RAISE EXCEPTION 'memberships cannot be changed in a repeatable read transaction' USING ERRCODE = '25001';
  END IF;
  PERFORM pg_advisory_xact_lock(1764000000001);
END
$$;

-- All rows of these users.
CREATE FUNCTION internal_api.refresh_project_authorizations(user_ids bigint[]) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  IF cardinality(user_ids) IS NULL OR cardinality(user_ids) = 0 THEN RETURN; END IF;
  PERFORM internal_api.lock_authorizations();
  WITH wanted AS MATERIALIZED (
    SELECT * FROM internal_api.access_of_users(user_ids, internal_api.today())
  ),
  removed AS (
    DELETE FROM public.project_authorizations a
    WHERE a.user_id = ANY (user_ids) AND NOT EXISTS (
      SELECT FROM wanted w
      WHERE w.user_id = a.user_id AND w.project_id = a.project_id AND w.access_level = a.access_level)
  ),
  added AS (
    INSERT INTO public.project_authorizations (user_id, project_id, access_level)
    SELECT w.user_id, w.project_id, w.access_level FROM wanted w
    ON CONFLICT DO NOTHING
  ),
  horizon AS (
    SELECT w.user_id, min(w.stale_on) AS stale_on FROM wanted w GROUP BY w.user_id
  )
  INSERT INTO internal_api.authorization_refreshes AS r (user_id, stale_on)
  SELECT u.id, h.stale_on
  FROM public.users u LEFT JOIN horizon h ON h.user_id = u.id
  WHERE u.id = ANY (user_ids)
  ON CONFLICT (user_id) DO UPDATE SET stale_on = excluded.stale_on
  WHERE r.stale_on IS DISTINCT FROM excluded.stale_on;
END
$$;

-- All rows of these projects, or only those of some users. The user's other rows are not looked at, so a day on which
-- these become stale stays noted.
CREATE FUNCTION internal_api.refresh_authorizations_of_projects(project_ids bigint[], only_users bigint[] DEFAULT NULL)
RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
BEGIN
  IF cardinality(project_ids) IS NULL OR cardinality(project_ids) = 0 OR cardinality(only_users) = 0 THEN RETURN; END IF;
  PERFORM internal_api.lock_authorizations();
  WITH wanted AS MATERIALIZED (
    SELECT * FROM internal_api.access_to_projects(project_ids, internal_api.today(), only_users)
  ),
  removed AS (
    DELETE FROM public.project_authorizations a
    WHERE a.project_id = ANY (project_ids) AND (only_users IS NULL OR a.user_id = ANY (only_users)) AND NOT EXISTS (
      SELECT FROM wanted w
      WHERE w.user_id = a.user_id AND w.project_id = a.project_id AND w.access_level = a.access_level)
  ),
  added AS (
    INSERT INTO public.project_authorizations (user_id, project_id, access_level)
    SELECT w.user_id, w.project_id, w.access_level FROM wanted w
    ON CONFLICT DO NOTHING
  )
  INSERT INTO internal_api.authorization_refreshes AS r (user_id, stale_on)
  SELECT w.user_id, min(w.stale_on) FROM wanted w WHERE w.stale_on IS NOT NULL GROUP BY w.user_id
  ON CONFLICT (user_id) DO UPDATE SET stale_on = LEAST(r.stale_on, excluded.stale_on)
  WHERE r.stale_on IS NULL OR r.stale_on > excluded.stale_on;
END
$$;

-- Everybody: after a bulk load with the triggers off. Repairs traversal_ids first. In a session that still has
-- session_replication_role = replica it takes a fraction of the time, because no row is checked against foreign keys.
CREATE FUNCTION internal_api.refresh_all_project_authorizations() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  batch bigint[];
  last_id bigint := 0;
BEGIN
  PERFORM internal_api.lock_authorizations();
  PERFORM internal_api.rebuild_traversal_ids(NULL);
  -- Plans made for the tables as they were before the load would take hours.
  ANALYZE public.users, public.namespaces, public.projects, public.members, public.project_group_links,
    public.group_group_links, public.project_authorizations;
  LOOP
    SELECT array_agg(b.id) INTO batch
    FROM (SELECT u.id FROM public.users u WHERE u.id > last_id ORDER BY u.id LIMIT 2000) b;
    EXIT WHEN batch IS NULL;
    PERFORM internal_api.refresh_project_authorizations(batch);
    last_id := batch[cardinality(batch)];
  END LOOP;
END
$$;

-- Users whose rows have become stale, at most so many; returns how many it has refreshed. For a periodic job.
CREATE FUNCTION internal_api.refresh_stale_project_authorizations(at_most integer DEFAULT 1000) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  batch bigint[];
BEGIN
  PERFORM internal_api.lock_authorizations();
  SELECT array_agg(s.user_id) INTO batch FROM (
    SELECT r.user_id FROM internal_api.authorization_refreshes r
    WHERE r.stale_on <= internal_api.today() ORDER BY r.stale_on, r.user_id LIMIT at_most) s;
  PERFORM internal_api.refresh_project_authorizations(batch);
  RETURN COALESCE(cardinality(batch), 0);
END
$$;
`;
