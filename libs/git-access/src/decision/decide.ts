import { firstRefusal, onProject, startAttempt, type Attempt, type Refusal } from './attempt.js';
import type { Content } from './content.js';
import { denials } from './denials.js';
import { earlyChecks } from './early-checks.js';
import type { Facts } from './facts.js';
import { keyConsoleMessages } from './key-status.js';
import { projectChecks } from './project-checks.js';
import type { AllowedRequest } from './request.js';
import type { Trail, Verdict } from './verdict.js';

/**
 * May this actor run this Git command on this project's repository (git-access.md 3.4)?
 *
 * Pure: the same request, facts and content give the same verdict. `content` may leave things open; then the verdict is
 * `ask`, unless a check before the first open one refuses. The policy is the two lists `earlyChecks` and
 * `projectChecks`, and within the last of them `branchChecks` and `tagChecks`; the first refusal wins.
 *
 * @param trail receives one entry for each check that spoke, for an operator's "why".
 */
export function decide(request: AllowedRequest, facts: Facts, content: Content, trail?: Trail): Verdict {
  const attempt = startAttempt(request, facts, content, trail);
  const denial = refusalOf(attempt);
  const { actor, repository } = attempt;
  // A refusal behind an open question is not sure to be the first one.
  if (repository.missing > 0) {
    return { kind: 'ask', actor, questions: repository.questions(), waiting: repository.waiting };
  }
  if (denial) return { kind: 'denied', actor, denial };
  return {
    kind: 'granted',
    actor,
    consoleMessages: keyConsoleMessages(actor.key, request.now),
    assumedFastForwards: repository.assumedFastForwards,
  };
}

function refusalOf(attempt: Attempt): Refusal {
  const early = firstRefusal(earlyChecks, attempt);
  if (early) return early;
  const { project } = attempt.facts;
  attempt.trail?.push({ step: '11', check: 'project is found', outcome: project ? 'passed' : 'refused' });
  if (project === null) return denials.projectNotFound;
  const onFound = onProject(attempt, project);
  return firstRefusal(projectChecks(onFound), onFound);
}
