import type { Statement } from '@app/platform';

/** $1 e-mail, $2 id of a user whose own it may be. */
export const EMAIL_TAKEN: Statement = {
  name: 'directory_email_taken',
  text: `SELECT EXISTS (
           SELECT FROM users WHERE lower(email) = lower($1::text) AND id IS DISTINCT FROM $2::bigint
           UNION ALL
           SELECT FROM emails WHERE lower(email) = lower($1::text) AND user_id IS DISTINCT FROM $2::bigint
         ) AS taken`,
};

/** $1 id or NULL, $2 username, $3 name, $4 e-mail, $5 admin, $6 external, $7 now. */
export const INSERT_USER: Statement = {
  name: 'directory_insert_user',
  text: `
    INSERT INTO users (id, username, name, email, admin, external, state, projects_limit, confirmed_at, created_at, updated_at)
    SELECT COALESCE($1::bigint, nextval('users_id_seq')), $2, $3, $4, $5, $6, 'active',
           COALESCE((SELECT default_projects_limit FROM application_settings ORDER BY id DESC LIMIT 1), 100000),
           at.utc, at.utc, at.utc
    FROM (SELECT $7::timestamptz AT TIME ZONE 'UTC' AS utc) at
    RETURNING id`,
};

/** $1 owner, $2 username, $3 now. */
export const INSERT_SPACE: Statement = {
  name: 'directory_insert_space',
  text: `
    INSERT INTO namespaces (owner_id, name, path, type, created_at, updated_at)
    VALUES ($1, $2::varchar, $2::varchar, 'User', $3::timestamptz AT TIME ZONE 'UTC', $3::timestamptz AT TIME ZONE 'UTC')
    RETURNING id`,
};

/** $1 user name, in any case. */
export const FIND_USER: Statement = {
  name: 'directory_find_user',
  text: `SELECT id FROM users WHERE lower(username) = lower($1::text) ORDER BY username = $1::text DESC, id LIMIT 1`,
};

/** $1 user id. */
export const USER_SPACE: Statement = {
  name: 'directory_user_space',
  text: `
    SELECT u.id, u.username, n.id AS namespace_id
    FROM users u LEFT JOIN namespaces n ON n.owner_id = u.id AND n.type = 'User'
    WHERE u.id = $1`,
};

/** $1 user id, $2 user name, $3 now. */
export const RENAME_USER: Statement = {
  name: 'directory_rename_user',
  text: `
    WITH space AS (
      UPDATE namespaces SET name = $2::varchar, path = $2::varchar, updated_at = $3::timestamptz AT TIME ZONE 'UTC'
      WHERE owner_id = $1 AND type = 'User'
    )
    UPDATE users SET username = $2::varchar, updated_at = $3::timestamptz AT TIME ZONE 'UTC' WHERE id = $1`,
};

/** $1 id or NULL, $2 part of a name or an address or NULL, $3 state or NULL, $4 the id behind which it begins, $5 how many. */
export const USERS: Statement = {
  name: 'directory_users',
  text: `
    SELECT u.id, u.username, u.name, u.email, u.state, u.admin, u.auditor, COALESCE(u.external, false) AS external,
           COALESCE(u.user_type, 0) AS user_type, u.otp_required_for_login AS two_factor, u.last_activity_on, u.created_at
    FROM users u
    WHERE ($1::bigint IS NULL OR u.id = $1)
      AND ($2::text IS NULL OR strpos(lower(concat_ws(' ', u.username, u.name, u.email)), lower($2)) > 0)
      AND ($3::text IS NULL OR u.state = $3)
      AND u.id > $4
    ORDER BY u.id LIMIT $5`,
};

/** $1 user id. The personal space goes by a trigger, keys and memberships as well. */
export const DELETE_USER: Statement = { name: 'directory_delete_user', text: 'DELETE FROM users WHERE id = $1' };

/** $1 user id. */
export const HAS_PROJECTS: Statement = {
  name: 'directory_has_projects',
  text: `
    SELECT EXISTS (
      SELECT FROM projects p JOIN namespaces n ON n.id = p.namespace_id WHERE n.owner_id = $1 AND n.type = 'User'
    ) AS found`,
};

/** $1 user id, $2 name, $3 e-mail, $4 admin, $5 auditor, $6 external, $7 state, $8 now. NULL leaves a value as it is. */
export const CHANGE_USER: Statement = {
  name: 'directory_change_user',
  text: `
    UPDATE users SET name = COALESCE($2, name), email = COALESCE($3, email), admin = COALESCE($4, admin),
      auditor = COALESCE($5, auditor), external = COALESCE($6, external), state = COALESCE($7, state),
      updated_at = $8::timestamptz AT TIME ZONE 'UTC'
    WHERE id = $1
    RETURNING id`,
};
