import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A user's keys go with the user; a deploy key outlives its creator, for whom the ghost user then stands (git-access.md
 * 2.4), so no foreign key watches `user_id`. A deploy key's projects go with the key.
 */
const triggers = `
CREATE FUNCTION internal_api.owners_of_keys_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM public.keys k USING old_rows o WHERE k.user_id = o.id AND k.type IS DISTINCT FROM 'DeployKey';
  RETURN NULL;
END
$$;
CREATE TRIGGER internal_api_keys_removal AFTER DELETE ON users REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION internal_api.owners_of_keys_removed();

CREATE FUNCTION internal_api.keys_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM public.deploy_keys_projects l USING old_rows o WHERE l.deploy_key_id = o.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER internal_api_removal AFTER DELETE ON keys REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION internal_api.keys_removed();
`;

/** Removed users and keys leave no key that opens something. */
export class KeysRemoval1764000510000 implements MigrationInterface {
  name = 'KeysRemoval1764000510000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(triggers);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER internal_api_keys_removal ON users');
    await runner.query('DROP TRIGGER internal_api_removal ON keys');
    await runner.query('DROP FUNCTION internal_api.owners_of_keys_removed, internal_api.keys_removed');
  }
}
