import type { Statement } from '@app/platform';

/**
 * The key and the user that a request names, with all that says whether they count. A key stands for its owner; a deploy
 * key for its creator, or for the ghost user when that one is gone (git-access.md 2.4).
 * $1 key id, $2 user id, $3 user name: at most one of them is set
 */
export const NAMED_ACTOR: Statement = {
  name: 'keys_named_actor',
  text: `
    SELECT k.id AS key_id,
           k.type AS key_type,
           k.expires_at AS key_expires_at,
           k.last_used_at AS key_last_used_at,
           u.id AS user_id,
           u.state,
           u.user_type,
           u.confirmed_at,
           u.accepted_term_id,
           u.password_expires_at,
           u.password_automatically_set,
           u.locked_at,
           u.otp_required_for_login OR EXISTS (
             SELECT FROM webauthn_registrations w WHERE w.user_id = u.id) AS two_factor
      FROM (SELECT $1::bigint AS key_id, $2::bigint AS user_id, $3::text AS username) asked
      LEFT JOIN keys k ON k.id = asked.key_id AND k.usage_type IN (0, 1)
      LEFT JOIN users u ON u.id = CASE
        WHEN k.type = 'DeployKey' THEN COALESCE(
          (SELECT creator.id FROM users creator WHERE creator.id = k.user_id),
          (SELECT ghost.id FROM users ghost WHERE ghost.user_type = 5 ORDER BY ghost.id LIMIT 1))
        WHEN asked.key_id IS NOT NULL THEN k.user_id
        WHEN asked.username IS NOT NULL THEN (
          SELECT named.id FROM users named WHERE lower(named.username) = lower(asked.username)
          ORDER BY named.username = asked.username DESC, named.id LIMIT 1)
        ELSE asked.user_id
      END`,
};

/** The columns of what was not found are NULL. */
export interface NamedActorRow {
  key_id: number | null;
  key_type: string | null;
  key_expires_at: Date | null;
  key_last_used_at: Date | null;
  user_id: number | null;
  state: string | null;
  user_type: number | null;
  confirmed_at: Date | null;
  accepted_term_id: number | null;
  password_expires_at: Date | null;
  password_automatically_set: boolean | null;
  locked_at: Date | null;
  two_factor: boolean | null;
}
