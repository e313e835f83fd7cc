import type { Actor } from './actor.js';
import type { AccessLevel, Facts, ProjectFacts, UserFacts } from './facts.js';
import { ADMINISTRATOR, DEVELOPER, GUEST, MAINTAINER, NO_ACCESS, REPORTER } from './levels.js';
import { isDisabled, PRIVATE, PRIVATE_FEATURE } from './levels.js';
import { userMayReadProject } from './read-access.js';
import { userStatusDenial } from './user-status.js';

/**
 * What the person behind a push may do in the project, worked out once for all its refs. For a deploy key the person
 * is its creator (git-access.md 3.6.2), and `deployKeyId` names the key itself.
 */
export interface Rights {
  readonly userId: number | null;
  readonly admin: boolean;
  readonly level: number;
  readonly ruleGroups: readonly number[];
  /** The push ability of 3.4.4, of the user or of the key's creator. */
  readonly pushAbility: boolean;
  /** Maintainer or above, or admin: may delete what is protected. */
  readonly maintains: boolean;
  /** A deploy key pushes, not a person. */
  readonly byDeployKey: boolean;
  /** Set for a deploy key that may write here and whose creator is in good standing. */
  readonly deployKeyId: number | null;
}

export function rightsOf(actor: Actor, project: ProjectFacts, facts: Facts, now: Date): Rights {
  const person = actor.identity;
  const level = person === null ? NO_ACCESS : facts.standing.level;
  const admin = person?.admin ?? false;
  return {
    userId: person?.id ?? null,
    admin,
    level,
    ruleGroups: facts.standing.ruleGroups,
    pushAbility: person !== null && userMayPush(person, level, project, project.repositoryLevel),
    maintains: admin || level >= MAINTAINER,
    byDeployKey: actor.kind === 'deploy_key',
    deployKeyId: deployKeyMayPush(actor, project, facts, now) ? (actor.key?.id ?? null) : null,
  };
}

/** What no role overrides: the feature is switched off, or the project is archived or about to be deleted. */
export function acceptsPushes(
  project: Pick<ProjectFacts, 'archived' | 'markedForDeletion'>,
  featureLevel: number,
): boolean {
  return !isDisabled(featureLevel) && !project.archived && !project.markedForDeletion;
}

/** May push code to what nobody protected (3.4.4), or with the level of that feature to the wiki (3.9). */
export function userMayPush(
  user: Pick<UserFacts, 'admin'>,
  level: number,
  project: Pick<ProjectFacts, 'visibility' | 'archived' | 'markedForDeletion'>,
  featureLevel: number,
): boolean {
  if (!acceptsPushes(project, featureLevel)) return false;
  if (user.admin) return true;
  const memberLevel = project.visibility === PRIVATE ? REPORTER : GUEST;
  const featureAvailable = featureLevel > PRIVATE_FEATURE || level >= memberLevel;
  return featureAvailable && level >= DEVELOPER;
}

/** Write access of the key, and a creator who may use Git and read the project (3.6.2). */
function deployKeyMayPush(actor: Actor, project: ProjectFacts, facts: Facts, now: Date): boolean {
  if (actor.kind !== 'deploy_key' || actor.identity === null || facts.deployKey?.canPush !== true) return false;
  if (!acceptsPushes(project, project.repositoryLevel)) return false;
  if (userStatusDenial(actor.identity, facts.settings, now) !== undefined) return false;
  return userMayReadProject(actor.identity, facts.standing, project);
}

/** Does one of the levels of a rule hold for the person (3.7)? Level 0 binds admins too. */
export function personSatisfies(rights: Rights, levels: readonly AccessLevel[]): boolean {
  return levels.some((level) => {
    switch (level.kind) {
      case 'role':
        return satisfiesRole(rights, level.level);
      case 'user':
        return rights.pushAbility && level.id === rights.userId && rights.level >= GUEST;
      case 'group':
        return rights.pushAbility && rights.ruleGroups.includes(level.id);
      case 'deploy_key':
        return false;
    }
  });
}

/**
 * Does one of the levels hold for a deploy key: the very key is listed and its creator is a member, or a role that the
 * creator has? A rule for a person or a group never lets that person's keys in.
 */
export function deployKeySatisfies(rights: Rights, levels: readonly AccessLevel[]): boolean {
  if (rights.deployKeyId === null) return false;
  return levels.some((level) => {
    if (level.kind === 'deploy_key') return level.id === rights.deployKeyId && rights.level >= GUEST;
    return level.kind === 'role' && satisfiesRole(rights, level.level);
  });
}

function satisfiesRole(rights: Rights, role: number): boolean {
  if (role === NO_ACCESS) return false;
  if (rights.admin) return rights.pushAbility;
  if (role >= ADMINISTRATOR) return false;
  return rights.pushAbility && rights.level >= role;
}
