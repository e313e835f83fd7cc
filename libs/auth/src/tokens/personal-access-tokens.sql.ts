import type { Statement } from '@app/platform';

/** $1 digest. One row at most: the token and its user, and whether administrators need a scope of their own. */
export const FIND_TOKEN: Statement = {
  name: 'tokens_find',
  text: `
    SELECT t.id, t.user_id, t.scopes, t.expires_at, t.revoked, t.last_used_at,
           u.username, u.state, u.admin,
           COALESCE((SELECT s.admin_mode FROM application_settings s ORDER BY s.id DESC LIMIT 1), false) AS admin_mode
      FROM personal_access_tokens t
      JOIN users u ON u.id = t.user_id
     WHERE t.token_digest = $1`,
};

export interface TokenRow {
  id: number;
  user_id: number;
  scopes: string;
  expires_at: string | null;
  revoked: boolean | null;
  last_used_at: Date | null;
  username: string | null;
  state: string | null;
  admin: boolean;
  admin_mode: boolean;
}

/** $1 token, $2 now, $3 the moment before which a use is worth writing. Written once however many requests ask. */
export const TOUCH_TOKEN: Statement = {
  name: 'tokens_touch',
  text: `
    UPDATE personal_access_tokens SET last_used_at = $2::timestamptz
     WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $3::timestamptz)`,
};

/** The prefix of new tokens. */
export const TOKEN_PREFIX: Statement = {
  name: 'tokens_prefix',
  text: `
    SELECT COALESCE(personal_access_token_prefix, '') AS prefix
      FROM application_settings ORDER BY id DESC LIMIT 1`,
};

/**
 * $1 user, $2 name, $3 digest, $4 scopes, $5 expiry, $6 now as UTC text. No row comes back when there is no such user.
 * `user_type` and `organization_id` are what a newer GitLab expects to find (schema.md 2.13).
 */
export const INSERT_TOKEN: Statement = {
  name: 'tokens_insert',
  text: `
    INSERT INTO personal_access_tokens
           (user_id, name, token_digest, scopes, expires_at, user_type, organization_id, created_at, updated_at)
    SELECT u.id, $2, $3, $4, $5::date, u.user_type, u.organization_id, $6::timestamp, $6::timestamp
      FROM users u WHERE u.id = $1
    RETURNING id`,
};
