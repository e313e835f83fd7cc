import type { ChangeAttempt, ChangeCheck, Refusal } from './attempt.js';
import { denials } from './denials.js';
import { isValidTagName, isWellFormed, looksLikeCommit } from './ref-names.js';

/** Rows T1 to T9 of git-access.md 3.6.5, for `refs/tags/<name>`. */
export const tagChecks: readonly ChangeCheck[] = [
  { step: 'T1', name: 'actor may change an existing tag', text: existingText, refuse: existingTag },
  { step: 'T2', name: 'tag is not named like the default branch', text: protectedText, refuse: defaultBranchName },
  { step: 'T3', name: 'tag name is valid utf-8', text: protectedText, refuse: encoding },
  { step: 'T4', name: 'tag has a valid name', text: protectedText, refuse: invalidName },
  { step: 'T5', name: 'tag is not named like a commit', text: protectedText, refuse: commitName },
  { step: 'T6', name: 'protected tag is not updated', text: protectedText, refuse: protectedUpdate },
  { step: 'T7', name: 'actor may delete the protected tag', text: protectedText, refuse: protectedDeletion },
  { step: 'T9', name: 'actor may create the protected tag', text: protectedText, refuse: protectedCreation },
];

function existingText(): string {
  return 'Checking if you are allowed to change existing tags...';
}

function protectedText(): string {
  return 'Checking if you are creating, updating or deleting a protected tag...';
}

/** Matters for deploy keys only: a person without the push ability was refused before (T1). */
function existingTag({ change, rights, repository }: ChangeAttempt): Refusal {
  if (rights.pushAbility) return undefined;
  return repository.tagExists(change.name, change.oldRev) === true ? denials.existingTagChange : undefined;
}

function defaultBranchName({ change, repository }: ChangeAttempt): Refusal {
  if (change.kind !== 'creation') return undefined;
  return repository.defaultBranch() === change.name ? denials.tagNamedLikeDefaultBranch : undefined;
}

function encoding({ change }: ChangeAttempt): Refusal {
  return change.kind !== 'deletion' && !isWellFormed(change.name) ? denials.tagNameEncoding : undefined;
}

function invalidName({ change }: ChangeAttempt): Refusal {
  return change.kind !== 'deletion' && !isValidTagName(change.name) ? denials.tagNameProhibited : undefined;
}

function commitName({ change }: ChangeAttempt): Refusal {
  return change.kind !== 'deletion' && looksLikeCommit(change.name) ? denials.tagNamedLikeCommit : undefined;
}

function protectedUpdate({ change, tagRules }: ChangeAttempt): Refusal {
  return change.kind === 'update' && tagRules.length > 0 ? denials.protectedTagUpdate : undefined;
}

function protectedDeletion({ change, tagRules, rights, request }: ChangeAttempt): Refusal {
  if (change.kind !== 'deletion' || tagRules.length === 0) return undefined;
  if (!rights.maintains) return denials.protectedTagDeletion;
  return request.protocol === 'web' ? undefined : denials.protectedTagDeletionChannel;
}

/** A deletion that passed the row above needs the right to create as well. */
function protectedCreation({ change, tagRules }: ChangeAttempt): Refusal {
  if (change.kind === 'update' || tagRules.length === 0) return undefined;
  return tagRules.some((rule) => rule.create) ? undefined : denials.protectedTagCreation;
}
