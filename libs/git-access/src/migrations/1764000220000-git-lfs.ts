import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = `
CREATE TABLE lfs_objects (
  id bigserial PRIMARY KEY,
  oid varchar NOT NULL,
  size bigint NOT NULL,
  file varchar,
  file_store integer DEFAULT 1,
  created_at timestamp,
  updated_at timestamp
);
CREATE UNIQUE INDEX index_lfs_objects_on_oid ON lfs_objects (oid);

CREATE TABLE lfs_objects_projects (
  id bigserial PRIMARY KEY,
  lfs_object_id bigint NOT NULL,
  project_id bigint NOT NULL,
  repository_type smallint,
  oid text,
  created_at timestamp,
  updated_at timestamp,
  CONSTRAINT fk_lfs_objects_projects_lfs_object_id FOREIGN KEY (lfs_object_id) REFERENCES lfs_objects (id) ON DELETE CASCADE,
  CONSTRAINT fk_lfs_objects_projects_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE INDEX index_lfs_objects_projects_on_lfs_object_id ON lfs_objects_projects (lfs_object_id);
CREATE INDEX index_lfs_objects_projects_on_project_id_and_lfs_object_id ON lfs_objects_projects (project_id, lfs_object_id);

CREATE TABLE lfs_file_locks (
  id bigserial PRIMARY KEY,
  project_id bigint NOT NULL,
  user_id bigint NOT NULL,
  path varchar(511),
  created_at timestamp NOT NULL,
  CONSTRAINT fk_lfs_file_locks_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
  CONSTRAINT fk_lfs_file_locks_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX index_lfs_file_locks_on_project_id_and_path ON lfs_file_locks (project_id, path);
CREATE INDEX index_lfs_file_locks_on_user_id ON lfs_file_locks (user_id);
`;

/** What was uploaded with Git LFS, and who has locked which file (schema.md 2.18). */
export class GitLfs1764000220000 implements MigrationInterface {
  name = 'GitLfs1764000220000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE lfs_file_locks, lfs_objects_projects, lfs_objects');
  }
}
