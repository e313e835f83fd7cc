import { actorOf, type Actor } from './actor.js';
import type { Change } from './changes.js';
import type { Content } from './content.js';
import type { Denial } from './denials.js';
import type { Facts, ProjectFacts, RefFacts, RepositoryFacts, SnippetFacts } from './facts.js';
import { Inquiry } from './inquiry.js';
import { indexRules } from './protected-refs.js';
import { rightsOf, type Rights } from './push-access.js';
import type { AllowedRequest } from './request.js';
import type { JudgedBranchRule, JudgedTagRule } from './rule-rights.js';
import type { Trail } from './verdict.js';

/** One run of the decision: what is asked, what is known, and what follows from it for every check. */
export interface Attempt {
  readonly request: AllowedRequest;
  readonly facts: Facts;
  readonly actor: Actor;
  readonly repository: Inquiry;
  readonly trail: Trail | undefined;
  /** What the checks passed on their way that somebody has to act on. */
  readonly noted: { moved: boolean };
}

/** An attempt on a project that was found: what the checks behind step 11 work with. */
export interface ProjectAttempt extends Attempt {
  readonly project: ProjectFacts;
  readonly rights: Rights;
}

/** An attempt on a snippet that was found. */
export interface SnippetAttempt extends Attempt {
  readonly snippet: SnippetFacts;
  readonly place: RepositoryFacts;
}

/** One change of a push, with the rules that protect its ref. */
export interface ChangeAttempt extends ProjectAttempt {
  readonly change: Change;
  readonly refs: RefFacts;
  /** Empty unless the ref is a branch. */
  readonly branchRules: readonly JudgedBranchRule[];
  /** Empty unless the ref is a tag. */
  readonly tagRules: readonly JudgedTagRule[];
}

/** Refuses, or lets the next check speak. */
export type Refusal = Denial | undefined;

/** One line of the policy. `step` is the row of git-access.md that it stands for. */
export interface Check<Subject extends Attempt> {
  readonly step: string;
  readonly name: string;
  readonly refuse: (attempt: Subject) => Refusal;
}

export interface ChangeCheck extends Check<ChangeAttempt> {
  /** The line that the pusher sees when this check runs out of time (git-access.md 3.14). */
  readonly text: (change: Change) => string;
}

export function startAttempt(request: AllowedRequest, facts: Facts, content: Content, trail?: Trail): Attempt {
  const repository = new Inquiry(content, () => {
    const rules = indexRules(facts.project?.refs?.branchRules ?? []);
    return (branch) => rules.matching(branch).length > 0;
  });
  return { request, facts, actor: actorOf(facts), repository, trail, noted: { moved: false } };
}

export function onProject(attempt: Attempt, project: ProjectFacts): ProjectAttempt {
  const { request, facts, actor, repository, trail, noted } = attempt;
  const rights = rightsOf(actor, project, facts, request.now);
  return { request, facts, actor, repository, trail, noted, project, rights };
}

/** Runs checks in order up to the first refusal, and writes down what each of them said when somebody wants to know. */
export function firstRefusal<Subject extends Attempt>(checks: readonly Check<Subject>[], attempt: Subject): Refusal {
  for (const check of checks) {
    const asked = attempt.repository.missing;
    const denial = check.refuse(attempt);
    attempt.trail?.push({
      step: check.step,
      check: check.name,
      outcome: denial ? 'refused' : attempt.repository.missing > asked ? 'unknown' : 'passed',
    });
    if (denial) return denial;
  }
  return undefined;
}
