import type { Attempt, ProjectAttempt, Refusal } from './attempt.js';
import { denials, type Denial } from './denials.js';
import { mayReadProject } from './read-access.js';
import type { AllowedRequest } from './request.js';

/**
 * What a repository that does not exist is answered with: nothing else is ever said of one that the actor may not know.
 * A path that leads nowhere is taken for a project's (git-access.md 2.3 step 7).
 */
export function notFound({ repository }: AllowedRequest): Denial {
  if (repository.by !== 'identifier') return denials.projectNotFound;
  if (repository.kind === 'wiki') return denials.wikiNotFound;
  return repository.kind === 'snippet' ? denials.snippetNotFound : denials.projectNotFound;
}

/** Step 11, and the one namespace that a certificate opens (12.4). */
export function found({ request, facts }: Attempt): Refusal {
  const { repository } = facts;
  if (repository === null) return notFound(request);
  return isWithin(repository.fullPath, request.withinNamespace) ? undefined : notFound(request);
}

/** Equal to the namespace or below it, in any case of letters. */
export function isWithin(fullPath: string, namespace: string | null): boolean {
  if (namespace === null) return true;
  const [path, above] = [fullPath.toLowerCase(), namespace.toLowerCase()];
  return path === above || path.startsWith(`${above}/`);
}

/** Step 12. The words are those of a missing project, so that nobody learns that it exists. */
export function readable({ actor, project, facts, request }: ProjectAttempt): Refusal {
  return mayReadProject(actor, project, facts, request) ? undefined : notFound(request);
}

/** Step 13 refuses nobody: the pusher is told later where the repository has gone. */
export function noteMove({ facts, actor, noted }: Attempt): Refusal {
  noted.moved = facts.repository?.redirected === true && actor.user !== null;
  return undefined;
}

/** Step 15c. */
export function archived({ project }: ProjectAttempt): Refusal {
  return project.archived ? denials.archived : undefined;
}

/** Step 15d. */
export function actorKind({ actor, facts }: ProjectAttempt): Refusal {
  if (actor.kind === 'nobody') return denials.uploadByNobody;
  if (actor.kind === 'deploy_key' && facts.deployKey?.canPush !== true) return denials.deployKeyReadOnly;
  return undefined;
}
