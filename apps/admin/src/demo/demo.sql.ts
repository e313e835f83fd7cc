import type { Statement } from '@app/platform';

export const HAS_USERS: Statement = {
  name: 'demo_has_users',
  text: `SELECT EXISTS (SELECT FROM users) AS has_users`,
};

/** $1 id, $2 user id, $3 title, $4 public key line, $5 MD5, $6 SHA-256, $7 created at (UTC) */
export const INSERT_KEY: Statement = {
  name: 'demo_insert_key',
  text: `
    INSERT INTO keys (id, user_id, title, key, fingerprint, fingerprint_sha256, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7::timestamptz AT TIME ZONE 'UTC', $7::timestamptz AT TIME ZONE 'UTC')`,
};

/** $1 user id */
export const REQUIRE_SECOND_FACTOR: Statement = {
  name: 'demo_require_second_factor',
  text: `UPDATE users SET otp_required_for_login = true WHERE id = $1`,
};

/** $1 gl_repository, $2 now. The demo's repositories count as filled; no Gitaly stands behind them. */
export const INSERT_REPOSITORY_STATE: Statement = {
  name: 'demo_insert_repository_state',
  text: `
    INSERT INTO internal_api.repository_states (gl_repository, "exists", empty, default_branch, updated_at)
    VALUES ($1, true, false, 'main', $2)`,
};

/** $1 message, $2 from, $3 until */
export const INSERT_BANNER: Statement = {
  name: 'demo_insert_banner',
  text: `
    INSERT INTO broadcast_messages (message, message_html, starts_at, ends_at, created_at, updated_at)
    VALUES ($1, '<p>' || $1 || '</p>', $2, $3, $2, $2)`,
};

/** Ids that the sequences give later must lie behind those that the demo has taken. */
export const ADVANCE_SEQUENCES: Statement = {
  name: 'demo_advance_sequences',
  text: `
    SELECT setval(pg_get_serial_sequence(name, 'id'), 10000)
    FROM unnest(ARRAY['users', 'namespaces', 'projects', 'keys']) AS name`,
};
