import type { Check, ProjectAttempt, Refusal } from './attempt.js';
import { changeAccess } from './change-checks.js';
import { denials } from './denials.js';
import { mayDownloadCode, mayReadProject } from './read-access.js';
import { isDownload, isPush } from './request.js';

/** Step 12 on: what is decided about a project that was found, in the order of git-access.md 3.4. */
const readChecks: readonly Check<ProjectAttempt>[] = [
  { step: '12', name: 'actor may read the project', refuse: readable },
  { step: '14', name: 'repository exists', refuse: repositoryExists },
];

const downloadChecks: readonly Check<ProjectAttempt>[] = [
  { step: '15a', name: 'actor may download code', refuse: download },
];

const pushChecks: readonly Check<ProjectAttempt>[] = [
  { step: '15b', name: 'repository takes writes', refuse: repositoryReadOnly },
  { step: '15c', name: 'project is not archived', refuse: archived },
  { step: '15d', name: 'actor is of a kind that pushes', refuse: actorKind },
  { step: '15f', name: 'actor may make the changes', refuse: changeAccess },
];

export function projectChecks({ request }: ProjectAttempt): readonly Check<ProjectAttempt>[] {
  if (isDownload(request)) return [...readChecks, ...downloadChecks];
  if (isPush(request)) return [...readChecks, ...pushChecks];
  throw new Error('a command that is neither download nor push passed step 6');
}

/** The words are those of a missing project, so that nobody learns that it exists. */
function readable({ actor, project, facts }: ProjectAttempt): Refusal {
  return mayReadProject(actor, project, facts) ? undefined : denials.projectNotFound;
}

function repositoryExists({ repository }: ProjectAttempt): Refusal {
  return repository.exists() === false ? denials.repositoryMissing : undefined;
}

function download({ actor, project, facts }: ProjectAttempt): Refusal {
  return mayDownloadCode(actor, project, facts) ? undefined : denials.downloadRefused;
}

function repositoryReadOnly({ project }: ProjectAttempt): Refusal {
  return project.repositoryReadOnly ? denials.repositoryReadOnly : undefined;
}

function archived({ project }: ProjectAttempt): Refusal {
  return project.archived ? denials.archived : undefined;
}

function actorKind({ actor, facts }: ProjectAttempt): Refusal {
  if (actor.kind === 'nobody') return denials.uploadByNobody;
  if (actor.kind === 'deploy_key' && facts.deployKey?.canPush !== true) return denials.deployKeyReadOnly;
  return undefined;
}
