/**
 * Wildcard match of protection rules (git-access.md 3.7): each `*` stands for any run of characters, `/` and the empty
 * run included, everything else is literal. Strictly linear in pattern plus name, whatever the pattern: GitLab's own
 * matcher was a denial of service once (CVE-2024-2800).
 */
export type RefMatcher = (name: string) => boolean;

export function compileRefPattern(pattern: string): RefMatcher {
  const firstStar = pattern.indexOf('*');
  if (firstStar === -1) return (name) => name === pattern;
  const lastStar = pattern.lastIndexOf('*');
  const prefix = pattern.slice(0, firstStar);
  const suffix = pattern.slice(lastStar + 1);
  const between = firstStar < lastStar ? pattern.slice(firstStar, lastStar).split('*') : [];
  const middle = between.filter((piece) => piece !== '').map(compileSearch);
  const shortest = prefix.length + suffix.length;

  return (name) => {
    if (name.length < shortest || !name.startsWith(prefix) || !name.endsWith(suffix)) return false;
    const end = name.length - suffix.length;
    let position = prefix.length;
    // The leftmost place for each piece leaves the most room for the next, so there is nothing to try again.
    for (const search of middle) {
      position = search(name, position, end);
      if (position === -1) return false;
    }
    return true;
  };
}

/** Position behind the first occurrence of a piece, or -1. */
type Search = (text: string, start: number, end: number) => number;

/** Knuth, Morris and Pratt: `indexOf` would be quadratic for a piece such as `aaaab`. */
function compileSearch(piece: string): Search {
  const fallbacks = fallbacksOf(piece);
  return (text, start, end) => {
    let matched = 0;
    for (let index = start; index < end; index++) {
      const code = text.charCodeAt(index);
      while (matched > 0 && piece.charCodeAt(matched) !== code) matched = fallbacks[matched - 1] ?? 0;
      if (piece.charCodeAt(matched) === code) matched++;
      if (matched === piece.length) return index + 1;
    }
    return -1;
  };
}

/** For each prefix of the piece, the length of its longest proper prefix that is also its suffix. */
function fallbacksOf(piece: string): Uint32Array {
  const fallbacks = new Uint32Array(piece.length);
  let matched = 0;
  for (let index = 1; index < piece.length; index++) {
    const code = piece.charCodeAt(index);
    while (matched > 0 && piece.charCodeAt(matched) !== code) matched = fallbacks[matched - 1] ?? 0;
    if (piece.charCodeAt(matched) === code) matched++;
    fallbacks[index] = matched;
  }
  return fallbacks;
}
