-- allowed_facts, as in allowed-before-a-pull.sql

-- instance_settings
SELECT require_personal_access_token_expiry, max_personal_access_token_lifetime, disable_personal_access_tokens,
       git_two_factor_session_expiry, custom_http_clone_url_root, enforce_terms,
       COALESCE(send_user_confirmation_email, false) OR COALESCE(email_confirmation_setting, 0) = 2
         AS confirmation_required
  FROM application_settings ORDER BY id DESC LIMIT 1;
