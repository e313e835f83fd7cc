/**
 * Triggers that keep `namespaces.traversal_ids` and `project_authorizations` right, whoever writes: this service, an
 * operator at a prompt, a restored dump. A bulk load may switch them off (`session_replication_role = replica`) and
 * call `internal_api.refresh_all_project_authorizations()` afterwards.
 *
 * Statement-level triggers where many rows change at once; row-level ones with a condition on updates of `projects` and
 * `namespaces`, because every push updates a project's dates and must not pay for a check.
 */
export const traversal = `
-- From the root to the namespace itself. NULL repairs every tree.
CREATE FUNCTION internal_api.rebuild_traversal_ids(top bigint) RETURNS void LANGUAGE sql AS $$
  WITH RECURSIVE tree AS (
    SELECT n.id, COALESCE(parent.traversal_ids, '{}') || n.id AS path
    FROM public.namespaces n LEFT JOIN public.namespaces parent ON parent.id = n.parent_id
    WHERE CASE WHEN top IS NULL THEN n.parent_id IS NULL ELSE n.id = top END
    UNION ALL
    SELECT n.id, tree.path || n.id FROM tree JOIN public.namespaces n ON n.parent_id = tree.id
  )
  UPDATE public.namespaces n SET traversal_ids = tree.path
  FROM tree WHERE tree.id = n.id AND n.traversal_ids IS DISTINCT FROM tree.path
$$;

CREATE FUNCTION internal_api.namespaces_before_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.parent_id IS NULL THEN
    NEW.traversal_ids := ARRAY[NEW.id];
    RETURN NEW;
  END IF;
  -- A move of the parent must not happen in between.
  PERFORM internal_api.lock_authorizations();
  SELECT parent.traversal_ids || NEW.id INTO NEW.traversal_ids
  FROM public.namespaces parent WHERE parent.id = NEW.parent_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'parent namespace % does not exist', NEW.parent_id USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER internal_api_traversal BEFORE INSERT ON namespaces
  FOR EACH ROW EXECUTE FUNCTION internal_api.namespaces_before_insert();

CREATE FUNCTION internal_api.namespaces_after_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.parent_id IS DISTINCT FROM OLD.parent_id THEN
    IF EXISTS (
      WITH RECURSIVE above AS (
        SELECT n.id, n.parent_id FROM public.namespaces n WHERE n.id = NEW.parent_id
        UNION
        SELECT n.id, n.parent_id FROM above JOIN public.namespaces n ON n.id = above.parent_id
      )
      SELECT FROM above WHERE above.id = NEW.id
    ) THEN
      RAISE EXCEPTION 'namespace % cannot lie below itself', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    PERFORM internal_api.rebuild_traversal_ids(NEW.id);
    PERFORM internal_api.refresh_authorizations_of_projects(internal_api.projects_reached_through(ARRAY[NEW.id]));
  ELSE
    PERFORM internal_api.refresh_authorizations_of_projects(
      ARRAY(SELECT p.id FROM public.projects p WHERE p.namespace_id = NEW.id));
  END IF;
  RETURN NULL;
END
$$;
`;

