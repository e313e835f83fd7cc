import type { Settings } from '@app/directory';

/** What says whether a user may use Git at all. */
export interface UserStanding {
  readonly state: string;
  /** 0 is a human; schema.md 2.1 lists the others. */
  readonly type: number;
  readonly confirmed: boolean;
  readonly acceptedTerms: boolean;
  readonly passwordExpiresAt: Date | null;
  readonly passwordAutomaticallySet: boolean;
  readonly lockedAt: Date | null;
}

/** human, service_user, project_bot, migration_bot, security_bot, security_policy_bot, service_account. */
const TYPES_WITH_GIT: ReadonlySet<number> = new Set([0, 4, 6, 7, 8, 10, 13]);

/** Bots that no person stands behind: they accept no terms. */
const MACHINES: ReadonlySet<number> = new Set([6, 13]);

/** A lock after failed attempts lifts itself, as the original's does. */
export const LOCK_MINUTES = 10;

/**
 * May this user use Git (git-access.md 3.4.1)? `/allowed` says to people which row refuses them; here only whether one
 * does matters, since codes and tokens are refused in other words.
 */
export function mayUseGit(user: UserStanding, settings: Settings, now: Date): boolean {
  return isInGoodStanding(user, settings, now) && !isLocked(user.lockedAt, now);
}

/** As `mayUseGit`, but for the lock after failed attempts, which second factors tell apart. */
export function isInGoodStanding(user: UserStanding, settings: Settings, now: Date): boolean {
  return (
    TYPES_WITH_GIT.has(user.type) &&
    user.state === 'active' &&
    (user.acceptedTerms || !settings.enforceTerms || MACHINES.has(user.type)) &&
    (user.confirmed || !settings.confirmationRequired) &&
    !hasExpiredPassword(user, now)
  );
}

function isLocked(lockedAt: Date | null, now: Date): boolean {
  return lockedAt !== null && lockedAt.getTime() + LOCK_MINUTES * 60_000 > now.getTime();
}

function hasExpiredPassword(user: UserStanding, now: Date): boolean {
  if (user.type !== 0 || user.passwordAutomaticallySet || user.passwordExpiresAt === null) return false;
  return user.passwordExpiresAt.getTime() < now.getTime();
}
