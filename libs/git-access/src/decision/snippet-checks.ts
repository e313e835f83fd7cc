import type { Attempt, Check, Refusal, SnippetAttempt } from './attempt.js';
import type { Change } from './changes.js';
import { denials } from './denials.js';
import { actorChecks, channelChecks } from './early-checks.js';
import { GUEST, INTERNAL, isDisabled, MAINTAINER, PRIVATE_FEATURE, PUBLIC } from './levels.js';
import { mayReadProject } from './read-access.js';
import { isDownload } from './request.js';
import { notFound } from './shared-checks.js';

const MOST_FILES = 10;

/** Steps up to 11 for a snippet: that it exists comes before everything else (git-access.md 3.9). */
export const snippetEarlyChecks: readonly Check<Attempt>[] = [
  { step: '3.9', name: 'snippet is found', refuse: snippetFound },
  ...channelChecks,
  { step: '2', name: 'actor is of a kind that has snippets', refuse: mechanism },
  ...actorChecks,
];

const readChecks: readonly Check<SnippetAttempt>[] = [
  { step: '12', name: 'actor may read the project of the snippet', refuse: projectReadable },
  { step: '14', name: 'repository of the snippet exists', refuse: repositoryExists },
];

const downloadChecks: readonly Check<SnippetAttempt>[] = [
  { step: '15a', name: 'actor may read the snippet', refuse: download },
];

const pushChecks: readonly Check<SnippetAttempt>[] = [
  { step: '15d', name: 'somebody pushes', refuse: somebody },
  { step: '15b', name: 'repository takes writes', refuse: repositoryReadOnly },
  { step: '15f', name: 'actor may update the snippet', refuse: push },
  { step: '15f', name: 'changes leave one branch with its files', refuse: changes },
];

export function snippetChecks({ request }: SnippetAttempt): readonly Check<SnippetAttempt>[] {
  return [...readChecks, ...(isDownload(request) ? downloadChecks : pushChecks)];
}

function snippetFound({ request, facts }: Attempt): Refusal {
  return facts.snippet === null ? notFound(request) : undefined;
}

function mechanism({ actor }: Attempt): Refusal {
  return actor.kind === 'deploy_key' ? denials.snippetActor : undefined;
}

function projectReadable({ actor, facts, request }: SnippetAttempt): Refusal {
  if (facts.project === null || mayReadProject(actor, facts.project, facts, request)) return undefined;
  return notFound(request);
}

function repositoryExists({ repository }: SnippetAttempt): Refusal {
  return repository.exists() === false ? denials.snippetMissing : undefined;
}

function download(attempt: SnippetAttempt): Refusal {
  return mayReadSnippet(attempt) ? undefined : denials.snippetDownload;
}

function mayReadSnippet({ actor: { user }, facts, snippet }: SnippetAttempt): boolean {
  const { project, standing } = facts;
  if (project !== null) {
    if (isDisabled(project.snippetsLevel)) return false;
    const member = user !== null && (user.admin || user.auditor || standing.level >= GUEST);
    if (member) return true;
    if (project.snippetsLevel <= PRIVATE_FEATURE) return false;
  }
  if (snippet.visibility === PUBLIC) return true;
  if (user === null) return false;
  if (user.admin || user.auditor || user.id === snippet.authorId) return true;
  return snippet.visibility === INTERNAL && !user.external;
}

function somebody({ actor }: SnippetAttempt): Refusal {
  return actor.user === null ? denials.snippetPush : undefined;
}

function repositoryReadOnly({ snippet }: SnippetAttempt): Refusal {
  return snippet.repositoryReadOnly ? denials.repositoryReadOnly : undefined;
}

function push(attempt: SnippetAttempt): Refusal {
  return mayUpdateSnippet(attempt) ? undefined : denials.snippetPush;
}

function mayUpdateSnippet({ actor: { user }, facts, snippet }: SnippetAttempt): boolean {
  const { project, standing } = facts;
  if (user === null) return false;
  if (project !== null && (isDisabled(project.snippetsLevel) || project.archived || project.markedForDeletion))
    return false;
  if (user.admin) return true;
  // An author who has left a project of members only keeps nothing in it.
  if (project !== null && project.snippetsLevel <= PRIVATE_FEATURE && standing.level < GUEST) return false;
  return user.id === snippet.authorId || (project !== null && standing.level >= MAINTAINER);
}

function changes(attempt: SnippetAttempt): Refusal {
  const requested = attempt.request.changes;
  if (requested.kind === 'any') return undefined;
  for (const change of requested.changes) {
    const denial = changeRefusal(attempt, change);
    if (denial) return denial;
  }
  return undefined;
}

/** One branch for ever, with one to ten files; a tag counts as a branch too many. */
function changeRefusal({ repository }: SnippetAttempt, change: Change): Refusal {
  if (change.target !== 'branch' || change.kind === 'deletion') return denials.snippetBranches;
  if (change.kind === 'creation') {
    const isDefault = repository.defaultBranch() === change.name;
    if (!isDefault && repository.empty() === false) return denials.snippetBranches;
  }
  const files = repository.fileCount(change.newRev);
  if (files === undefined || files === null) return undefined;
  if (files === 0) return denials.snippetWithoutFiles;
  return files > MOST_FILES ? denials.snippetTooManyFiles(MOST_FILES) : undefined;
}
