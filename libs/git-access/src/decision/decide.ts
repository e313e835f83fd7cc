import { firstRefusal, onProject, startAttempt, type Attempt, type Refusal } from './attempt.js';
import type { Content } from './content.js';
import { projectToCreate } from './creation.js';
import { designChecks, isHiddenDesign } from './design-checks.js';
import { earlyChecks } from './early-checks.js';
import type { Facts, RepositoryKind } from './facts.js';
import { keyConsoleMessages } from './key-status.js';
import { projectChecks } from './project-checks.js';
import type { AllowedRequest } from './request.js';
import { found } from './shared-checks.js';
import { snippetChecks, snippetEarlyChecks } from './snippet-checks.js';
import type { Trail, Verdict } from './verdict.js';
import { wikiChecks } from './wiki-checks.js';

/**
 * May this actor run this Git command on this repository (git-access.md 3.4, 3.9)?
 *
 * Pure: the same request, facts and content give the same verdict. `content` may leave things open; then the verdict is
 * `ask`, unless a check before the first open one refuses. The policy is the lists `earlyChecks` and `projectChecks`, and
 * within the last of them `branchChecks` and `tagChecks`; wikis, snippets and designs have lists of their own. The first
 * refusal wins.
 *
 * @param trail receives one entry for each check that spoke, for an operator's "why".
 */
export function decide(request: AllowedRequest, facts: Facts, content: Content, trail?: Trail): Verdict {
  const known = isHiddenDesign(request, facts) ? { ...facts, repository: null, project: null } : facts;
  const attempt = startAttempt(request, known, content, trail);
  const { actor, repository, noted } = attempt;
  const kind = kindOf(request, known);
  const early = earlyRefusal(attempt, kind);
  const creation = early === undefined && kind === 'project' ? projectToCreate(attempt) : undefined;
  if (creation) return { kind: 'create', actor, project: creation };
  const denial = early ?? foundRefusal(attempt, kind);
  // A refusal behind an open question is not sure to be the first one.
  if (repository.missing > 0) {
    return { kind: 'ask', actor, questions: repository.questions(), waiting: repository.waiting };
  }
  if (denial) return { kind: 'denied', actor, denial, moved: noted.moved };
  return {
    kind: 'granted',
    actor,
    moved: noted.moved,
    consoleMessages: keyConsoleMessages(actor.key, request.now),
    assumedFastForwards: repository.assumedFastForwards,
  };
}

/** What was found decides by which list; for nothing, what was asked for. */
function kindOf({ repository }: AllowedRequest, facts: Facts): RepositoryKind {
  if (facts.repository !== null) return facts.repository.kind;
  return (repository.by === 'identifier' ? repository.kind : null) ?? 'project';
}

function earlyRefusal(attempt: Attempt, kind: RepositoryKind): Refusal {
  if (kind === 'design') return firstRefusal(designChecks, attempt);
  return firstRefusal(kind === 'snippet' ? snippetEarlyChecks : earlyChecks, attempt);
}

function foundRefusal(attempt: Attempt, kind: RepositoryKind): Refusal {
  if (kind === 'design') return undefined;
  const missing = firstRefusal([{ step: '11', name: 'repository is found', refuse: found }], attempt);
  if (missing) return missing;
  const { project, snippet, repository: place } = attempt.facts;
  if (kind === 'snippet') {
    if (snippet === null || place === null) throw new Error('a snippet was found without its facts');
    const onSnippet = { ...attempt, snippet, place };
    return firstRefusal(snippetChecks(onSnippet), onSnippet);
  }
  if (project === null) throw new Error('a repository was found without its project');
  const attemptOn = onProject(attempt, project);
  return firstRefusal(kind === 'wiki' ? wikiChecks(attemptOn) : projectChecks(attemptOn), attemptOn);
}
