import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = `
CREATE TABLE personal_access_tokens (
  id bigserial PRIMARY KEY,
  user_id bigint NOT NULL,
  name varchar NOT NULL,
  token_digest varchar,
  scopes varchar NOT NULL DEFAULT E'--- []\\n',
  expires_at date,
  revoked boolean DEFAULT false,
  impersonation boolean NOT NULL DEFAULT false,
  last_used_at timestamptz,
  expire_notification_delivered boolean NOT NULL DEFAULT false,
  after_expiry_notification_delivered boolean NOT NULL DEFAULT false,
  description text,
  previous_personal_access_token_id bigint,
  user_type smallint,
  group_id bigint,
  granular boolean NOT NULL DEFAULT false,
  organization_id bigint,
  created_at timestamp NOT NULL,
  updated_at timestamp NOT NULL,
  CONSTRAINT fk_personal_access_tokens_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX index_personal_access_tokens_on_user_id_and_expires_at ON personal_access_tokens (user_id, expires_at);
CREATE UNIQUE INDEX index_personal_access_tokens_on_token_digest ON personal_access_tokens (token_digest);
`;

/** Personal access tokens (schema.md 2.13). */
export class Tokens1764000150000 implements MigrationInterface {
  name = 'Tokens1764000150000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE personal_access_tokens');
  }
}
