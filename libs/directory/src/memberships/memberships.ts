import { Injectable } from '@nestjs/common';
import { Clock, Database, transact, type Queries } from '@app/platform';
import { EVERYTHING, type ListPart } from '../list-part.js';
import { Paths, type PathOwner } from '../paths/paths.js';
import { refusals, type DirectoryRefusal } from '../refusals.js';
import {
  CHANGE_MEMBER,
  DELETE_MEMBER,
  INSERT_MEMBER,
  MEMBERS,
  PARTIES,
  SHARE_GROUP,
  SHARE_PARTIES,
  SHARE_PROJECT,
  UNSHARE_GROUP,
  UNSHARE_PROJECT,
} from './memberships.sql.js';

/** Levels that a member or a share can have (schema.md 2.9); 5 on groups only. */
export const ACCESS_LEVELS = [5, 10, 15, 20, 25, 30, 40, 50] as const;

/** What people are members of, and what is shared. */
export type MembershipSource = { readonly group: number } | { readonly project: number };

export interface Grant {
  readonly level: number;
  /** Day on which it has ended, `YYYY-MM-DD`; none: it does not end. */
  readonly expiresAt?: string;
}

/** A membership as operators see it. */
export interface ShownMember {
  readonly id: number;
  /** Null for an invitation that nobody has accepted. */
  readonly user_id: number | null;
  readonly username: string | null;
  readonly source: 'group' | 'project';
  readonly source_id: number;
  readonly source_path: string | null;
  readonly access_level: number;
  readonly expires_at: string | null;
  /** All but `active` give nothing. */
  readonly status: 'active' | 'requested' | 'invited' | 'waiting';
}

/** Memberships and shares. What access follows from them, the database's triggers derive in the same transaction. */
@Injectable()
export class Memberships {
  constructor(
    private readonly database: Database,
    private readonly paths: Paths,
    private readonly clock: Clock,
  ) {}

  /** Makes a user a member, or changes the membership that there is, whatever state it was in. */
  set(
    source: MembershipSource,
    userId: number,
    grant: Grant,
    scope: Queries = this.database,
  ): Promise<DirectoryRefusal | undefined> {
    return this.put(source, userId, grant, scope, 'either');
  }

  /** Makes a user a member who is none. */
  add(
    source: MembershipSource,
    userId: number,
    grant: Grant,
    scope: Queries = this.database,
  ): Promise<DirectoryRefusal | undefined> {
    return this.put(source, userId, grant, scope, 'new');
  }

  /** Changes a membership that there is, whatever state it was in. */
  changeGrant(source: MembershipSource, userId: number, grant: Grant): Promise<DirectoryRefusal | undefined> {
    return this.put(source, userId, grant, this.database, 'existing');
  }

  private put(
    source: MembershipSource,
    userId: number,
    { level, expiresAt }: Grant,
    scope: Queries,
    wanted: 'new' | 'existing' | 'either',
  ): Promise<DirectoryRefusal | undefined> {
    const [type, id] = identify(source);
    return this.change(async (queries) => {
      if (!isLevel(source, level)) return refusals.levelInvalid;
      const [parties] = await queries.query<{ user: boolean; source: boolean }>(PARTIES, [userId, type, id]);
      if (!parties?.user) return refusals.userMissing;
      if (!parties.source) return missing(source);
      const values = [userId, type, id, level, expiresAt ?? null, this.clock.now()];
      const changed = await queries.query(CHANGE_MEMBER, values);
      if (changed.length > 0) return wanted === 'new' ? refusals.membershipTaken : undefined;
      if (wanted === 'existing') return refusals.membershipMissing;
      await queries.query(INSERT_MEMBER, values);
      return undefined;
    }, scope);
  }

  /** Direct memberships, invitations and requests: of a group or project, of a user, or of both. */
  list(
    { source, userId }: { readonly source?: MembershipSource; readonly userId?: number } = {},
    { after, limit }: ListPart = EVERYTHING,
  ): Promise<ShownMember[]> {
    const [type, id] = source === undefined ? [null, null] : identify(source);
    return this.database.query<ShownMember>(MEMBERS, [type, id, userId ?? null, after, limit]);
  }

  /** Ends a membership, an invitation or an access request. */
  remove(source: MembershipSource, userId: number): Promise<DirectoryRefusal | undefined> {
    return this.change(async (queries) => {
      const deleted = await queries.query(DELETE_MEMBER, [userId, ...identify(source)]);
      return deleted.length === 0 ? refusals.membershipMissing : undefined;
    });
  }

  /** Shares a project or group with a group, or changes the share that there is; `level` is the most that it gives. */
  share(
    source: MembershipSource,
    withGroup: number,
    { level, expiresAt }: Grant,
  ): Promise<DirectoryRefusal | undefined> {
    const [type, id] = identify(source);
    return this.change(async (queries) => {
      if (!isLevel(source, level)) return refusals.levelInvalid;
      if ('group' in source && source.group === withGroup) return refusals.shareWithItself;
      const values = [type, id, withGroup];
      const [parties] = await queries.query<{ invited: boolean; source: boolean }>(SHARE_PARTIES, values);
      if (!parties?.source) return missing(source);
      if (!parties.invited) return refusals.groupMissing;
      const statement = 'group' in source ? SHARE_GROUP : SHARE_PROJECT;
      await queries.query(statement, [id, withGroup, level, expiresAt ?? null, this.clock.now()]);
      return undefined;
    });
  }

  /** Ends a share. */
  unshare(source: MembershipSource, withGroup: number): Promise<DirectoryRefusal | undefined> {
    return this.change(async (queries) => {
      const [, id] = identify(source);
      const deleted = await queries.query('group' in source ? UNSHARE_GROUP : UNSHARE_PROJECT, [id, withGroup]);
      return deleted.length === 0 ? refusals.membershipMissing : undefined;
    });
  }

  private change(
    work: (queries: Queries) => Promise<DirectoryRefusal | undefined>,
    scope: Queries = this.database,
  ): Promise<DirectoryRefusal | undefined> {
    return transact(scope, async (queries) => {
      // Before the first look, so that two calls do not both find no membership and make two.
      await this.paths.lock(queries);
      return work(queries);
    });
  }
}

function identify(source: MembershipSource): [PathOwner, number] {
  return 'group' in source ? ['Namespace', source.group] : ['Project', source.project];
}

function missing(source: MembershipSource): DirectoryRefusal {
  return 'group' in source ? refusals.groupMissing : refusals.projectMissing;
}

function isLevel(source: MembershipSource, level: number): boolean {
  return (ACCESS_LEVELS as readonly number[]).includes(level) && (level > 5 || 'group' in source);
}
