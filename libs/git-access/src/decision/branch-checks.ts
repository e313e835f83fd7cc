import type { ChangeAttempt, ChangeCheck, Refusal } from './attempt.js';
import { denials } from './denials.js';
import { DEVELOPER } from './levels.js';
import { isValidBranchName, looksLikeCommit } from './ref-names.js';

/** Rows B1 to B10 of git-access.md 3.6.4, for `refs/heads/<name>`. */
export const branchChecks: readonly ChangeCheck[] = [
  { step: 'B1', name: 'default branch is not deleted', text: deletionText, refuse: defaultBranchDeletion },
  { step: 'B2', name: 'branch is not named like a commit', text: deletionText, refuse: commitName },
  { step: 'B3', name: 'branch has a valid name', text: deletionText, refuse: invalidName },
  { step: 'B4', name: 'protected branch is not force pushed', text: forceText, refuse: forcedPush },
  { step: 'B6', name: 'actor may create the protected branch', text: kindText, refuse: protectedCreation },
  { step: 'B7', name: 'actor may delete the protected branch', text: kindText, refuse: protectedDeletion },
  { step: 'B9', name: 'actor may push to the protected branch', text: kindText, refuse: protectedPush },
];

function deletionText(): string {
  return 'Checking if default branch is being deleted...';
}

function forceText(): string {
  return 'Checking if you are force pushing to a protected branch...';
}

function kindText({ kind }: ChangeAttempt['change']): string {
  const words = { creation: 'create a', deletion: 'delete the', update: 'push to the' };
  return `Checking if you are allowed to ${words[kind]} protected branch...`;
}

function defaultBranchDeletion({ change, repository }: ChangeAttempt): Refusal {
  if (change.kind !== 'deletion') return undefined;
  return repository.defaultBranch() === change.name ? denials.defaultBranchDeletion : undefined;
}

function commitName({ change }: ChangeAttempt): Refusal {
  return change.kind !== 'deletion' && looksLikeCommit(change.name) ? denials.branchNamedLikeCommit : undefined;
}

function invalidName({ change }: ChangeAttempt): Refusal {
  return change.kind !== 'deletion' && !isValidBranchName(change.name) ? denials.branchNameInvalid : undefined;
}

function forcedPush(attempt: ChangeAttempt): Refusal {
  const { change, branchRules, repository } = attempt;
  if (change.kind !== 'update' || branchRules.length === 0) return undefined;
  if (branchRules.some((rule) => rule.allowForcePush)) return undefined;
  if (repository.empty() === true) return undefined;
  return repository.isAncestor(change.oldRev, change.newRev) === false ? denials.forcePush : undefined;
}

/** An empty repository has no branch to create another from: there row B9 decides (B5). */
function protectedCreation(attempt: ChangeAttempt): Refusal {
  const { change, request, repository, branchRules } = attempt;
  if (change.kind !== 'creation' || branchRules.length === 0) return undefined;
  if (branchRules.some((rule) => rule.push)) return undefined;
  if (repository.empty() !== false) return undefined;
  if (!branchRules.some((rule) => rule.merge)) return denials.protectedBranchCreation;
  const contained = repository.inProtectedBranch(change.newRev);
  if (contained === undefined) return undefined;
  if (!contained) return denials.protectedBranchBasis;
  return request.protocol === 'web' ? undefined : denials.protectedBranchCreationChannel;
}

function protectedDeletion(attempt: ChangeAttempt): Refusal {
  const { change, request, repository, branchRules, rights } = attempt;
  if (change.kind !== 'deletion' || branchRules.length === 0) return undefined;
  if (rights.maintains && request.protocol === 'web') return undefined;
  if (repository.empty() !== false) return undefined;
  return rights.maintains ? denials.protectedBranchDeletionChannel : denials.protectedBranchDeletion;
}

/** Updates, and everything in an empty repository. */
function protectedPush(attempt: ChangeAttempt): Refusal {
  const { change, branchRules, refs, repository, project, facts } = attempt;
  if (branchRules.length === 0 && !protectedWhileEmpty(attempt)) return undefined;
  const mayPush = branchRules.some((rule) => rule.push);
  if (change.kind === 'update' && mayPush) return undefined;

  const empty = repository.empty();
  if (empty === undefined) return undefined;
  if (empty ? mayFillEmptyRepository(attempt) || mayPush : branchRules.length === 0) return undefined;
  if (!empty && change.kind !== 'update') return undefined;

  if (refs.lockedMerges.some((merge) => merge.targetBranch === change.name && merge.commit === change.newRev)) {
    return branchRules.some((rule) => rule.merge) ? undefined : denials.protectedBranchMerge;
  }
  if (!empty) return denials.protectedBranchPush;
  const defaultBranch = repository.defaultBranch();
  return denials.defaultBranchMissing(defaultBranch ?? 'main', project.fullPath, facts.settings.baseUrl);
}

/** Every branch of an empty repository counts as protected where the namespace says so (3.7). */
function protectedWhileEmpty({ project }: ChangeAttempt): boolean {
  return project.defaultBranchProtection >= 2;
}

/** Who may make the first push, whatever the rules say (3.7, row "Empty repository"). */
function mayFillEmptyRepository({ rights, project }: ChangeAttempt): boolean {
  if (!rights.pushAbility) return false;
  if (rights.admin || rights.level > DEVELOPER) return true;
  return rights.level === DEVELOPER && [0, 1, 4].includes(project.defaultBranchProtection);
}
