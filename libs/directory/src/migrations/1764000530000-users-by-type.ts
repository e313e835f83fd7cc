import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * GitLab's index by which the ghost user is found, who stands for the creator of a deploy key when that one is gone. By
 * `(state, user_type)` PostgreSQL before 18 reads the whole index for a type.
 */
export class UsersByType1764000530000 implements MigrationInterface {
  name = 'UsersByType1764000530000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX index_users_on_user_type_and_id ON users (user_type, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX index_users_on_user_type_and_id');
  }
}
