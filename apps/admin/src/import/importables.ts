import { Injectable } from '@nestjs/common';
import { Groups, Memberships, parsePublicKey, People, Projects } from '@app/directory';
import { Keys } from '@app/keys';
import { Refusal, type Queries } from '@app/platform';
import { NewGroupOptions } from '../directory/groups.options.js';
import { grantOf } from '../directory/members.command.js';
import { GrantOptions } from '../directory/members.options.js';
import { NewProjectOptions } from '../directory/projects.options.js';
import { NewUserOptions } from '../directory/users.options.js';
import { Names } from '../grammar/names.js';
import { endOf } from '../keys/key-lines.js';
import { NewKeyOptions } from '../keys/keys.options.js';
import type { Importable, RowOutcome } from './importer.js';

const BATCH = 100;

const NAME_TAKEN = new Refusal('name_taken', 'another user has this name');

/** What can be taken in from files: the rows are filled forms of the commands that make one. */
@Injectable()
export class Importables {
  constructor(
    private readonly people: People,
    private readonly groupService: Groups,
    private readonly projectService: Projects,
    private readonly memberships: Memberships,
    private readonly keyService: Keys,
    private readonly names: Names,
  ) {}

  get users(): Importable<NewUserOptions> {
    return { form: NewUserOptions, batch: BATCH, add: (row, queries) => this.addUser(row, queries) };
  }

  /** One by one: a group may lie in that of the line before. */
  get groups(): Importable<NewGroupOptions> {
    return { form: NewGroupOptions, batch: 1, add: (row, queries) => this.addGroup(row, queries) };
  }

  get projects(): Importable<NewProjectOptions> {
    return { form: NewProjectOptions, batch: BATCH, add: (row, queries) => this.addProject(row, queries) };
  }

  get members(): Importable<GrantOptions> {
    return { form: GrantOptions, batch: BATCH, add: (row, queries) => this.addMember(row, queries) };
  }

  get keys(): Importable<NewKeyOptions> {
    return { form: NewKeyOptions, batch: BATCH, add: (row, queries) => this.addKey(row, queries) };
  }

  private async addUser(row: NewUserOptions, queries: Queries): Promise<RowOutcome> {
    const id = await this.people.find(row.username);
    if (id === undefined) return made(await this.people.create(row, queries));
    const user = await this.people.show(id);
    return user?.email.toLowerCase() === row.email.toLowerCase() ? 'there' : NAME_TAKEN;
  }

  private async addGroup({ parent, visibility, ...group }: NewGroupOptions, queries: Queries): Promise<RowOutcome> {
    const parentId = parent === undefined ? undefined : await this.names.group(parent);
    const above = parentId === undefined ? undefined : await this.groupService.show(parentId);
    const fullPath = above === undefined ? group.path : `${above.full_path}/${group.path}`;
    if ((await this.groupService.find(fullPath)) !== undefined) return 'there';
    return made(await this.groupService.create({ ...group, parentId, visibilityLevel: visibility }, queries));
  }

  private async addProject(row: NewProjectOptions, queries: Queries): Promise<RowOutcome> {
    const { namespace, creator, visibility, ...project } = row;
    const namespaceId = await this.names.namespace(namespace);
    const there = await this.projectService.list({ namespaceId, search: `/${project.path}` });
    const name = project.path.toLowerCase();
    if (there.some(({ full_path }) => full_path.toLowerCase().endsWith(`/${name}`))) return 'there';
    const creatorId = creator === undefined ? undefined : await this.names.user(creator);
    const details = { ...project, namespaceId, creatorId, visibilityLevel: visibility };
    return made(await this.projectService.create(details, queries));
  }

  private async addMember(row: GrantOptions, queries: Queries): Promise<RowOutcome> {
    const source = await this.names.source(row);
    const userId = await this.names.user(row.user);
    const [member] = await this.memberships.list({ source, userId });
    const { level, expiresAt = null } = grantOf(row);
    if (member?.access_level === level && member.expires_at === expiresAt) return 'there';
    return made(await this.memberships.set(source, userId, grantOf(row), queries));
  }

  private async addKey({ user, key, title, expires, usage }: NewKeyOptions, queries: Queries): Promise<RowOutcome> {
    const userId = await this.names.user(user);
    const details = { line: key, title, expiresAt: endOf(expires ?? null) ?? undefined };
    const outcome = await this.keyService.add(userId, details, usage, queries);
    if (!(outcome instanceof Refusal) || outcome.code !== 'key_taken') return made(outcome);
    const fingerprint = `SHA256:${parsePublicKey(key)?.sha256.toString('base64').replace(/=+$/, '')}`;
    const own = await this.keyService.list('user', { userId });
    return own.some((one) => one.fingerprint === fingerprint) ? 'there' : outcome;
  }
}

const made = (outcome: unknown): RowOutcome => (outcome instanceof Refusal ? outcome : 'made');
