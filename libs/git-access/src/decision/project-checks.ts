import type { Check, ProjectAttempt, Refusal } from './attempt.js';
import { changeAccess } from './change-checks.js';
import { denials } from './denials.js';
import { mayDownload } from './read-access.js';
import { isDownload } from './request.js';
import { actorKind, archived, noteMove, readable } from './shared-checks.js';
import { sizeLimitKept, sizeLimitNotReached } from './size-limit.js';

/** Steps 12 to 15 of git-access.md 3.4, for the code of a project. */
const readChecks: readonly Check<ProjectAttempt>[] = [
  { step: '12', name: 'actor may read the project', refuse: readable },
  { step: '13', name: 'a former path is noted', refuse: noteMove },
  { step: '14', name: 'repository exists', refuse: repositoryExists },
];

const downloadChecks: readonly Check<ProjectAttempt>[] = [
  { step: '15a', name: 'actor may download code', refuse: download },
];

const pushChecks: readonly Check<ProjectAttempt>[] = [
  { step: '15b', name: 'repository takes writes', refuse: repositoryReadOnly },
  { step: '15c', name: 'project is not archived', refuse: archived },
  { step: '15d', name: 'actor is of a kind that pushes', refuse: actorKind },
  { step: '15e', name: 'repository is below its size limit', refuse: sizeLimitNotReached },
  { step: '15f', name: 'actor may make the changes', refuse: changeAccess },
  { step: '15g', name: 'push keeps the size limit', refuse: sizeLimitKept },
];

export function projectChecks({ request }: ProjectAttempt): readonly Check<ProjectAttempt>[] {
  return [...readChecks, ...(isDownload(request) ? downloadChecks : pushChecks)];
}

function repositoryExists({ repository }: ProjectAttempt): Refusal {
  return repository.exists() === false ? denials.repositoryMissing : undefined;
}

function download({ actor, project, facts }: ProjectAttempt): Refusal {
  return mayDownload(actor, project, facts, project.repositoryLevel) ? undefined : denials.downloadRefused;
}

function repositoryReadOnly({ project }: ProjectAttempt): Refusal {
  return project.repositoryReadOnly ? denials.repositoryReadOnly : undefined;
}
