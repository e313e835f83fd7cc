import { Injectable } from '@nestjs/common';
import { Clock, Database, type Queries } from '@app/platform';
import { Paths, type PathOwner } from '../paths/paths.js';
import { refusals, type DirectoryRefusal } from '../refusals.js';
import { transact } from '../transact.js';
import {
  CHANGE_MEMBER,
  DELETE_MEMBER,
  INSERT_MEMBER,
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
    { level, expiresAt }: Grant,
    scope: Queries = this.database,
  ): Promise<DirectoryRefusal | undefined> {
    const [type, id] = identify(source);
    return this.change(async (queries) => {
      if (!isLevel(source, level)) return refusals.levelInvalid;
      const [parties] = await queries.query<{ user: boolean; source: boolean }>(PARTIES, [userId, type, id]);
      if (!parties?.user) return refusals.userMissing;
      if (!parties.source) return missing(source);
      const values = [userId, type, id, level, expiresAt ?? null, this.clock.now()];
      const changed = await queries.query(CHANGE_MEMBER, values);
      if (changed.length === 0) await queries.query(INSERT_MEMBER, values);
      return undefined;
    }, scope);
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
