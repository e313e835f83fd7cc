import type { Statement } from '@app/platform';

/**
 * Replaces all recovery codes of a user who has a second factor at this moment; no row comes back for anybody else.
 * $1 user id, $2 JSON list of hashes, $3 now
 */
export const REPLACE_RECOVERY_CODES: Statement = {
  name: 'recovery_codes_replace',
  text: `
    UPDATE users u SET otp_backup_codes = $2, updated_at = $3::timestamptz AT TIME ZONE 'UTC'
     WHERE u.id = $1
       AND (u.otp_required_for_login OR EXISTS (SELECT FROM webauthn_registrations w WHERE w.user_id = u.id))
    RETURNING u.id`,
};
