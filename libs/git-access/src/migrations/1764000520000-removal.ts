import type { MigrationInterface, QueryRunner } from 'typeorm';

const triggers = `
CREATE FUNCTION internal_api.keys_of_rules_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM public.protected_branch_push_access_levels l USING old_rows o WHERE l.deploy_key_id = o.id;
  DELETE FROM public.protected_tag_create_access_levels l USING old_rows o WHERE l.deploy_key_id = o.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER internal_api_rules_removal AFTER DELETE ON keys REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION internal_api.keys_of_rules_removed();

CREATE FUNCTION internal_api.projects_with_repositories_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM internal_api.repository_states s USING old_rows o
  WHERE s.gl_repository IN ('project-' || o.id, 'wiki-' || o.id, 'design-' || o.id);
  RETURN NULL;
END
$$;
CREATE TRIGGER internal_api_repositories_removal AFTER DELETE ON projects REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION internal_api.projects_with_repositories_removed();
`;

/** Removed deploy keys leave no right to a protected ref, removed projects no knowledge of their repositories. */
export class GitAccessRemoval1764000520000 implements MigrationInterface {
  name = 'GitAccessRemoval1764000520000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(triggers);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER internal_api_rules_removal ON keys');
    await runner.query('DROP TRIGGER internal_api_repositories_removal ON projects');
    await runner.query(
      'DROP FUNCTION internal_api.keys_of_rules_removed, internal_api.projects_with_repositories_removed',
    );
  }
}
