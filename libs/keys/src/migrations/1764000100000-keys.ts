import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = `
CREATE TABLE keys (
  id bigserial PRIMARY KEY,
  user_id bigint,
  key text,
  title varchar,
  type varchar,
  fingerprint varchar,
  fingerprint_sha256 bytea,
  public boolean NOT NULL DEFAULT false,
  usage_type smallint NOT NULL DEFAULT 0,
  last_used_at timestamp,
  expires_at timestamptz,
  expiry_notification_delivered_at timestamptz,
  before_expiry_notification_delivered_at timestamptz,
  organization_id bigint,
  created_at timestamp,
  updated_at timestamp
);
CREATE INDEX index_keys_on_fingerprint ON keys (fingerprint);
CREATE INDEX index_keys_on_user_id ON keys (user_id);
CREATE UNIQUE INDEX index_keys_on_fingerprint_sha256_unique ON keys (fingerprint_sha256);
CREATE INDEX index_keys_on_last_used_at ON keys (last_used_at DESC NULLS LAST);

CREATE TABLE deploy_keys_projects (
  id bigserial PRIMARY KEY,
  deploy_key_id bigint NOT NULL,
  project_id bigint NOT NULL,
  can_push boolean NOT NULL DEFAULT false,
  created_at timestamp,
  updated_at timestamp,
  CONSTRAINT fk_deploy_keys_projects_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE INDEX index_deploy_keys_projects_on_deploy_key_id ON deploy_keys_projects (deploy_key_id);
CREATE INDEX index_deploy_keys_projects_on_project_id ON deploy_keys_projects (project_id);

CREATE TABLE webauthn_registrations (
  id bigserial PRIMARY KEY,
  user_id bigint NOT NULL,
  counter bigint NOT NULL DEFAULT 0,
  credential_xid text NOT NULL,
  name text NOT NULL,
  public_key text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT fk_webauthn_registrations_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX index_webauthn_registrations_on_user_id ON webauthn_registrations (user_id);
CREATE UNIQUE INDEX index_webauthn_registrations_on_credential_xid ON webauthn_registrations (credential_xid);
`;

/** SSH keys, deploy keys and hardware second factors (schema.md 2.1, 2.12). */
export class Keys1764000100000 implements MigrationInterface {
  name = 'Keys1764000100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE webauthn_registrations, deploy_keys_projects, keys');
  }
}
