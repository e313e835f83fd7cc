import type { Actor } from './actor.js';
import type { Facts, ProjectFacts, Standing, UserFacts } from './facts.js';
import { isInRanges } from './ip-access.js';
import { GUEST, INTERNAL, isDisabled, PRIVATE, PRIVATE_FEATURE, PUBLIC, REPORTER } from './levels.js';
import type { AllowedRequest } from './request.js';

/** Step 12: may the actor know that the project exists (git-access.md 3.4.2)? */
export function mayReadProject(
  actor: Actor,
  project: ProjectFacts,
  facts: Facts,
  request: Pick<AllowedRequest, 'address'>,
): boolean {
  if (!mayComeFrom(request.address, actor, project)) return false;
  if (project.visibility === PUBLIC) return true;
  if (actor.kind === 'deploy_key') return facts.deployKey !== null;
  return actor.user !== null && userMayReadProject(actor.user, facts.standing, project);
}

/** An address outside the list of the root group closes the project, for keys too (12.6). */
function mayComeFrom(address: string | null, { user }: Actor, project: ProjectFacts): boolean {
  if (address === null || project.ipRanges.length === 0 || user?.admin || user?.auditor) return true;
  return isInRanges(address, project.ipRanges);
}

export function userMayReadProject(user: UserFacts, standing: Standing, project: ProjectFacts): boolean {
  if (project.visibility === PUBLIC || user.admin || user.auditor || standing.level >= GUEST) return true;
  return project.visibility === INTERNAL && !user.external;
}

/**
 * Step 15a: may the actor download code, or with the level of that feature the wiki (3.4.3, 3.9)? Asked only of somebody
 * who may read the project.
 */
export function mayDownload(actor: Actor, project: ProjectFacts, facts: Facts, featureLevel: number): boolean {
  if (isDisabled(featureLevel)) return false;
  if (actor.kind === 'deploy_key' && facts.deployKey !== null) return true;
  if (actor.user !== null) return userMayDownload(actor.user, facts.standing, project, featureLevel);
  // Nobody, and a key that is not enabled here: the rights of the anonymous public.
  return project.visibility === PUBLIC && featureLevel > PRIVATE_FEATURE;
}

function userMayDownload(user: UserFacts, standing: Standing, project: ProjectFacts, featureLevel: number): boolean {
  if (user.admin || user.auditor) return true;
  if (project.visibility === PRIVATE) return standing.level >= REPORTER;
  return featureLevel > PRIVATE_FEATURE || standing.level >= GUEST;
}
