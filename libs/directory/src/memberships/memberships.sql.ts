import type { Statement } from '@app/platform';

/** $1 user id, $2 `Namespace` or `Project`, $3 its id. */
export const PARTIES: Statement = {
  name: 'directory_parties',
  text: `
    SELECT EXISTS (SELECT FROM users WHERE id = $1) AS "user",
           CASE $2::text WHEN 'Project' THEN EXISTS (SELECT FROM projects WHERE id = $3)
                   ELSE EXISTS (SELECT FROM namespaces WHERE id = $3 AND type = 'Group') END AS source`,
};

/** $1 user id, $2 `Namespace` or `Project`, $3 its id, $4 level, $5 end or NULL, $6 now. */
export const CHANGE_MEMBER: Statement = {
  name: 'directory_change_member',
  text: `
    UPDATE members SET access_level = $4, expires_at = $5, requested_at = NULL, state = 0,
      updated_at = $6::timestamptz AT TIME ZONE 'UTC'
    WHERE user_id = $1 AND source_type = $2 AND source_id = $3
    RETURNING id`,
};

/** As above. Notification level 3: as the person has chosen for everything. */
export const INSERT_MEMBER: Statement = {
  name: 'directory_insert_member',
  text: `
    INSERT INTO members (user_id, source_type, source_id, type, access_level, expires_at, notification_level,
                         created_at, updated_at)
    VALUES ($1, $2::varchar, $3, CASE $2::varchar WHEN 'Project' THEN 'ProjectMember' ELSE 'GroupMember' END, $4, $5, 3,
            $6::timestamptz AT TIME ZONE 'UTC', $6::timestamptz AT TIME ZONE 'UTC')`,
};

/** $1 user id, $2 `Namespace` or `Project`, $3 its id. */
export const DELETE_MEMBER: Statement = {
  name: 'directory_delete_member',
  text: 'DELETE FROM members WHERE user_id = $1 AND source_type = $2 AND source_id = $3 RETURNING id',
};

/**
 * $1 `Namespace` or `Project` or NULL for both, $2 its id or NULL, $3 user or NULL, $4 the id behind which it begins,
 * $5 how many. Invitations that wait have no user yet.
 */
export const MEMBERS: Statement = {
  name: 'directory_members',
  text: `
    SELECT m.id, m.user_id, u.username, CASE m.source_type WHEN 'Project' THEN 'project' ELSE 'group' END AS source,
           m.source_id, r.path AS source_path, m.access_level, m.expires_at,
           CASE WHEN m.requested_at IS NOT NULL THEN 'requested'
                WHEN m.invite_token IS NOT NULL AND m.invite_accepted_at IS NULL THEN 'invited'
                WHEN COALESCE(m.state, 0) <> 0 THEN 'waiting'
                ELSE 'active' END AS status
    FROM members m
    LEFT JOIN users u ON u.id = m.user_id
    LEFT JOIN routes r ON r.source_type = m.source_type AND r.source_id = m.source_id
    WHERE ($1::text IS NULL OR m.source_type = $1)
      AND ($2::bigint IS NULL OR m.source_id = $2)
      AND ($3::bigint IS NULL OR m.user_id = $3)
      AND m.id > $4
    ORDER BY m.id LIMIT $5`,
};

/** $1 project id, $2 group id, $3 highest level, $4 end or NULL, $5 now. */
export const SHARE_PROJECT: Statement = {
  name: 'directory_share_project',
  text: `
    INSERT INTO project_group_links (project_id, group_id, group_access, expires_at, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5::timestamptz AT TIME ZONE 'UTC', $5::timestamptz AT TIME ZONE 'UTC')
    ON CONFLICT (group_id, project_id) DO UPDATE SET group_access = excluded.group_access,
      expires_at = excluded.expires_at, updated_at = excluded.updated_at`,
};

/** $1 id of the group that is shared, $2 id of the invited one, $3 highest level, $4 end or NULL, $5 now. */
export const SHARE_GROUP: Statement = {
  name: 'directory_share_group',
  text: `
    INSERT INTO group_group_links (shared_group_id, shared_with_group_id, group_access, expires_at, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $5)
    ON CONFLICT (shared_group_id, shared_with_group_id) DO UPDATE SET group_access = excluded.group_access,
      expires_at = excluded.expires_at, updated_at = excluded.updated_at`,
};

/** $1 project id, $2 group id. */
export const UNSHARE_PROJECT: Statement = {
  name: 'directory_unshare_project',
  text: 'DELETE FROM project_group_links WHERE project_id = $1 AND group_id = $2 RETURNING id',
};

/** $1 id of the group that is shared, $2 id of the invited one. */
export const UNSHARE_GROUP: Statement = {
  name: 'directory_unshare_group',
  text: 'DELETE FROM group_group_links WHERE shared_group_id = $1 AND shared_with_group_id = $2 RETURNING id',
};

/** $1 `Namespace` or `Project`, $2 its id, $3 invited group. */
export const SHARE_PARTIES: Statement = {
  name: 'directory_share_parties',
  text: `
    SELECT EXISTS (SELECT FROM namespaces WHERE id = $3 AND type = 'Group') AS invited,
           CASE $1::text WHEN 'Project' THEN EXISTS (SELECT FROM projects WHERE id = $2)
                   ELSE EXISTS (SELECT FROM namespaces WHERE id = $2 AND type = 'Group') END AS source`,
};
