import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reports of Git commands that were carried out (git-access.md 12.5). */
export class GitAuditEvents1764000210000 implements MigrationInterface {
  name = 'GitAuditEvents1764000210000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE internal_api.git_audit_events (
        id bigserial PRIMARY KEY,
        correlation_id text NOT NULL,
        action text NOT NULL,
        protocol text NOT NULL,
        gl_repository text NOT NULL,
        username text,
        key_id bigint,
        check_ip text,
        namespace_path text,
        changes text,
        packfile_stats jsonb,
        created_at timestamptz NOT NULL
      );
      CREATE UNIQUE INDEX index_git_audit_events_on_arrival
        ON internal_api.git_audit_events (correlation_id, gl_repository, action);
      CREATE INDEX index_git_audit_events_on_gl_repository_and_created_at
        ON internal_api.git_audit_events (gl_repository, created_at);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE internal_api.git_audit_events');
  }
}
