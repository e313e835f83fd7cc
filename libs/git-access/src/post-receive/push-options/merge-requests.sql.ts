import type { Statement } from '@app/platform';

/**
 * The project that merge requests of a pushed project go to: the one that is named, else the source of a fork if it takes
 * them, else itself; with what is known of one of its branches, and the people that are named.
 * $1 pushed project, $2 path of the target or NULL, $3 target branch or NULL, $4 and $5 names of people to assign and to
 * unassign in lower case, $6 and $7 their ids
 */
export const MERGE_REQUEST_TARGET: Statement = {
  name: 'merge_requests_target',
  text: `
    SELECT t.id,
           tr.path AS full_path,
           sr.path AS source_path,
           COALESCE(tf.merge_requests_access_level, 20) > 0 AS enabled,
           p.id = t.id OR EXISTS (
             SELECT FROM fork_network_members pushed
               JOIN fork_network_members other ON other.fork_network_id = pushed.fork_network_id
              WHERE pushed.project_id = p.id AND other.project_id = t.id) AS same_network,
           COALESCE(
             s.default_branch,
             (SELECT NULLIF(a.default_branch_name, '') FROM application_settings a ORDER BY a.id DESC LIMIT 1),
             'main') AS default_branch,
           $3::text IS NOT NULL AND (
             s.default_branch = $3
             OR EXISTS (SELECT FROM protected_branches b WHERE b.project_id = t.id AND b.name = $3)
             OR EXISTS (SELECT FROM merge_requests m
                         WHERE m.source_project_id = t.id AND m.source_branch = $3 AND m.state_id = 1)
             OR EXISTS (SELECT FROM merge_requests m
                         WHERE m.target_project_id = t.id AND m.target_branch = $3 AND m.state_id = 1)
             OR COALESCE((
               SELECT pushed.action <> 1
                 FROM events e JOIN push_event_payloads pushed ON pushed.event_id = e.id
                WHERE e.project_id = t.id AND pushed.ref_type = 0 AND pushed.ref = $3
                ORDER BY e.id DESC LIMIT 1), false)) AS branch_known,
           ARRAY(SELECT u.id FROM users u WHERE lower(u.username) = ANY ($4::text[]) OR u.id = ANY ($6::bigint[]))
             AS assign,
           ARRAY(SELECT u.id FROM users u WHERE lower(u.username) = ANY ($5::text[]) OR u.id = ANY ($7::bigint[]))
             AS unassign
      FROM projects p
      JOIN routes sr ON sr.source_type = 'Project' AND sr.source_id = p.id
      LEFT JOIN project_settings settings ON settings.project_id = p.id
      LEFT JOIN fork_network_members fork ON fork.project_id = p.id
      LEFT JOIN project_features upstream ON upstream.project_id = fork.forked_from_project_id
      LEFT JOIN projects t ON t.pending_delete IS NOT TRUE AND NOT t.hidden AND t.id = CASE
        WHEN $2::text IS NOT NULL THEN (
          SELECT named.source_id FROM routes named
           WHERE named.source_type = 'Project' AND lower(named.path) = lower($2) ORDER BY named.id LIMIT 1)
        WHEN fork.forked_from_project_id IS NOT NULL
             AND COALESCE(upstream.merge_requests_access_level, 20) > 0
             AND NOT COALESCE(settings.mr_default_target_self, false) THEN fork.forked_from_project_id
        ELSE p.id
      END
      LEFT JOIN routes tr ON tr.source_type = 'Project' AND tr.source_id = t.id
      LEFT JOIN project_features tf ON tf.project_id = t.id
      LEFT JOIN internal_api.repository_states s ON s.gl_repository = 'project-' || t.id
     WHERE p.id = $1`,
};

export interface MergeRequestTargetRow {
  /** NULL when the named project does not exist. */
  id: number | null;
  full_path: string | null;
  source_path: string;
  enabled: boolean;
  same_network: boolean | null;
  default_branch: string;
  /** Something that this service has seen proves that the target branch exists. */
  branch_known: boolean;
  assign: number[];
  unassign: number[];
}

