import type { NewCommit } from './arrivals.js';
import { denials, type Denial } from './denials.js';
import type { PusherFacts, PushRule } from './facts.js';
import { follows, isForbidden } from './push-rules.js';

/** One new commit before one push rule. */
interface Judged {
  readonly commit: NewCommit;
  readonly rule: PushRule;
  readonly pusher: PusherFacts;
  readonly protocol: string;
  /** Does the address belong to a user? Undefined while that is not known. */
  readonly isMember: (address: string) => boolean | undefined;
}

type CommitRule = (judged: Judged) => Denial | undefined;

/** What a push rule says about a commit, in the order of git-access.md 3.6.7. */
const commitRules: readonly CommitRule[] = [
  messageFollows,
  messageContainsNothingForbidden,
  committerAddressFollows,
  authorAddressFollows,
  committerIsPusher,
  authorNameIsPushers,
  signedOff,
  signed,
  authorIsMember,
  committerIsMember,
];

export function firstCommitRefusal(judged: Judged): Denial | undefined {
  for (const rule of commitRules) {
    const denial = rule(judged);
    if (denial) return denial;
  }
  return undefined;
}

function messageFollows({ commit, rule }: Judged): Denial | undefined {
  const source = rule.commitMessage;
  return source === null || follows(source, commit.message) ? undefined : denials.commitMessagePattern(source);
}

function messageContainsNothingForbidden({ commit, rule }: Judged): Denial | undefined {
  const source = rule.commitMessageNegative;
  if (source === null || !isForbidden(source, commit.message, { multiline: true })) return undefined;
  return denials.commitMessageForbidden(source);
}

function committerAddressFollows({ commit, rule }: Judged): Denial | undefined {
  const source = rule.authorEmail;
  if (source === null || follows(source, commit.committerEmail)) return undefined;
  return denials.committerEmailPattern(commit.committerEmail, source);
}

function authorAddressFollows({ commit, rule }: Judged): Denial | undefined {
  const source = rule.authorEmail;
  if (source === null || follows(source, commit.authorEmail)) return undefined;
  return denials.authorEmailPattern(commit.authorEmail, source);
}

function committerIsPusher({ commit, rule, pusher }: Judged): Denial | undefined {
  if (!rule.committerCheck) return undefined;
  const address = commit.committerEmail.toLowerCase();
  if (pusher.verifiedEmails.includes(address)) return undefined;
  return pusher.unverifiedEmails.includes(address)
    ? denials.committerUnverified(commit.committerEmail)
    : denials.committerNotPusher(commit.committerEmail);
}

function authorNameIsPushers({ commit, rule, pusher }: Judged): Denial | undefined {
  return rule.authorNameCheck && commit.authorName !== pusher.name ? denials.authorNameInconsistent : undefined;
}

function signedOff({ commit, rule }: Judged): Denial | undefined {
  return rule.rejectNonDco && !isSignedOff(commit.message) ? denials.notSignedOff : undefined;
}

/** A line `Signed-off-by: Name <address>`. */
function isSignedOff(message: string): boolean {
  return message.split('\n').some((line) => follows('Signed-off-by:.+<.+@.+>', line));
}

function signed({ commit, rule, protocol }: Judged): Denial | undefined {
  return rule.rejectUnsigned && protocol !== 'web' && !commit.signed ? denials.notSigned : undefined;
}

function authorIsMember({ commit, rule, isMember }: Judged): Denial | undefined {
  return rule.memberCheck && isMember(commit.authorEmail) === false
    ? denials.authorNotMember(commit.authorEmail)
    : undefined;
}

function committerIsMember({ commit, rule, isMember }: Judged): Denial | undefined {
  return rule.memberCheck && isMember(commit.committerEmail) === false
    ? denials.committerNotMember(commit.committerEmail)
    : undefined;
}
