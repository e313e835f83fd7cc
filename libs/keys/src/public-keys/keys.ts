import { Injectable } from '@nestjs/common';
import { EVERYTHING, parsePublicKey, type KeyKind, type ListPart, type PublicKey } from '@app/directory';
import { Clock, Database, Refusal, transact, type Queries } from '@app/platform';
import {
  CHANGE_DEPLOY_LINK,
  CHANGE_KEY,
  DELETE_DEPLOY_LINK,
  DELETE_KEY,
  DEPLOY_LINKS,
  DEPLOY_PARTIES,
  INSERT_DEPLOY_LINK,
  INSERT_KEY,
  KEY_TAKEN,
  KEYS,
  RESTRICTIONS,
  USER_EXISTS,
} from './keys.sql.js';

/** What a key may be used for, as stored. */
export const KEY_USAGES = { authAndSigning: 0, auth: 1, signing: 2 } as const;

/** Why a change of keys is refused. */
export class KeyRefusal extends Refusal {}

const refusals = {
  invalid: new KeyRefusal('key_invalid', 'key is invalid'),
  taken: new KeyRefusal('key_taken', 'fingerprint has already been taken'),
  forbidden: new KeyRefusal('key_forbidden', 'keys of this type are forbidden'),
  userMissing: new KeyRefusal('user_missing', 'user does not exist'),
  keyMissing: new KeyRefusal('key_missing', 'key does not exist'),
  projectMissing: new KeyRefusal('project_missing', 'project does not exist'),
} as const;

export interface NewKey {
  readonly id?: number;
  /** Whole public key line. */
  readonly line: string;
  /** The comment of the line when it is left out. */
  readonly title?: string;
  readonly expiresAt?: Date;
}

/** What is left out stays as it is. */
export interface KeyChanges {
  readonly title?: string;
  /** One of `KEY_USAGES`. */
  readonly usage?: number;
  /** Null: it does not end. */
  readonly expiresAt?: Date | null;
}

/** A key as operators see it. */
export interface ShownKey {
  readonly id: number;
  readonly title: string | null;
  /** Owner; of a deploy key its creator. */
  readonly user_id: number | null;
  readonly username: string | null;
  readonly usage_type: number;
  /** As in the line: `ssh-ed25519`. */
  readonly type: string;
  /** As `ssh-keygen -l` prints it. */
  readonly fingerprint: string | null;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly created_at: Date | null;
}

/** What a deploy key opens. */
export interface DeployLink {
  readonly deploy_key_id: number;
  readonly project_id: number;
  readonly project: string | null;
  readonly can_push: boolean;
}

/** SSH keys of users, and deploy keys with the projects that they open. */
@Injectable()
export class Keys {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Gives a user a key; returns its id. `usage` is one of `KEY_USAGES`. */
  add(
    userId: number,
    key: NewKey,
    usage: number = KEY_USAGES.authAndSigning,
    scope: Queries = this.database,
  ): Promise<number | KeyRefusal> {
    return this.insert(key, { owner: userId, type: null, usage }, scope);
  }

  /** Makes a deploy key that opens nothing yet; returns its id. */
  addDeployKey(creatorId: number | null, key: NewKey): Promise<number | KeyRefusal> {
    return this.insert(key, { owner: creatorId, type: 'DeployKey', usage: KEY_USAGES.authAndSigning }, this.database);
  }

  /** Keys of users, or deploy keys, in the order of their ids. */
  list(
    kind: 'user' | 'deploy',
    { userId }: { readonly userId?: number } = {},
    { after, limit }: ListPart = EVERYTHING,
  ): Promise<ShownKey[]> {
    return this.database.query<ShownKey>(KEYS, [null, kind === 'deploy', userId ?? null, after, limit]);
  }

  /** One key; undefined when there is none of this kind. */
  async show(kind: 'user' | 'deploy', id: number): Promise<ShownKey | undefined> {
    const [key] = await this.database.query<ShownKey>(KEYS, [id, kind === 'deploy', null, 0, 1]);
    return key;
  }

