import { denials, type Denial } from './denials.js';
import type { SettingsFacts, UserFacts } from './facts.js';

/** human, service_user, project_bot, migration_bot, security_bot, security_policy_bot, service_account. */
const TYPES_WITH_GIT: ReadonlySet<number> = new Set([0, 4, 6, 7, 8, 10, 13]);

const BLOCKED_STATES: ReadonlySet<string> = new Set(['blocked', 'ldap_blocked', 'banned']);

/** A lock after failed sign-ins lifts itself, as the original's does. */
const LOCK_MINUTES = 10;

/** Bots that no person stands behind: they accept no terms. */
const MACHINES: ReadonlySet<number> = new Set([6, 13]);

interface StatusRow {
  /** The condition of the row, used to choose the text. */
  readonly holds: boolean;
  /** Whether the row refuses by itself. */
  readonly refuses: boolean;
  readonly denial: Denial;
}

/**
 * May this user use Git at all (git-access.md 3.4.1)? The table first decides whether any row refuses, then takes the
 * text of the first row that is true: somebody blocked *and* unconfirmed reads about the confirmation.
 */
export function userStatusDenial(user: UserFacts, settings: SettingsFacts, now: Date): Denial | undefined {
  const rows = statusRows(user, settings, now);
  if (!rows.some((row) => row.refuses)) return undefined;
  return rows.find((row) => row.holds)?.denial;
}

function statusRows(user: UserFacts, settings: SettingsFacts, now: Date): readonly StatusRow[] {
  const row = (holds: boolean, denial: Denial, refuses = holds): StatusRow => ({ holds, refuses, denial });
  return [
    row(!TYPES_WITH_GIT.has(user.type), denials.internalUser),
    row(user.state === 'blocked_pending_approval', denials.pendingApproval),
    row(
      settings.enforceTerms && !user.acceptedTerms && !MACHINES.has(user.type),
      denials.termsNotAccepted(user.username, settings.baseUrl),
    ),
    row(user.state === 'deactivated', denials.deactivated(settings.baseUrl)),
    row(!user.confirmed, denials.unconfirmed(settings.baseUrl), !user.confirmed && settings.confirmationRequired),
    row(BLOCKED_STATES.has(user.state), denials.blocked),
    row(passwordExpired(user, now), denials.passwordExpired),
    row(user.state !== 'active' || locked(user, now), denials.blocked),
  ];
}

function passwordExpired(user: UserFacts, now: Date): boolean {
  if (user.type !== 0 || user.passwordAutomaticallySet || user.passwordExpiresAt === null) return false;
  return user.passwordExpiresAt.getTime() < now.getTime();
}

function locked(user: UserFacts, now: Date): boolean {
  return user.lockedAt !== null && user.lockedAt.getTime() + LOCK_MINUTES * 60_000 > now.getTime();
}
