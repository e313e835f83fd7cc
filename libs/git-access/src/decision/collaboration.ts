import type { ProjectAttempt } from './attempt.js';
import type { Collaboration } from './facts.js';
import { MAINTAINER } from './levels.js';
import { acceptsPushes, userMayPush, type Rights } from './push-access.js';
import { mayDownload } from './read-access.js';
import { judgeBranchRules } from './rule-rights.js';

/**
 * May somebody without the push ability push this branch, because an open merge request from it lets in whoever may merge
 * it (git-access.md 3.6.1)? Null asks about any branch. Undefined while the answer is not known yet.
 */
export function mayCollaborate(attempt: ProjectAttempt, branch: string | null): boolean | undefined {
  const { actor, project, facts, repository } = attempt;
  if (actor.user === null || !acceptsPushes(project, project.repositoryLevel)) return false;
  if (!mayDownload(actor, project, facts, project.repositoryLevel)) return false;
  const empty = repository.empty();
  const offers = repository.collaborations();
  if (empty === undefined || offers === undefined) return undefined;
  return (
    !empty &&
    offers.some(
      (offer) =>
        (branch === null || offer.sourceBranch === branch) && authorMayPush(attempt, offer) && mayMerge(attempt, offer),
    )
  );
}

/** Whoever offers the branch must still be able to push to it. */
function authorMayPush({ project }: ProjectAttempt, { author }: Collaboration): boolean {
  return author.active && userMayPush(author, author.level, project, project.repositoryLevel);
}

/** The push or merge right on the target branch, by rights that do not come from collaboration themselves. */
function mayMerge({ actor: { user } }: ProjectAttempt, { target, targetBranch, standing }: Collaboration): boolean {
  if (user === null) return false;
  const rights: Rights = {
    userId: user.id,
    admin: user.admin,
    level: standing.level,
    ruleGroups: standing.ruleGroups,
    pushAbility: userMayPush(user, standing.level, target, target.repositoryLevel),
    maintains: user.admin || standing.level >= MAINTAINER,
    byDeployKey: false,
    deployKeyId: null,
  };
  const rules = judgeBranchRules(target.branchRules, rights).matching(targetBranch);
  return rules.length === 0 ? rights.pushAbility : rules.some(({ push, merge }) => push || merge);
}