/** One push at a time makes merge requests of a project, so that none is made twice. $1 pushed project */
export const LOCK_MERGE_REQUESTS: Statement = {
  name: 'merge_requests_lock',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('merge requests of ' || $1::bigint, 0))`,
};

/** Open merge requests of pushed branches, oldest first. $1 pushed project, $2 branches, $3 user */
export const OPEN_MERGE_REQUESTS: Statement = {
  name: 'merge_requests_open',
  text: `
    SELECT m.id, m.iid, m.source_branch, m.target_branch, m.target_project_id,
           m.author_id = $3::bigint OR EXISTS (
             SELECT FROM merge_request_assignees a WHERE a.merge_request_id = m.id AND a.user_id = $3) AS own
      FROM merge_requests m
     WHERE m.source_project_id = $1 AND m.source_branch = ANY ($2::text[]) AND m.state_id = 1
     ORDER BY m.id`,
};

export interface OpenMergeRequestRow {
  id: number;
  iid: number;
  source_branch: string;
  target_branch: string;
  target_project_id: number;
  /** The user wrote it or is assigned. */
  own: boolean | null;
}

const REMOVES_SOURCE_BRANCH = `force_remove_source_branch: ''1''`;

/**
 * Makes merge requests, numbered without a gap or a double however many processes do it.
 * $1 pushed project, $2 target project, $3 target branch, $4 branches, $5 titles, $6 description, $7 draft, $8 squash,
 * $9 auto merge, $10 remove the source branch, $11 author, $12 assigned users, $13 now
 */
export const CREATE_MERGE_REQUESTS: Statement = {
  name: 'merge_requests_create',
  text: `
    WITH wanted AS (
      SELECT w.branch, w.title, w.position, count(*) OVER () AS total
        FROM unnest($4::text[], $5::text[]) WITH ORDINALITY AS w (branch, title, position)
    ), numbered AS (
      INSERT INTO internal_ids AS i (project_id, usage, last_value)
      SELECT $2::bigint, 1, cardinality($4::text[]) + COALESCE(
               (SELECT max(m.iid) FROM merge_requests m WHERE m.target_project_id = $2), 0)
      ON CONFLICT (usage, project_id) WHERE project_id IS NOT NULL
      DO UPDATE SET last_value = GREATEST(i.last_value + cardinality($4::text[]), excluded.last_value)
      RETURNING i.last_value
    ), made AS (
      INSERT INTO merge_requests (iid, title, description, draft, squash, merge_when_pipeline_succeeds, merge_user_id,
                                  merge_params, author_id, source_project_id, source_branch, target_project_id,
                                  target_branch, state_id, allow_maintainer_to_push, created_at, updated_at)
      SELECT numbered.last_value - wanted.total + wanted.position, wanted.title, $6::text, COALESCE($7::boolean, false),
             COALESCE($8::boolean, false), COALESCE($9::boolean, false), CASE WHEN $9 THEN $11::bigint END,
             CASE WHEN $10::boolean THEN E'---\\n${REMOVES_SOURCE_BRANCH}\\n' END, $11, $1::bigint, wanted.branch, $2, $3::text, 1, true,
             $13::timestamptz AT TIME ZONE 'UTC', $13::timestamptz AT TIME ZONE 'UTC'
        FROM wanted CROSS JOIN numbered
      RETURNING id, iid, source_branch
    ), assigned AS (
      INSERT INTO merge_request_assignees (merge_request_id, user_id, created_at)
      SELECT made.id, a.user_id, $13 FROM made CROSS JOIN unnest($12::bigint[]) AS a (user_id)
    )
    SELECT made.iid, made.source_branch, r.path AS target_path
      FROM made JOIN routes r ON r.source_type = 'Project' AND r.source_id = $2
     ORDER BY made.iid`,
};

export interface CreatedMergeRequestRow {
  iid: number;
  source_branch: string;
  target_path: string;
}

/**
 * Changes merge requests; NULL leaves a value as it is.
 * $1 ids, $2 target branch, $3 title, $4 description, $5 draft, $6 squash, $7 auto merge, $8 remove the source branch,
 * $9 user, $10 assigned users, $11 users no longer assigned, $12 now
 */
export const UPDATE_MERGE_REQUESTS: Statement = {
  name: 'merge_requests_update',
  text: `
    WITH changed AS (
      UPDATE merge_requests m
         SET target_branch = COALESCE($2::text, m.target_branch),
             title = CASE
               WHEN $5::boolean AND NOT COALESCE($3::text, m.title, '') ILIKE 'draft:%' THEN 'Draft: ' || COALESCE($3, m.title, '')
               ELSE COALESCE($3, m.title)
             END,
             description = COALESCE($4::text, m.description),
             draft = COALESCE($5, m.draft),
             squash = COALESCE($6::boolean, m.squash),
             merge_when_pipeline_succeeds = COALESCE($7::boolean, m.merge_when_pipeline_succeeds),
             merge_user_id = CASE WHEN $7 THEN $9::bigint ELSE m.merge_user_id END,
             merge_params = CASE
               WHEN $8::boolean AND COALESCE(m.merge_params, '') NOT LIKE '%force_remove_source_branch:%'
               THEN COALESCE(NULLIF(m.merge_params, E'--- {}\\n'), E'---\\n') || E'${REMOVES_SOURCE_BRANCH}\\n'
               ELSE m.merge_params
             END,
             updated_at = $12::timestamptz AT TIME ZONE 'UTC'
       WHERE m.id = ANY ($1::bigint[])
      RETURNING m.id
    ), removed AS (
      DELETE FROM merge_request_assignees a USING changed
       WHERE a.merge_request_id = changed.id AND a.user_id = ANY ($11::bigint[])
    )
    INSERT INTO merge_request_assignees (merge_request_id, user_id, created_at)
    SELECT changed.id, a.user_id, $12 FROM changed CROSS JOIN unnest($10::bigint[]) AS a (user_id)
     WHERE a.user_id <> ALL ($11::bigint[])
    ON CONFLICT (merge_request_id, user_id) DO NOTHING`,
};
