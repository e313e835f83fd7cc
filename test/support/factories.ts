import { createHash } from 'node:crypto';
import type { QueryResultRow } from 'pg';
import type {
  Columns,
  MadeKey,
  MadeNamespace,
  MadeProject,
  MadeToken,
  MadeUser,
  ProtectedLevel,
  Source,
  Sql,
} from './made.js';
import { makeSshKey, type SshKeyType, type SshPublicKey } from './ssh-keys.js';

/** The key by which test tokens are digested, first 32 characters (schema.md 3.1); `test/support/app.ts` uses it too. */
export const DB_KEY_BASE = '0123456789abcdef'.repeat(8);

/**
 * Makes rows of GitLab's tables with plain SQL. Every method takes further columns by name, `id` among them; ids below
 * 100 001 are never given by a sequence.
 */
export class Factories {
  private count = 0;

  constructor(private readonly sql: Sql) {}

  /** Inserts one row and returns it. */
  async insert<Row extends QueryResultRow = { id: number }>(table: string, columns: Columns): Promise<Row> {
    const names = Object.keys(columns);
    const places = names.map((_, index) => `$${index + 1}`);
    const list = names.map((name) => `"${name}"`).join(', ');
    const rows = await this.sql<Row>(
      `INSERT INTO ${table} (${list}) VALUES (${places.join(', ')}) RETURNING *`,
      Object.values(columns),
    );
    return rows[0]!;
  }

  /** A person with a personal space. */
  async user(columns: Columns = {}): Promise<MadeUser> {
    const username = (columns.username as string | undefined) ?? this.next('user');
    const { id, name } = await this.insert<{ id: number; name: string }>('users', {
      username,
      name: `Name of ${username}`,
      email: `${username.toLowerCase()}@example.com`,
      encrypted_password: `$2a$10$${createHash('sha256').update(username).digest('base64url')}`,
      state: 'active',
      projects_limit: 100_000,
      confirmed_at: now(),
      ...stamps(),
      ...columns,
    });
    const space = await this.namespace({ type: 'User', name: username, path: username, owner_id: id });
    return { id, username, name, namespaceId: space.id };
  }

  /** A top-level group, or with `parent_id` a subgroup. */
  group(columns: Columns = {}): Promise<MadeNamespace> {
    const path = (columns.path as string | undefined) ?? this.next('group');
    return this.namespace({ type: 'Group', name: path, path, visibility_level: 0, ...columns });
  }

  private async namespace(columns: Columns): Promise<MadeNamespace> {
    const row = await this.insert<{ id: number; path: string; name: string; parent_id: number | null }>('namespaces', {
      ...stamps(),
      ...columns,
    });
    const fullPath = await this.route('Namespace', row.id, row.parent_id, row);
    return { id: row.id, path: row.path, fullPath };
  }

  /** A project with route, features and a repository on the storage `default`; by default private. */
  async project(columns: Columns & { namespace_id: number }, features: Columns = {}): Promise<MadeProject> {
    const path = (columns.path as string | undefined) ?? this.next('project');
    const row = await this.insert<{ id: number; path: string; name: string; namespace_id: number }>('projects', {
      path,
      name: path,
      visibility_level: 0,
      storage_version: 2,
      ...stamps(),
      ...columns,
    });
    const fullPath = await this.route('Project', row.id, row.namespace_id, row);
    await this.insert('project_features', {
      project_id: row.id,
      merge_requests_access_level: 20,
      issues_access_level: 20,
      wiki_access_level: 20,
      builds_access_level: 20,
      forking_access_level: 20,
      pages_access_level: 10,
      ...stamps(),
      ...features,
    });
    const disk = hashedPath('@hashed', row.id);
    await this.sql(
      `INSERT INTO project_repositories (shard_id, disk_path, project_id) SELECT id, $1, $2 FROM shards WHERE name = $3`,
      [disk, row.id, columns.repository_storage ?? 'default'],
    );
    return { id: row.id, namespaceId: row.namespace_id, fullPath, diskPath: disk };
  }

  /** A former path of a group (`Namespace`) or project. */
  redirect(sourceType: 'Namespace' | 'Project', sourceId: number, path: string): Promise<{ id: number }> {
    return this.insert('redirect_routes', { source_type: sourceType, source_id: sourceId, path, ...stamps() });
  }

  /** A membership; the triggers give the access that follows from it. */
  member(source: Source, userId: number, accessLevel: number, columns: Columns = {}): Promise<{ id: number }> {
    const [sourceType, type, sourceId] =
      'group' in source ? ['Namespace', 'GroupMember', source.group] : ['Project', 'ProjectMember', source.project];
    return this.insert('members', {
      source_type: sourceType,
      source_id: sourceId,
      type,
      user_id: userId,
      access_level: accessLevel,
      notification_level: 3,
      ...stamps(),
      ...columns,
    });
  }

  /** Shares a project or a group with a group, up to a level. */
  share(what: Source, withGroup: number, access: number, columns: Columns = {}): Promise<{ id: number }> {
    const common = { group_access: access, ...stamps(), ...columns };
    return 'group' in what
      ? this.insert('group_group_links', { shared_group_id: what.group, shared_with_group_id: withGroup, ...common })
      : this.insert('project_group_links', { project_id: what.project, group_id: withGroup, ...common });
  }

