import type { MigrationInterface, QueryRunner } from 'typeorm';
import { access } from './directory/access.sql.js';
import { groups } from './directory/groups.sql.js';
import { memberships } from './directory/memberships.sql.js';
import { people } from './directory/people.sql.js';
import { projects } from './directory/projects.sql.js';
import { refresh } from './directory/refresh.sql.js';
import { settings } from './directory/settings.sql.js';
import { traversal, triggers } from './directory/triggers.sql.js';

/** Rows that GitLab's own seeds would make. `check_namespace_plan` opens the billing endpoints (billing.md 5.6). */
const seeds = `
INSERT INTO application_settings (check_namespace_plan, created_at, updated_at)
VALUES (true, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC');
INSERT INTO shards (name) VALUES ('default');
`;

/** Users, groups, projects, memberships, and the effective access that follows from them. */
export class Directory1764000000000 implements MigrationInterface {
  name = 'Directory1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA IF NOT EXISTS internal_api');
    for (const part of [people, groups, projects, memberships, settings]) await runner.query(part);
    for (const part of [access, refresh, traversal, triggers]) await runner.query(part);
    await runner.query(seeds);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW internal_api.accepted_members');
    await runner.query(`DROP TABLE
      application_settings, project_authorizations, group_group_links, project_group_links, members,
      snippet_repositories, snippets, fork_network_members, fork_networks, project_repositories, shards,
      project_settings, project_features, projects, redirect_routes, routes, namespace_settings, namespaces,
      emails, users, internal_api.authorization_refreshes`);
    await runner.query(`DROP FUNCTION
      internal_api.access_level, internal_api.access_of_users, internal_api.access_to_projects,
      internal_api.group_group_links_changed, internal_api.groups_at_or_below, internal_api.is_live,
      internal_api.lock_authorizations, internal_api.lock_before_change, internal_api.members_changed,
      internal_api.namespaces_after_update, internal_api.namespaces_before_insert,
      internal_api.project_group_links_changed, internal_api.projects_changed,
      internal_api.projects_reached_through, internal_api.rebuild_traversal_ids,
      internal_api.refresh_all_project_authorizations, internal_api.refresh_authorizations_of_projects,
      internal_api.refresh_project_authorizations, internal_api.refresh_stale_project_authorizations,
      internal_api.today`);
  }
}
