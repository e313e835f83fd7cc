/** How much there is of everything. */
export interface Size {
  readonly keys: number;
  readonly users: number;
  /** A multiple of 50. */
  readonly projects: number;
}

/** Branch rules of the first projects, forty of them for each number; every other project has one. */
export const RULE_TIERS = [50, 5, 10, 1, 100] as const;
export const PROJECTS_IN_TIER = 40;

/** A root group has four groups of three groups each, and fifty projects in those twelve. */
const PROJECTS_IN_ROOT = 50;
const LEAVES = 12;

const rootGroups = ({ projects }: Size): number => projects / PROJECTS_IN_ROOT;

/** A project in whose group this user is a developer or maintainer. */
export function projectOfUser(user: number, size: Size): number {
  const roots = rootGroups(size);
  return 1 + ((user - 1) % roots) + roots * (Math.floor((user - 1) / roots) % LEAVES);
}

/** A user who may push to a project of the first tiers; the next ones are reached by `turn`. */
export const userOfProject = (project: number, turn: number, size: Size): number =>
  ((project - 1 + turn * LEAVES * rootGroups(size)) % size.users) + 1;

/** Where the project lies, as clients name it. */
export function pathOfProject(project: number, size: Size): string {
  const roots = rootGroups(size);
  const leaf = Math.floor((project - 1) / roots) % LEAVES;
  return `group-${(project - 1) % roots}/team-${Math.floor(leaf / 3)}/unit-${leaf}/project-${project}`;
}

/** Ids apart from each other, so that each row's parents follow from its number. */
const ROOT = 1_000_000;
const TEAM = 2_000_000;
const UNIT = 3_000_000;

const STAMPS = `now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'`;

/**
 * Statements that fill an empty, migrated database, one after another on one connection. The triggers that derive access
 * are off meanwhile and their work is done once at the end, as `libs/directory` has it for bulk loads.
 */
