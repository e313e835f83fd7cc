import type { Actor } from './actor.js';
import type { Facts, ProjectFacts, Standing, UserFacts } from './facts.js';
import { GUEST, INTERNAL, isDisabled, PRIVATE, PRIVATE_FEATURE, PUBLIC, REPORTER } from './levels.js';

/** Step 12: may the actor know that the project exists (git-access.md 3.4.2)? */
export function mayReadProject(actor: Actor, project: ProjectFacts, facts: Facts): boolean {
  if (project.visibility === PUBLIC) return true;
  if (actor.kind === 'deploy_key') return facts.deployKey !== null;
  return actor.user !== null && userMayReadProject(actor.user, facts.standing, project);
}

export function userMayReadProject(user: UserFacts, standing: Standing, project: ProjectFacts): boolean {
  if (project.visibility === PUBLIC || user.admin || user.auditor || standing.level >= GUEST) return true;
  return project.visibility === INTERNAL && !user.external;
}

/** Step 15a: may the actor download code (3.4.3)? Asked only of somebody who may read the project. */
export function mayDownloadCode(actor: Actor, project: ProjectFacts, facts: Facts): boolean {
  if (isDisabled(project.repositoryLevel)) return false;
  if (actor.kind === 'deploy_key' && facts.deployKey !== null) return true;
  if (actor.user !== null) return userMayDownloadCode(actor.user, facts.standing, project);
  // Nobody, and a key that is not enabled here: the rights of the anonymous public.
  return project.visibility === PUBLIC && project.repositoryLevel > PRIVATE_FEATURE;
}

function userMayDownloadCode(user: UserFacts, standing: Standing, project: ProjectFacts): boolean {
  if (user.admin || user.auditor) return true;
  if (project.visibility === PRIVATE) return standing.level >= REPORTER;
  return project.repositoryLevel > PRIVATE_FEATURE || standing.level >= GUEST;
}
