import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Certificate authorities of groups (git-access.md 12.3). */
export class GroupSshCertificates1764000120000 implements MigrationInterface {
  name = 'GroupSshCertificates1764000120000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE internal_api.group_ssh_certificates (
        id bigserial PRIMARY KEY,
        namespace_id bigint NOT NULL,
        title text NOT NULL,
        fingerprint_sha256 bytea NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT fk_group_ssh_certificates_namespace_id
          FOREIGN KEY (namespace_id) REFERENCES namespaces (id) ON DELETE CASCADE
      );
      CREATE UNIQUE INDEX index_group_ssh_certificates_on_fingerprint_and_namespace_id
        ON internal_api.group_ssh_certificates (fingerprint_sha256, namespace_id);
      CREATE INDEX index_group_ssh_certificates_on_namespace_id
        ON internal_api.group_ssh_certificates (namespace_id);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE internal_api.group_ssh_certificates');
  }
}
