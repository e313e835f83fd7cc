import type { UserStanding } from './user-standing.js';

export interface NamedKey {
  readonly id: number;
  readonly deployKey: boolean;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

export interface NamedUser extends UserStanding {
  readonly id: number;
  /** TOTP or a device. */
  readonly twoFactor: boolean;
}

/** Whom a request named, as far as they exist. A key that only signs does not. */
export interface NamedActor {
  readonly key: NamedKey | null;
  /** The owner of the key, the creator of a deploy key, or whom `user_id` or `username` names. */
  readonly user: NamedUser | null;
  /** A `user_id` stood in the request, usable or not. */
  readonly userIdGiven: boolean;
}
