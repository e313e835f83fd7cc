/** People and their addresses (schema.md 2.1, 2.2). */
export const people = `
CREATE TABLE users (
  id bigserial PRIMARY KEY,
  email varchar NOT NULL DEFAULT '',
  name varchar,
  username varchar,
  encrypted_password varchar NOT NULL DEFAULT '',
  admin boolean NOT NULL DEFAULT false,
  auditor boolean NOT NULL DEFAULT false,
  external boolean DEFAULT false,
  state varchar,
  user_type smallint DEFAULT 0,
  projects_limit integer NOT NULL,
  can_create_group boolean NOT NULL DEFAULT true,
  private_profile boolean NOT NULL DEFAULT false,
  otp_required_for_login boolean NOT NULL DEFAULT false,
  encrypted_otp_secret varchar,
  encrypted_otp_secret_iv varchar,
  encrypted_otp_secret_salt varchar,
  otp_secret text,
  otp_secret_expires_at timestamptz,
  otp_backup_codes text,
  consumed_timestep integer,
  otp_grace_period_started_at timestamp,
  two_factor_grace_period integer NOT NULL DEFAULT 48,
  require_two_factor_authentication_from_group boolean NOT NULL DEFAULT false,
  password_expires_at timestamp,
  password_automatically_set boolean DEFAULT false,
  accepted_term_id bigint,
  last_activity_on date,
  last_credential_check_at timestamp,
  locked_at timestamp,
  failed_attempts integer DEFAULT 0,
  confirmed_at timestamp,
  managing_group_id bigint,
  public_email varchar,
  project_view integer DEFAULT 2,
  composite_identity_enforced boolean NOT NULL DEFAULT false,
  organization_id bigint,
  created_at timestamp,
  updated_at timestamp
);
CREATE INDEX index_users_on_state_and_user_type ON users (state, user_type);
CREATE INDEX index_users_on_username ON users (username);
CREATE UNIQUE INDEX index_users_on_email ON users (email);
CREATE INDEX index_users_on_lower_username ON users (lower(username));

CREATE TABLE emails (
  id bigserial PRIMARY KEY,
  user_id bigint NOT NULL,
  email varchar NOT NULL,
  confirmed_at timestamp,
  created_at timestamp,
  updated_at timestamp,
  CONSTRAINT fk_emails_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX index_emails_on_user_id ON emails (user_id);
CREATE UNIQUE INDEX index_emails_on_email ON emails (email);
`;
