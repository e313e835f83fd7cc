import type { Check, ProjectAttempt, Refusal } from './attempt.js';
import { denials } from './denials.js';
import { userMayPush } from './push-access.js';
import { mayDownload } from './read-access.js';
import { isDownload } from './request.js';
import { actorKind, archived, noteMove, readable } from './shared-checks.js';

/** Steps 12 to 15 for a project's wiki (git-access.md 3.9). Its refs are protected by nothing. */
const readChecks: readonly Check<ProjectAttempt>[] = [
  { step: '12', name: 'actor may read the project', refuse: readable },
  { step: '13', name: 'a former path is noted', refuse: noteMove },
  { step: '14', name: 'repository of the wiki exists', refuse: repositoryExists },
];

const downloadChecks: readonly Check<ProjectAttempt>[] = [
  { step: '15a', name: 'actor may download the wiki', refuse: download },
];

const pushChecks: readonly Check<ProjectAttempt>[] = [
  { step: '15b', name: 'repository takes writes', refuse: repositoryReadOnly },
  { step: '15c', name: 'project is not archived', refuse: archived },
  { step: '15d', name: 'actor is of a kind that pushes', refuse: actorKind },
  { step: '15f', name: 'actor may write to the wiki', refuse: push },
];

export function wikiChecks({ request }: ProjectAttempt): readonly Check<ProjectAttempt>[] {
  return [...readChecks, ...(isDownload(request) ? downloadChecks : pushChecks)];
}

function repositoryExists({ repository }: ProjectAttempt): Refusal {
  return repository.exists() === false ? denials.wikiMissing : undefined;
}

function download({ actor, project, facts }: ProjectAttempt): Refusal {
  return mayDownload(actor, project, facts, project.wikiLevel) ? undefined : denials.wikiDownload;
}

/** The text of the whole instance, where code has its own. */
function repositoryReadOnly({ project }: ProjectAttempt): Refusal {
  return project.repositoryReadOnly ? denials.readOnlyInstance : undefined;
}

/** A deploy key never writes to a wiki: its write access is to code. */
function push({ actor, project, facts }: ProjectAttempt): Refusal {
  const { user } = actor;
  if (user !== null && userMayPush(user, facts.standing.level, project, project.wikiLevel)) return undefined;
  return denials.wikiPush;
}
