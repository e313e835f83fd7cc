import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What push options say of merge requests (git-access.md 11.3). */
export class MergeRequestOptions1764000210100 implements MigrationInterface {
  name = 'MergeRequestOptions1764000210100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE merge_requests
        ADD COLUMN description text,
        ADD COLUMN draft boolean NOT NULL DEFAULT false,
        ADD COLUMN squash boolean NOT NULL DEFAULT false,
        ADD COLUMN merge_when_pipeline_succeeds boolean NOT NULL DEFAULT false,
        ADD COLUMN merge_user_id bigint,
        ADD COLUMN merge_params text;
      CREATE TABLE merge_request_assignees (
        id bigserial PRIMARY KEY,
        user_id bigint NOT NULL,
        merge_request_id bigint NOT NULL,
        created_at timestamptz,
        CONSTRAINT fk_merge_request_assignees_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        CONSTRAINT fk_merge_request_assignees_merge_request_id
          FOREIGN KEY (merge_request_id) REFERENCES merge_requests (id) ON DELETE CASCADE
      );
      CREATE UNIQUE INDEX index_merge_request_assignees_on_merge_request_id_and_user_id
        ON merge_request_assignees (merge_request_id, user_id);
      CREATE INDEX index_merge_request_assignees_on_user_id ON merge_request_assignees (user_id);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE merge_request_assignees');
    await runner.query(`
      ALTER TABLE merge_requests
        DROP COLUMN description, DROP COLUMN draft, DROP COLUMN squash, DROP COLUMN merge_when_pipeline_succeeds,
        DROP COLUMN merge_user_id, DROP COLUMN merge_params`);
  }
}
