import { actorOf } from './actor.js';
import type { Attempt, Check, Refusal } from './attempt.js';
import { denials } from './denials.js';
import { earlyChecks } from './early-checks.js';
import type { Facts } from './facts.js';
import { userMayPush } from './push-access.js';
import { mayReadProject } from './read-access.js';
import type { AllowedRequest } from './request.js';
import { isWithin } from './shared-checks.js';

/** Designs are written by the web application only; no Git client ever reaches them (git-access.md 3.9). */
export const designChecks: readonly Check<Attempt>[] = [
  { step: '3.9', name: 'request comes from the web', refuse: protocol },
  ...earlyChecks,
  { step: '3.9', name: 'actor may manage designs', refuse: manage },
];

/**
 * Designs that were asked for by path and whose project the actor may not read. A path that leads nowhere is answered as
 * a project's, so these have to be answered as nothing at all: the words for designs would tell that there is a project.
 */
export function isHiddenDesign(request: AllowedRequest, facts: Facts): boolean {
  const { repository, project } = facts;
  if (repository?.kind !== 'design' || request.repository.by !== 'path') return false;
  if (project === null || !isWithin(repository.fullPath, request.withinNamespace)) return true;
  return !mayReadProject(actorOf(facts), project, facts, request);
}

function protocol({ request }: Attempt): Refusal {
  return request.protocol === 'web' ? undefined : denials.designProtocol;
}

/** The same words for a project that is not there and for one that is none of the actor's business. */
function manage({ actor, facts, request }: Attempt): Refusal {
  const { project, repository, standing } = facts;
  const { user } = actor;
  if (project === null || repository === null || user === null) return denials.designAccess;
  const allowed =
    isWithin(repository.fullPath, request.withinNamespace) &&
    mayReadProject(actor, project, facts, request) &&
    userMayPush(user, standing.level, project, project.repositoryLevel);
  return allowed ? undefined : denials.designAccess;
}
