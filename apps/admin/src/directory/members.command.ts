import {
  Memberships,
  type DirectoryRefusal,
  type Grant,
  type MembershipSource,
  type ShownMember,
} from '@app/directory';
import { Command } from 'nest-commander';
import { Names } from '../grammar/names.js';
import { Resource, Verb } from '../grammar/resource.js';
import { RefusedError } from '../grammar/usage-error.js';
import { LEVEL_WORDS, wordFor } from '../grammar/words.js';
import { GrantOptions, MemberListOptions, MemberOptions } from './members.options.js';

@Command({ name: 'members', description: 'who belongs to which group or project, directly' })
export class MembersCommand extends Resource {
  constructor(
    private readonly memberships: Memberships,
    private readonly names: Names,
  ) {
    super();
  }

  @Verb('create', 'make a user a member', GrantOptions)
  async create(options: GrantOptions): Promise<object> {
    const { source, userId } = await this.pair(options);
    return (await this.memberships.add(source, userId, grantOf(options))) ?? this.shown(source, userId);
  }

  @Verb('list', 'list members of a group or project, or memberships of a user', MemberListOptions)
  async list({ user, group, project, ...part }: MemberListOptions): Promise<object[]> {
    const source = await this.names.sourceIfAny({ group, project });
    const userId = user === undefined ? undefined : await this.names.user(user);
    return (await this.memberships.list({ source, userId }, part)).map(inWords);
  }

  @Verb('show', 'show one membership', MemberOptions)
  async show(options: MemberOptions): Promise<object> {
    const { source, userId } = await this.pair(options);
    return this.shown(source, userId);
  }

  @Verb('change', 'change what a member is', GrantOptions)
  async change(options: GrantOptions): Promise<object> {
    const { source, userId } = await this.pair(options);
    return (await this.memberships.changeGrant(source, userId, grantOf(options))) ?? this.shown(source, userId);
  }

  @Verb('remove', 'end a membership, an invitation or a request', MemberOptions)
  async remove(options: MemberOptions): Promise<DirectoryRefusal | undefined> {
    const { source, userId } = await this.pair(options);
    return this.memberships.remove(source, userId);
  }

  private async pair({ user, ...named }: MemberOptions): Promise<{ source: MembershipSource; userId: number }> {
    return { source: await this.names.source(named), userId: await this.names.user(user) };
  }

  private async shown(source: MembershipSource, userId: number): Promise<object> {
    const [member] = await this.memberships.list({ source, userId });
    if (member === undefined) throw new RefusedError('membership does not exist');
    return inWords(member);
  }
}

/** What the options grant. */
export function grantOf({ level, expires }: GrantOptions): Grant {
  return typeof expires === 'string' ? { level, expiresAt: expires } : { level };
}

function inWords({ access_level, ...member }: ShownMember): object {
  return { ...member, level: wordFor(LEVEL_WORDS, access_level) };
}
