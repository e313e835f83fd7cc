import type { ChangeAttempt, ChangeCheck, ProjectAttempt, Refusal } from './attempt.js';
import { branchChecks } from './branch-checks.js';
import { contentRefusal } from './bulk-checks.js';
import type { Change } from './changes.js';
import { mayCollaborate } from './collaboration.js';
import { denials } from './denials.js';
import { acceptsPushes } from './push-access.js';
import { branchNameRule, tagDeletionRule } from './push-rules.js';
import { judgeBranchRules, judgeTagRules } from './rule-rights.js';
import { tagChecks } from './tag-checks.js';

/** The checks of one change, in the order of git-access.md 3.6.3. */
const pushAbility: ChangeCheck = {
  step: '3.6.3',
  name: 'actor may push to this ref',
  text: () => 'Checking if you are allowed to push...',
  refuse: refPush,
};

const checksByTarget: Record<Change['target'], readonly ChangeCheck[]> = {
  branch: [pushAbility, ...branchChecks, branchNameRule],
  tag: [pushAbility, ...tagChecks, tagDeletionRule],
  other: [pushAbility],
  unreadable: [{ ...pushAbility, name: 'change can be read', refuse: () => denials.pushRefused }],
};

/** Step 15f: one overall question for `_any`, else every change in order; the first refusal refuses the push (3.6). */
export function changeAccess(attempt: ProjectAttempt): Refusal {
  const { changes } = attempt.request;
  return changes.kind === 'any' ? anyPush(attempt) : everyChange(attempt, changes.changes);
}

/** A deploy key's write access was checked in step 15d, and nothing else is asked of it here (3.6.2). */
function anyPush(attempt: ProjectAttempt): Refusal {
  const { rights, project } = attempt;
  if (rights.byDeployKey) return acceptsPushes(project, project.repositoryLevel) ? undefined : denials.pushRefused;
  if (rights.pushAbility || mayCollaborate(attempt, null) !== false) return undefined;
  return denials.pushRefused;
}

function everyChange(attempt: ProjectAttempt, changes: readonly Change[]): Refusal {
  const { refs } = attempt.project;
  // Without its rules everything would look unprotected.
  if (refs === null) throw new Error('protection rules were not read for a push with changes');
  const branchRules = judgeBranchRules(refs.branchRules, attempt.rights);
  const tagRules = judgeTagRules(refs.tagRules, attempt.rights);
  const { request, facts, actor, repository, trail, noted, project, rights } = attempt;
  for (const change of changes) {
    // Written out: a spread costs more than all checks together, and a mirror push has a hundred thousand changes.
    const denial = firstChangeRefusal({
      request,
      facts,
      actor,
      repository,
      trail,
      noted,
      project,
      rights,
      refs,
      change,
      branchRules: change.target === 'branch' ? branchRules.matching(change.name) : [],
      tagRules: change.target === 'tag' ? tagRules.matching(change.name) : [],
    });
    if (denial) return denial;
  }
  return refs.contents ? contentRefusal(attempt, changes, refs.contents) : undefined;
}

function firstChangeRefusal(attempt: ChangeAttempt): Refusal {
  const { change, repository, trail } = attempt;
  const checks = checksByTarget[change.target];
  for (const check of checks) {
    const asked = repository.missing;
    const denial = check.refuse(attempt);
    const unknown = repository.missing > asked;
    trail?.push({
      step: check.step,
      check: check.name,
      ref: change.ref,
      outcome: denial ? 'refused' : unknown ? 'unknown' : 'passed',
    });
    if (unknown && repository.waiting === null) {
      const texts = checks.map(({ text }) => text(change));
      const current = check.text(change);
      repository.waitAt({ ref: change.name, done: [...new Set(texts.slice(0, texts.indexOf(current)))], current });
    }
    if (denial) return denial;
  }
  return undefined;
}

/** Who may not push to a ref that nobody protected may not push at all (M21); collaboration opens branches only. */
function refPush(attempt: ChangeAttempt): Refusal {
  const { rights, change } = attempt;
  if (rights.byDeployKey) return rights.deployKeyId !== null ? undefined : denials.pushRefused;
  if (rights.pushAbility) return undefined;
  if (change.target === 'branch' && mayCollaborate(attempt, change.name) !== false) return undefined;
  return denials.pushRefused;
}