  /** An SSH key. `material` is a key made before; otherwise a new one of `type`. */
  async key(
    columns: Columns & { user_id?: number | null },
    { type = 'ssh-ed25519', bits, material }: { type?: SshKeyType; bits?: number; material?: SshPublicKey } = {},
  ): Promise<MadeKey> {
    const made = material ?? makeSshKey(type, bits);
    const title = this.next('key');
    const { id } = await this.insert('keys', {
      title,
      key: `${made.line} ${title}@example.com`,
      fingerprint: made.md5,
      fingerprint_sha256: made.sha256,
      ...stamps(),
      ...columns,
    });
    return { ...made, id };
  }

  /** A deploy key, enabled for the projects named: `{[project id]: may push}`. */
  async deployKey(columns: Columns & { user_id?: number | null }, projects: Readonly<Record<number, boolean>> = {}) {
    const key = await this.key({ type: 'DeployKey', ...columns });
    for (const [project, canPush] of Object.entries(projects)) {
      await this.insert('deploy_keys_projects', {
        deploy_key_id: key.id,
        project_id: Number(project),
        can_push: canPush,
        ...stamps(),
      });
    }
    return key;
  }

  /** A rule for branches. Without levels it means the same as 40 for both (git-access.md 3.7). */
  async protectedBranch(
    owner: Columns,
    name: string,
    {
      push = [],
      merge = [],
      ...columns
    }: Columns & { push?: readonly ProtectedLevel[]; merge?: readonly ProtectedLevel[] } = {},
  ): Promise<{ id: number }> {
    const rule = await this.insert('protected_branches', { ...owner, name, ...stamps(), ...columns });
    await this.levels('protected_branch_push_access_levels', { protected_branch_id: rule.id }, push);
    await this.levels('protected_branch_merge_access_levels', { protected_branch_id: rule.id }, merge);
    return rule;
  }

  /** A rule for tags. */
  async protectedTag(projectId: number, name: string, create: readonly ProtectedLevel[] = []): Promise<{ id: number }> {
    const rule = await this.insert('protected_tags', { project_id: projectId, name, ...stamps() });
    await this.levels('protected_tag_create_access_levels', { protected_tag_id: rule.id }, create);
    return rule;
  }

  private async levels(table: string, rule: Columns, levels: readonly ProtectedLevel[]): Promise<void> {
    for (const level of levels) {
      const columns = typeof level === 'number' ? { access_level: level } : level;
      await this.insert(table, { ...rule, ...columns, ...stamps() });
    }
  }

  /** A personal access token with the digest of schema.md 3.1. `token` chooses the clear text. */
  async token(
    userId: number,
    scopes: readonly string[],
    { token, ...columns }: Columns & { token?: string } = {},
  ): Promise<MadeToken> {
    const clear = token ?? `glpat-${this.next('token').padEnd(20, 'x').slice(-20)}`;
    const { id } = await this.insert('personal_access_tokens', {
      user_id: userId,
      name: this.next('token'),
      scopes: scopes.length === 0 ? '--- []\n' : `---\n${scopes.map((scope) => `- ${scope}\n`).join('')}`,
      token_digest: createHash('sha256')
        .update(clear + DB_KEY_BASE.slice(0, 32))
        .digest('base64'),
      ...stamps(),
      ...columns,
    });
    return { id, token: clear };
  }

  /** A hardware second factor. */
  webauthn(userId: number): Promise<{ id: number }> {
    const name = this.next('device');
    return this.insert('webauthn_registrations', {
      user_id: userId,
      credential_xid: name,
      name,
      public_key: name,
      ...stamps(),
    });
  }

  /** A snippet with its repository; with `project_id` one of that project. */
  async snippet(authorId: number, columns: Columns = {}): Promise<{ id: number; diskPath: string }> {
    const type = columns.project_id === undefined ? 'PersonalSnippet' : 'ProjectSnippet';
    const { id } = await this.insert('snippets', { author_id: authorId, type, title: type, ...stamps(), ...columns });
    const diskPath = hashedPath('@snippets', id);
    await this.sql(
      `INSERT INTO snippet_repositories (snippet_id, shard_id, disk_path) SELECT $1, id, $2 FROM shards WHERE name = 'default'`,
      [id, diskPath],
    );
    return { id, diskPath };
  }

  /** Changes the settings of the instance. */
  async settings(columns: Columns): Promise<void> {
    const names = Object.keys(columns).map((name, index) => `"${name}" = $${index + 1}`);
    await this.sql(`UPDATE application_settings SET ${names.join(', ')}`, Object.values(columns));
  }

  private async route(
    sourceType: 'Namespace' | 'Project',
    sourceId: number,
    parentId: number | null,
    { path, name }: { path: string; name: string },
  ): Promise<string> {
    const [parent] = await this.sql<{ path: string; name: string }>(
      `SELECT path, name FROM routes WHERE source_type = 'Namespace' AND source_id = $1`,
      [parentId],
    );
    const fullPath = parent ? `${parent.path}/${path}` : path;
    await this.insert('routes', {
      source_type: sourceType,
      source_id: sourceId,
      path: fullPath,
      name: parent ? `${parent.name} / ${name}` : name,
      namespace_id: sourceType === 'Namespace' ? sourceId : null,
      ...stamps(),
    });
    return fullPath;
  }

  private next(word: string): string {
    this.count += 1;
    return `${word}-${this.count}`;
  }
}

const now = (): Date => new Date();
const stamps = (): { created_at: Date; updated_at: Date } => ({ created_at: now(), updated_at: now() });

/** Disk path of hashed storage, without `.git` (schema.md 2.6). */
export function hashedPath(root: '@hashed' | '@snippets' | '@groups', id: number): string {
  const hash = createHash('sha256').update(String(id)).digest('hex');
  return `${root}/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash}`;
}
