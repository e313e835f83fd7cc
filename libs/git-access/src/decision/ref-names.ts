/** Names that Git itself refuses, and names that would be mistaken for something else. Every test is one pass. */

/**
 * What makes `git check-ref-format` refuse a name behind `refs/heads/` or `refs/tags/`. Half of a surrogate pair, which
 * JSON can bring, is no UTF-8.
 */
const FORBIDDEN = new RegExp(
  [
    String.raw`[\x00-\x20\x7f~^:?*[\\\p{Surrogate}]`,
    String.raw`\.\.|@\{`,
    // A part is not blank, does not begin with a dot and does not end in `.lock`.
    String.raw`(?:^|/)(?:[./]|$)|\.lock(?:/|$)`,
    String.raw`\.$`,
  ].join('|'),
  'u',
);

/** A branch that `git-access.md` 3.6.4 B3 lets through: behind `refs/heads/` it makes a valid ref. */
export function isValidBranchName(name: string): boolean {
  if (name === 'HEAD' || name.startsWith('-')) return false;
  if (name.startsWith('refs/heads/') || name.startsWith('refs/remotes/')) return false;
  return !FORBIDDEN.test(name);
}

/** A tag that 3.6.5 T4 lets through: behind `refs/tags/` it makes a valid ref. */
export function isValidTagName(name: string): boolean {
  return !name.startsWith('refs/tags/') && !FORBIDDEN.test(name);
}

const COMMIT_LIKE = /^[0-9a-f]{40}/i;

/** Begins like a SHA-1 or SHA-256 name, so Git could take it for a commit (B2, T5). */
export function looksLikeCommit(name: string): boolean {
  return COMMIT_LIKE.test(name);
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Can be written as UTF-8: has no half of a surrogate pair (T3). */
export function isWellFormed(name: string): boolean {
  return !LONE_SURROGATE.test(name);
}
