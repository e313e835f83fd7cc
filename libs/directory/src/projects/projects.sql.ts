import type { Statement } from '@app/platform';

/** $1 id or NULL, $2 name, $3 path, $4 namespace, $5 creator, $6 visibility, $7 storage, $8 now. */
export const INSERT_PROJECT: Statement = {
  name: 'directory_insert_project',
  text: `
    INSERT INTO projects (id, name, path, namespace_id, creator_id, visibility_level, repository_storage,
                          storage_version, last_activity_at, created_at, updated_at)
    SELECT COALESCE($1::bigint, nextval('projects_id_seq')), $2, $3, $4, $5, $6, $7, 2, at.utc, at.utc, at.utc
    FROM (SELECT $8::timestamptz AT TIME ZONE 'UTC' AS utc) at
    RETURNING id`,
};

/** $1 project id, $2 now. Everything open to whoever sees the project, as GitLab's application does by default. */
export const INSERT_FEATURES: Statement = {
  name: 'directory_insert_features',
  text: `
    INSERT INTO project_features (project_id, merge_requests_access_level, issues_access_level, wiki_access_level,
                                  builds_access_level, forking_access_level, pages_access_level, created_at, updated_at)
    VALUES ($1, 20, 20, 20, 20, 20, 10, $2::timestamptz AT TIME ZONE 'UTC', $2::timestamptz AT TIME ZONE 'UTC')`,
};

/** $1 project id, $2 disk path, $3 storage. */
export const INSERT_REPOSITORY: Statement = {
  name: 'directory_insert_repository',
  text: `
    WITH shard AS (
      INSERT INTO shards (name) VALUES ($3) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id
    )
    INSERT INTO project_repositories (shard_id, disk_path, project_id) SELECT id, $2, $1 FROM shard`,
};

/** $1 project id. */
export const PROJECT: Statement = {
  name: 'directory_project',
  text: 'SELECT id, name, path, namespace_id FROM projects WHERE id = $1',
};

/** $1 name, $2 namespace, $3 id of a project whose own it may be. */
export const PROJECT_NAME_TAKEN: Statement = {
  name: 'directory_project_name_taken',
  text: `
    SELECT EXISTS (
      SELECT FROM projects WHERE lower(name) = lower($1) AND namespace_id = $2 AND id IS DISTINCT FROM $3::bigint
    ) AS taken`,
};

/** Visibility that the instance does not allow. */
export const RESTRICTED_LEVELS: Statement = {
  name: 'directory_restricted_levels',
  text: 'SELECT restricted_visibility_levels AS levels FROM application_settings ORDER BY id DESC LIMIT 1',
};

/** $1 project id, $2 name, $3 path, $4 namespace, $5 now. */
export const PLACE_PROJECT: Statement = {
  name: 'directory_place_project',
  text: `
    UPDATE projects SET name = $2, path = $3, namespace_id = $4, updated_at = $5::timestamptz AT TIME ZONE 'UTC'
    WHERE id = $1`,
};

/** $1 id or NULL, $2 part of the full path or NULL, $3 namespace or NULL, $4 the id behind which it begins, $5 how many. */
export const PROJECTS: Statement = {
  name: 'directory_projects',
  text: `
    SELECT p.id, r.path AS full_path, p.name, p.visibility_level, p.archived,
           COALESCE(p.repository_read_only, false) AS read_only, p.repository_storage AS storage, d.disk_path,
           p.created_at
    FROM projects p
    JOIN routes r ON r.source_type = 'Project' AND r.source_id = p.id
    LEFT JOIN project_repositories d ON d.project_id = p.id
    WHERE ($1::bigint IS NULL OR p.id = $1)
      AND ($2::text IS NULL OR strpos(lower(r.path), lower($2)) > 0)
      AND ($3::bigint IS NULL OR p.namespace_id = $3)
      AND p.id > $4
    ORDER BY p.id LIMIT $5`,
};

/** $1 project id. What names it goes by triggers and foreign keys. */
export const DELETE_PROJECT: Statement = {
  name: 'directory_delete_project',
  text: 'DELETE FROM projects WHERE id = $1 RETURNING id',
};

/** $1 project id, $2 visibility, $3 archived, $4 read-only, $5 now. NULL leaves a value as it is. */
export const CHANGE_PROJECT: Statement = {
  name: 'directory_change_project',
  text: `
    UPDATE projects SET visibility_level = COALESCE($2, visibility_level), archived = COALESCE($3, archived),
      repository_read_only = COALESCE($4, repository_read_only), updated_at = $5::timestamptz AT TIME ZONE 'UTC'
    WHERE id = $1
    RETURNING id`,
};
