import type { Settings } from '@app/directory';
import { actorRefusals } from './actor-refusals.js';
import type { NamedActor, NamedKey, NamedUser } from './named-actor.js';
import { isInGoodStanding, mayUseGit } from './user-standing.js';

/** Who asks for codes or tokens. For a deploy key, whose turn to be refused comes later, its creator. */
export interface Holder {
  readonly user: NamedUser;
  /** Null when the request names the user without a key. */
  readonly key: NamedKey | null;
}

export interface HolderRules {
  readonly now: Date;
  readonly settings: Settings;
  /** `user_id` and `username` alone name nobody (`REQUIRE_SSH_KEY`). */
  readonly requireKey: boolean;
  /** Let somebody pass who is locked after failed attempts, to tell them so in other words. */
  readonly admitLocked?: boolean;
}

/**
 * The holder behind a request, or the text of the refusal: rows 2 to 5 of git-access.md 8, with its decision that an
 * expired key and a user who may not use Git are refused like missing ones.
 */
export function holderOf(actor: NamedActor, rules: HolderRules): Holder | string {
  const { key, user, userIdGiven } = actor;
  if (userIdGiven && user === null) return actorRefusals.noUser;
  const expired = key?.expiresAt != null && key.expiresAt.getTime() <= rules.now.getTime();
  if (expired || (key === null && (user === null || rules.requireKey))) return actorRefusals.noKey;
  if (user === null) return actorRefusals.keyWithoutUser;
  if (key?.deployKey) return { user, key };
  const judge = rules.admitLocked ? isInGoodStanding : mayUseGit;
  return judge(user, rules.settings, rules.now) ? { user, key } : actorRefusals.keyWithoutUser;
}
