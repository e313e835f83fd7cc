import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The trace in which the work was promised, so that doing it is a part of it. */
export class OutboxTraceparent1763999910000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE internal_api.outbox ADD COLUMN traceparent text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE internal_api.outbox DROP COLUMN traceparent');
  }
}