export const triggers = `
-- Projects at or below these groups, and projects shared with such a group.
CREATE FUNCTION internal_api.projects_reached_through(group_ids bigint[]) RETURNS bigint[] LANGUAGE sql STABLE AS $$
  WITH below AS (SELECT n.id FROM public.namespaces n WHERE n.traversal_ids && group_ids)
  SELECT ARRAY(
    SELECT p.id FROM below JOIN public.projects p ON p.namespace_id = below.id
    UNION
    SELECT l.project_id FROM below JOIN public.project_group_links l ON l.group_id = below.id)
$$;

-- Before the rows change, so that two writers wait in a row here and do not meet in a deadlock on the rows.
CREATE FUNCTION internal_api.lock_before_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM internal_api.lock_authorizations();
  RETURN NULL;
END
$$;

CREATE FUNCTION internal_api.members_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  through_groups bigint[];
  direct_users bigint[];
  direct_projects bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(DISTINCT c.user_id) FILTER (WHERE c.source_type <> 'Project'),
           array_agg(DISTINCT c.user_id) FILTER (WHERE c.source_type = 'Project'),
           array_agg(DISTINCT c.source_id) FILTER (WHERE c.source_type = 'Project')
    INTO through_groups, direct_users, direct_projects FROM new_rows c WHERE c.user_id IS NOT NULL;
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(DISTINCT c.user_id) FILTER (WHERE c.source_type <> 'Project'),
           array_agg(DISTINCT c.user_id) FILTER (WHERE c.source_type = 'Project'),
           array_agg(DISTINCT c.source_id) FILTER (WHERE c.source_type = 'Project')
    INTO through_groups, direct_users, direct_projects FROM old_rows c WHERE c.user_id IS NOT NULL;
  ELSE
    SELECT array_agg(DISTINCT c.user_id) FILTER (WHERE c.source_type <> 'Project'),
           array_agg(DISTINCT c.user_id) FILTER (WHERE c.source_type = 'Project'),
           array_agg(DISTINCT c.source_id) FILTER (WHERE c.source_type = 'Project')
    INTO through_groups, direct_users, direct_projects
    FROM (SELECT * FROM old_rows UNION ALL SELECT * FROM new_rows) c WHERE c.user_id IS NOT NULL;
  END IF;
  PERFORM internal_api.refresh_project_authorizations(through_groups);
  PERFORM internal_api.refresh_authorizations_of_projects(direct_projects, direct_users);
  RETURN NULL;
END
$$;

CREATE FUNCTION internal_api.project_group_links_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  projects bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    projects := ARRAY(SELECT DISTINCT project_id FROM new_rows);
  ELSIF TG_OP = 'DELETE' THEN
    projects := ARRAY(SELECT DISTINCT project_id FROM old_rows);
  ELSE
    projects := ARRAY(SELECT project_id FROM old_rows UNION SELECT project_id FROM new_rows);
  END IF;
  PERFORM internal_api.refresh_authorizations_of_projects(projects);
  RETURN NULL;
END
$$;

CREATE FUNCTION internal_api.group_group_links_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  shared bigint[];
  invited bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(shared_group_id), array_agg(shared_with_group_id) INTO shared, invited FROM new_rows;
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(shared_group_id), array_agg(shared_with_group_id) INTO shared, invited FROM old_rows;
  ELSE
    SELECT array_agg(shared_group_id), array_agg(shared_with_group_id) INTO shared, invited
    FROM (SELECT * FROM old_rows UNION ALL SELECT * FROM new_rows) c;
  END IF;
  PERFORM internal_api.refresh_authorizations_of_projects(
    internal_api.projects_reached_through(shared),
    ARRAY(SELECT DISTINCT m.user_id FROM public.members m
          WHERE m.source_type = 'Namespace' AND m.source_id = ANY (invited) AND m.user_id IS NOT NULL));
  RETURN NULL;
END
$$;

CREATE FUNCTION internal_api.projects_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM internal_api.refresh_authorizations_of_projects(ARRAY(SELECT id FROM new_rows));
  ELSE
    PERFORM internal_api.refresh_authorizations_of_projects(ARRAY[NEW.id]);
  END IF;
  RETURN NULL;
END
$$;
${['members', 'project_group_links', 'group_group_links'].map(onEveryChange).join('')}
CREATE TRIGGER internal_api_access_lock BEFORE INSERT OR UPDATE OF namespace_id ON projects
  FOR EACH STATEMENT EXECUTE FUNCTION internal_api.lock_before_change();
CREATE TRIGGER internal_api_access_insert AFTER INSERT ON projects REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION internal_api.projects_changed();
CREATE TRIGGER internal_api_access_move AFTER UPDATE OF namespace_id ON projects
  FOR EACH ROW WHEN (OLD.namespace_id IS DISTINCT FROM NEW.namespace_id)
  EXECUTE FUNCTION internal_api.projects_changed();

CREATE TRIGGER internal_api_access_lock BEFORE UPDATE OF parent_id, owner_id, type, share_with_group_lock ON namespaces
  FOR EACH STATEMENT EXECUTE FUNCTION internal_api.lock_before_change();
CREATE TRIGGER internal_api_access_update AFTER UPDATE OF parent_id, owner_id, type, share_with_group_lock ON namespaces
  FOR EACH ROW WHEN (
    (OLD.parent_id, OLD.owner_id, OLD.type, OLD.share_with_group_lock)
      IS DISTINCT FROM (NEW.parent_id, NEW.owner_id, NEW.type, NEW.share_with_group_lock))
  EXECUTE FUNCTION internal_api.namespaces_after_update();
`;

/** A trigger with transition tables may watch one kind of change only. */
function onEveryChange(table: string): string {
  const watch = (event: string, tables: string): string => `
CREATE TRIGGER internal_api_access_${event.toLowerCase()} AFTER ${event} ON ${table} REFERENCING ${tables}
  FOR EACH STATEMENT EXECUTE FUNCTION internal_api.${table}_changed();`;
  return `
CREATE TRIGGER internal_api_access_lock BEFORE INSERT OR UPDATE OR DELETE ON ${table}
  FOR EACH STATEMENT EXECUTE FUNCTION internal_api.lock_before_change();${watch('INSERT', 'NEW TABLE AS new_rows')}${watch(
    'UPDATE',
    'OLD TABLE AS old_rows NEW TABLE AS new_rows',
  )}${watch('DELETE', 'OLD TABLE AS old_rows')}
`;
}
