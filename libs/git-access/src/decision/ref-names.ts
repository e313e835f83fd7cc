/** Names that Git itself refuses, and names that would be mistaken for something else. Every test is one pass. */

const FORBIDDEN = new Set(' ~^:?*[\\'.split('').map((character) => character.charCodeAt(0)));

/** The rules of `git check-ref-format <ref>` for a full ref name such as `refs/heads/master`. */
export function isValidRefName(ref: string): boolean {
  if (!isWellFormed(ref) || ref.endsWith('.') || !ref.includes('/')) return false;
  for (let index = 0; index < ref.length; index++) {
    const code = ref.charCodeAt(index);
    if (code < 0x20 || code === 0x7f || FORBIDDEN.has(code)) return false;
  }
  if (ref.includes('..') || ref.includes('@{')) return false;
  return ref.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}

/** A branch that `git-access.md` 3.6.4 B3 lets through. */
export function isValidBranchName(name: string): boolean {
  if (name === '' || name === 'HEAD' || name.startsWith('-')) return false;
  if (name.startsWith('refs/heads/') || name.startsWith('refs/remotes/')) return false;
  return isValidRefName(`refs/heads/${name}`);
}

/** A tag that 3.6.5 T4 lets through. */
export function isValidTagName(name: string): boolean {
  return name !== '' && !name.startsWith('refs/tags/') && isValidRefName(`refs/tags/${name}`);
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