  /** What a deploy key opens, or by what a project is opened. */
  links({ keyId, projectId }: { readonly keyId?: number; readonly projectId?: number }): Promise<DeployLink[]> {
    return this.database.query<DeployLink>(DEPLOY_LINKS, [keyId ?? null, projectId ?? null]);
  }

  /** Changes facts about a key; the key itself is never another. */
  async change(kind: 'user' | 'deploy', id: number, changes: KeyChanges): Promise<KeyRefusal | undefined> {
    const { title = null, usage = null, expiresAt } = changes;
    const end = [expiresAt !== undefined, expiresAt ?? null];
    const changed = await this.database.query(CHANGE_KEY, [
      id,
      kind === 'deploy',
      title,
      usage,
      ...end,
      this.clock.now(),
    ]);
    return changed.length === 0 ? refusals.keyMissing : undefined;
  }

  /** Takes a key away, and a deploy key from all its projects. */
  async remove(id: number): Promise<KeyRefusal | undefined> {
    const deleted = await this.database.query(DELETE_KEY, [id]);
    return deleted.length === 0 ? refusals.keyMissing : undefined;
  }

  /** Lets a deploy key read a project, and write to it when it `mayPush`; changes the permission that there is. */
  enable(deployKeyId: number, projectId: number, mayPush: boolean): Promise<KeyRefusal | undefined> {
    return this.database.transaction(async (queries) => {
      const pair = [deployKeyId, projectId];
      const [parties] = await queries.query<{ key: boolean; project: boolean }>(DEPLOY_PARTIES, pair);
      if (!parties?.key) return refusals.keyMissing;
      if (!parties.project) return refusals.projectMissing;
      const values = [...pair, mayPush, this.clock.now()];
      const changed = await queries.query(CHANGE_DEPLOY_LINK, values);
      if (changed.length === 0) await queries.query(INSERT_DEPLOY_LINK, values);
      return undefined;
    });
  }

  /** Ends what `enable` has begun. */
  async disable(deployKeyId: number, projectId: number): Promise<KeyRefusal | undefined> {
    const deleted = await this.database.query(DELETE_DEPLOY_LINK, [deployKeyId, projectId]);
    return deleted.length === 0 ? refusals.keyMissing : undefined;
  }

  private insert(
    { id, line, title, expiresAt }: NewKey,
    { owner, type, usage }: { owner: number | null; type: string | null; usage: number },
    scope: Queries,
  ): Promise<number | KeyRefusal> {
    const key = parsePublicKey(line);
    if (key === undefined) return Promise.resolve(refusals.invalid);
    return transact<number | KeyRefusal>(scope, async (queries) => {
      const refusal = (await this.restriction(queries, key)) ?? (await this.ownership(queries, key, owner));
      if (refusal) return refusal;
      const text = `${key.type} ${key.blob} ${key.comment}`.trimEnd();
      const [row] = await queries.query<{ id: number }>(INSERT_KEY, [
        id ?? null,
        owner,
        title ?? (key.comment || key.type),
        text,
        type,
        key.md5,
        key.sha256,
        expiresAt ?? null,
        usage,
        this.clock.now(),
      ]);
      return row?.id ?? refusals.taken;
    });
  }

  private async restriction(queries: Queries, key: PublicKey): Promise<KeyRefusal | undefined> {
    const [row] = await queries.query<Record<KeyKind, number>>(RESTRICTIONS);
    const least = row?.[key.kind] ?? 0;
    if (least < 0) return refusals.forbidden;
    return key.bits < least ? new KeyRefusal('key_too_small', `key must be at least ${least} bits`) : undefined;
  }

  private async ownership(queries: Queries, key: PublicKey, owner: number | null): Promise<KeyRefusal | undefined> {
    const [found] = await queries.query<{ taken: boolean }>(KEY_TAKEN, [key.sha256, key.md5]);
    if (found?.taken) return refusals.taken;
    if (owner === null) return undefined;
    const [user] = await queries.query<{ present: boolean }>(USER_EXISTS, [owner]);
    return user?.present ? undefined : refusals.userMissing;
  }
}
