import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What names a user, a group or a project in a column that no foreign key watches, because it may name several kinds of
 * things. The rows go with what they name, whoever removes it; triggers on `members` then take the access away.
 */
const triggers = `
CREATE FUNCTION internal_api.users_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- A space with projects in it keeps its user from being removed.
  DELETE FROM public.namespaces n USING old_rows o WHERE n.owner_id = o.id AND n.type = 'User';
  RETURN NULL;
END
$$;
CREATE TRIGGER internal_api_removal AFTER DELETE ON users REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION internal_api.users_removed();

-- The argument says what is removed: \`Namespace\` or \`Project\`.
CREATE FUNCTION internal_api.source_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM public.members m USING old_rows o WHERE m.source_type = TG_ARGV[0] AND m.source_id = o.id;
  DELETE FROM public.routes r USING old_rows o WHERE r.source_type = TG_ARGV[0] AND r.source_id = o.id;
  DELETE FROM public.redirect_routes r USING old_rows o WHERE r.source_type = TG_ARGV[0] AND r.source_id = o.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER internal_api_removal AFTER DELETE ON namespaces REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION internal_api.source_removed('Namespace');
CREATE TRIGGER internal_api_removal AFTER DELETE ON projects REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION internal_api.source_removed('Project');
`;

/** Removed users, groups and projects leave nothing behind that names them. */
export class DirectoryRemoval1764000500000 implements MigrationInterface {
  name = 'DirectoryRemoval1764000500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(triggers);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['users', 'namespaces', 'projects']) {
      await runner.query(`DROP TRIGGER internal_api_removal ON ${table}`);
    }
    await runner.query('DROP FUNCTION internal_api.users_removed, internal_api.source_removed');
  }
}
