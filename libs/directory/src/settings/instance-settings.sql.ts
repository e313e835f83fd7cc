import type { Statement } from '@app/platform';

/** The row that counts: the one with the highest id (schema.md 2.24). */
export const INSTANCE_SETTINGS: Statement = {
  name: 'instance_settings',
  text: `
    SELECT require_personal_access_token_expiry, max_personal_access_token_lifetime, disable_personal_access_tokens,
           git_two_factor_session_expiry, custom_http_clone_url_root, enforce_terms,
           COALESCE(send_user_confirmation_email, false) OR COALESCE(email_confirmation_setting, 0) = 2
             AS confirmation_required
      FROM application_settings ORDER BY id DESC LIMIT 1`,
};

export interface InstanceSettingsRow {
  require_personal_access_token_expiry: boolean;
  max_personal_access_token_lifetime: number | null;
  disable_personal_access_tokens: boolean;
  git_two_factor_session_expiry: number;
  custom_http_clone_url_root: string | null;
  enforce_terms: boolean | null;
  confirmation_required: boolean;
}
