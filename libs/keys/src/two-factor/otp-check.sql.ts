import type { Statement } from '@app/platform';
import type { EncryptedOtpSecret } from './otp-secret.js';

/**
 * Counts an attempt as failed before it is looked at, so that parallel guesses share one allowance; the last allowed one
 * locks. No row comes back for a user who is locked. A lock that has lifted itself begins the count anew.
 * $1 user id, $2 now, $3 minutes of a lock, $4 allowed attempts
 */
export const TAKE_ATTEMPT: Statement = {
  name: 'otp_take_attempt',
  text: `
    WITH counted AS (
      SELECT u.id, CASE WHEN u.locked_at IS NULL THEN COALESCE(u.failed_attempts, 0) ELSE 0 END + 1 AS attempts
        FROM users u
       WHERE u.id = $1
         AND (u.locked_at IS NULL OR u.locked_at <= ($2::timestamptz AT TIME ZONE 'UTC') - make_interval(mins => $3::int))
         FOR UPDATE
    )
    UPDATE users u
       SET failed_attempts = counted.attempts,
           locked_at = CASE WHEN counted.attempts >= $4::int THEN $2::timestamptz AT TIME ZONE 'UTC' END
      FROM counted
     WHERE u.id = counted.id
    RETURNING u.otp_required_for_login, u.otp_secret IS NOT NULL AS newer_form,
              u.encrypted_otp_secret, u.encrypted_otp_secret_iv, u.encrypted_otp_secret_salt`,
};

export interface AttemptRow extends EncryptedOtpSecret {
  otp_required_for_login: boolean;
  /** The secret is stored as newer GitLabs do, under a key that is not ours. */
  newer_form: boolean;
}

/** Uses up a time step and forgives the attempts; no row comes back for one that was used before. $1 user id, $2 step */
export const CONSUME_STEP: Statement = {
  name: 'otp_consume_step',
  text: `
    UPDATE users SET consumed_timestep = $2::int, failed_attempts = 0, locked_at = NULL
     WHERE id = $1 AND (consumed_timestep IS NULL OR consumed_timestep < $2::int)
    RETURNING id`,
};

/** Takes back an attempt that was no guess. $1 user id */
export const RETURN_ATTEMPT: Statement = {
  name: 'otp_return_attempt',
  text: 'UPDATE users SET failed_attempts = GREATEST(COALESCE(failed_attempts, 0) - 1, 0) WHERE id = $1',
};