export function dataSet(size: Size): string[] {
  const { keys, users, projects } = size;
  const roots = rootGroups(size);
  const leafOf = (number: string) => `(((${number}) - 1) / ${roots}) % ${LEAVES}`;
  const namespaces = (columns: string, from: string) =>
    `INSERT INTO namespaces (id, name, path, type, owner_id, parent_id, traversal_ids, visibility_level, created_at, updated_at)
     SELECT ${columns}, 0, ${STAMPS} FROM ${from}`;
  const routes = (source: string, columns: string, from: string) =>
    `INSERT INTO routes (source_type, source_id, path, name, namespace_id, created_at, updated_at)
     SELECT '${source}', ${columns}, ${STAMPS} FROM ${from}`;
  const levels = (kind: 'push' | 'merge', level: number) =>
    `INSERT INTO protected_branch_${kind}_access_levels (protected_branch_id, access_level, created_at, updated_at)
     SELECT id, ${level}, ${STAMPS} FROM protected_branches`;
  const members = (source: string, user: string, level: string, from: string) =>
    `INSERT INTO members (source_type, type, source_id, user_id, access_level, notification_level, created_at, updated_at)
     SELECT 'Namespace', 'GroupMember', ${source}, ${user}, ${level}, 3, ${STAMPS} FROM ${from}`;

  return [
    `SET session_replication_role = replica`,
    `INSERT INTO users (id, username, name, email, state, user_type, projects_limit, confirmed_at, created_at, updated_at)
     SELECT n, 'user-' || n, 'User ' || n, 'user-' || n || '@example.com', 'active', 0, 100000, now(), ${STAMPS}
       FROM generate_series(1, ${users}) n`,
    namespaces(`n, 'user-' || n, 'user-' || n, 'User', n, NULL, ARRAY[n]`, `generate_series(1, ${users}) n`),
    namespaces(
      `${ROOT} + r, 'group-' || r, 'group-' || r, 'Group', NULL, NULL, ARRAY[${ROOT} + r]`,
      `generate_series(0, ${roots - 1}) r`,
    ),
    namespaces(
      `${TEAM} + 4 * r + t, 'team-' || t, 'team-' || t, 'Group', NULL, ${ROOT} + r, ARRAY[${ROOT} + r, ${TEAM} + 4 * r + t]`,
      `generate_series(0, ${roots - 1}) r, generate_series(0, 3) t`,
    ),
    namespaces(
      `${UNIT} + 12 * r + u, 'unit-' || u, 'unit-' || u, 'Group', NULL, ${TEAM} + 4 * r + u / 3,
       ARRAY[${ROOT} + r, ${TEAM} + 4 * r + u / 3, ${UNIT} + 12 * r + u]`,
      `generate_series(0, ${roots - 1}) r, generate_series(0, 11) u`,
    ),
    routes('Namespace', `id, path, name, id`, `namespaces WHERE parent_id IS NULL`),
    routes(
      'Namespace',
      `n.id, p.path || '/' || n.path, n.name, n.id`,
      `namespaces n JOIN routes p ON p.source_id = n.parent_id WHERE n.id BETWEEN ${TEAM} AND ${UNIT - 1}`,
    ),
    routes(
      'Namespace',
      `n.id, p.path || '/' || n.path, n.name, n.id`,
      `namespaces n JOIN routes p ON p.source_id = n.parent_id WHERE n.id >= ${UNIT}`,
    ),
    `INSERT INTO projects (id, name, path, namespace_id, visibility_level, storage_version, created_at, updated_at)
     SELECT n, 'project-' || n, 'project-' || n, ${UNIT} + 12 * ((n - 1) % ${roots}) + ${leafOf('n')}, 0, 2, ${STAMPS}
       FROM generate_series(1, ${projects}) n`,
    routes(
      'Project',
      `p.id, r.path || '/' || p.path, p.name, NULL`,
      `projects p JOIN routes r ON r.source_type = 'Namespace' AND r.source_id = p.namespace_id`,
    ),
    `INSERT INTO project_features (project_id, merge_requests_access_level, issues_access_level, pages_access_level, created_at, updated_at)
     SELECT id, 20, 20, 10, ${STAMPS} FROM projects`,
    `INSERT INTO project_repositories (shard_id, disk_path, project_id)
     SELECT 1, '@hashed/' || substr(h, 1, 2) || '/' || substr(h, 3, 2) || '/' || h, id
       FROM (SELECT id, encode(sha256(id::text::bytea), 'hex') AS h FROM projects) hashed`,
    `INSERT INTO internal_api.repository_states (gl_repository, "exists", empty, default_branch, updated_at)
     SELECT 'project-' || id, true, false, 'main', now() FROM projects`,
    `INSERT INTO protected_branches (project_id, name, created_at, updated_at)
     SELECT p.id, CASE n WHEN 1 THEN 'main' ELSE 'release-' || n || '-*' END, ${STAMPS}
       FROM projects p, generate_series(1, (ARRAY[${RULE_TIERS.join(', ')}, 1])[LEAST((p.id - 1) / ${PROJECTS_IN_TIER}, ${RULE_TIERS.length}) + 1]) n`,
    levels('push', 40),
    levels('merge', 30),
    members(`${ROOT} + n - 1`, 'n', '50', `generate_series(1, ${roots}) n`),
    members(
      `CASE WHEN n % 5 = 0 THEN ${TEAM} + 4 * ((n - 1) % ${roots}) + ${leafOf('n')} / 3 ELSE ${UNIT} + 12 * ((n - 1) % ${roots}) + ${leafOf('n')} END`,
      'n',
      `CASE WHEN n % 10 = 0 THEN 40 ELSE 30 END`,
      `generate_series(1, ${users}) n`,
    ),
    ...withoutIndexes(
      'keys',
      `INSERT INTO keys (id, user_id, title, key, fingerprint, fingerprint_sha256, last_used_at, created_at, updated_at)
     SELECT n, (n - 1) % ${users} + 1, 'key ' || n, 'ssh-ed25519 ' || encode(blob, 'base64') || ' user@example.com',
            regexp_replace(md5(blob), '(..)(?!$)', '\\1:', 'g'), sha256(blob), now() AT TIME ZONE 'UTC', ${STAMPS}
       FROM (SELECT n, ${keyBlobSql('n')} AS blob FROM generate_series(1, ${keys}) n) made`,
    ),
    `SELECT internal_api.refresh_all_project_authorizations()`,
    `RESET session_replication_role`,
    ...['users', 'namespaces', 'projects', 'keys'].map(
      (table) => `SELECT setval(pg_get_serial_sequence('${table}', 'id'), 10000000)`,
    ),
    `VACUUM (ANALYZE)`,
  ];
}

/** Fills a table whose indexes are made afterwards: digests come in no order, so each row would touch other pages. */
const withoutIndexes = (table: string, fill: string): string[] => {
  const each = (what: string) => `DO $$ DECLARE definition record; BEGIN
    FOR definition IN SELECT * FROM dropped_indexes LOOP EXECUTE ${what}; END LOOP; END $$`;
  return [
    `CREATE TEMPORARY TABLE dropped_indexes AS SELECT indexname AS name, indexdef AS text FROM pg_indexes
      WHERE schemaname = 'public' AND tablename = '${table}' AND indexname <> '${table}_pkey'`,
    each(`'DROP INDEX ' || definition.name`),
    fill,
    each('definition.text'),
    'DROP TABLE dropped_indexes',
  ];
};

/** The public key number `n`: the wire form of an Ed25519 key whose 32 bytes are a digest of its number. */
const keyBlobSql = (n: string): string =>
  `'\\x0000000b7373682d6564323535313900000020'::bytea || sha256(${n}::text::bytea)`;
