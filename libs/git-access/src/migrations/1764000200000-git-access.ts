import type { MigrationInterface, QueryRunner } from 'typeorm';
import { activity } from './git-access/activity.sql.js';
import { protection } from './git-access/protection.sql.js';

/** Protection of refs, merge requests, events, banners, and what is known of repositories. */
export class GitAccess1764000200000 implements MigrationInterface {
  name = 'GitAccess1764000200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [protection, activity]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE internal_api.repository_states');
    await runner.query(`DROP TABLE
      broadcast_messages, push_event_payloads, events, merge_requests, ip_restrictions, push_rules,
      protected_tag_create_access_levels, protected_tags, protected_branch_merge_access_levels,
      protected_branch_push_access_levels, protected_branches`);
  }
}
