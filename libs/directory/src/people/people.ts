import { Injectable } from '@nestjs/common';
import { isEmail } from 'class-validator';
import { Clock, Database, transact, type Queries } from '@app/platform';
import { EVERYTHING, type ListPart } from '../list-part.js';
import { isPathName } from '../paths/path-names.js';
import { Paths } from '../paths/paths.js';
import { DirectoryRefusal, refusals } from '../refusals.js';
import {
  CHANGE_USER,
  DELETE_USER,
  EMAIL_TAKEN,
  FIND_USER,
  HAS_PROJECTS,
  INSERT_SPACE,
  INSERT_USER,
  RENAME_USER,
  USER_SPACE,
  USERS,
} from './people.sql.js';

/** States that GitLab knows (schema.md 2.1). */
export const USER_STATES = [
  'active',
  'blocked',
  'ldap_blocked',
  'blocked_pending_approval',
  'banned',
  'deactivated',
] as const;
export type UserState = (typeof USER_STATES)[number];

export interface NewUser {
  readonly id?: number;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly admin?: boolean;
  readonly external?: boolean;
}

/** What is left out stays as it is. */
export interface UserChanges {
  /** Name in paths. */
  readonly username?: string;
  readonly name?: string;
  readonly email?: string;
  readonly admin?: boolean;
  readonly auditor?: boolean;
  readonly external?: boolean;
  readonly state?: UserState;
}

export interface CreatedUser {
  readonly id: number;
  /** Their personal space. */
  readonly namespaceId: number;
}

/** A user as operators see them. */
export interface ShownUser {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly state: string;
  readonly admin: boolean;
  readonly auditor: boolean;
  readonly external: boolean;
  /** 0 is a human (schema.md 2.1). */
  readonly user_type: number;
  readonly two_factor: boolean;
  readonly last_activity_on: string | null;
  readonly created_at: Date | null;
}

export interface UserFilter {
  /** Part of the user name, the name or the address, in any case. */
  readonly search?: string;
  readonly state?: UserState;
}

/** Users and their personal spaces. */
@Injectable()
export class People {
  constructor(
    private readonly database: Database,
    private readonly paths: Paths,
    private readonly clock: Clock,
  ) {}

  /** Makes a confirmed, active user with a personal space; in the caller's transaction when one is given. */
  create(user: NewUser, scope: Queries = this.database): Promise<CreatedUser | DirectoryRefusal> {
    return transact(scope, async (queries) => {
      if (!isPathName(user.username, 'top')) return refusals.pathInvalid;
      if (!isEmail(user.email)) return refusals.emailInvalid;
      await this.paths.lock(queries);
      const now = this.clock.now();
      const [email] = await queries.query<{ taken: boolean }>(EMAIL_TAKEN, [user.email, null]);
      if (email?.taken) return refusals.emailTaken;
      const { id = null, username, name, admin = false, external = false } = user;
      const [made] = await queries.query<{ id: number }>(INSERT_USER, [
        id,
        username,
        name,
        user.email,
        admin,
        external,
        now,
      ]);
      const [space] = await queries.query<{ id: number }>(INSERT_SPACE, [made!.id, username, now]);
      const refusal = await this.paths.claim(queries, 'Namespace', space!.id, username, username);
      return refusal ?? { id: made!.id, namespaceId: space!.id };
    });
  }

  /** Gives a user another name in paths; what lies in their space is found under the former one as well. */
  rename(id: number, username: string): Promise<DirectoryRefusal | undefined> {
    return this.change(id, { username });
  }

  /** Changes facts about a user, all of them or none. */
  change(id: number, { username, ...changes }: UserChanges): Promise<DirectoryRefusal | undefined> {
    return transact(this.database, async (queries) => {
      const { name = null, email = null, admin = null, auditor = null, external = null, state = null } = changes;
      if (email !== null && !isEmail(email)) return refusals.emailInvalid;
      if (email !== null || username !== undefined) await this.paths.lock(queries);
      const refusal = username === undefined ? undefined : await this.setUsername(queries, id, username);
      if (refusal) return refusal;
      if (email !== null) {
        const [found] = await queries.query<{ taken: boolean }>(EMAIL_TAKEN, [email, id]);
        if (found?.taken) return refusals.emailTaken;
      }
      const values = [id, name, email, admin, auditor, external, state, this.clock.now()];
      const changed = await queries.query(CHANGE_USER, values);
      return changed.length === 0 ? refusals.userMissing : undefined;
    });
  }

  /** Takes a user away with their space, keys, tokens and memberships; not while projects lie in the space. */
  remove(id: number): Promise<DirectoryRefusal | undefined> {
    return transact(this.database, async (queries) => {
      await this.paths.lock(queries);
      const [user] = await queries.query(USER_SPACE, [id]);
      if (user === undefined) return refusals.userMissing;
      const [projects] = await queries.query<{ found: boolean }>(HAS_PROJECTS, [id]);
      if (projects?.found) return refusals.userHasProjects;
      await queries.query(DELETE_USER, [id]);
      return undefined;
    });
  }

  /** Users in the order of their ids. */
  list(filter: UserFilter = {}, { after, limit }: ListPart = EVERYTHING): Promise<ShownUser[]> {
    return this.database.query<ShownUser>(USERS, [null, filter.search ?? null, filter.state ?? null, after, limit]);
  }

  /** One user; undefined when there is none. */
  async show(id: number): Promise<ShownUser | undefined> {
    const [user] = await this.database.query<ShownUser>(USERS, [id, null, null, 0, 1]);
    return user;
  }

  /** Id of the user of this name, in any case of the letters; undefined when there is none. */
  async find(username: string): Promise<number | undefined> {
    if (username.includes('\0')) return undefined;
    const [row] = await this.database.query<{ id: number }>(FIND_USER, [username]);
    return row?.id;
  }

  private async setUsername(queries: Queries, id: number, username: string): Promise<DirectoryRefusal | undefined> {
    if (!isPathName(username, 'top')) return refusals.pathInvalid;
    const [user] = await queries.query<{ namespace_id: number | null }>(USER_SPACE, [id]);
    if (user === undefined) return refusals.userMissing;
    if (user.namespace_id !== null) {
      const refusal = await this.paths.move(queries, 'Namespace', user.namespace_id, username, username);
      if (refusal) return refusal;
    }
    await queries.query(RENAME_USER, [id, username, this.clock.now()]);
    return undefined;
  }
}
