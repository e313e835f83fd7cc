import { git, lines, type OpenRepository } from './git.js';
import { refusals } from './refusal.js';

const PSEUDO = ['--all', '--branches', '--tags'];

export interface RevisionRules {
  /** `--not`, `--all` and their like are taken. */
  readonly words?: boolean;
  /** `<revision>:<path>` is taken. */
  readonly paths?: boolean;
  readonly empty?: boolean;
}

/** Refuses what Gitaly refuses as a revision (gitaly.md 3.1). */
export function checkRevision(revision: string, { words = false, paths = false, empty = false }: RevisionRules): void {
  if (revision === '' ? empty : words && (revision === '--not' || PSEUDO.includes(revision))) return;
  const pathless = paths ? revision.replace(/:.*$/s, '') : revision;
  if (revision === '' || revision.startsWith('-') || /[\s:\\\0]/.test(pathless)) {
    throw refusals.invalid(`invalid revision: "${revision}"`);
  }
}

export function checkRevisions(revisions: readonly string[], rules: RevisionRules): void {
  if (revisions.length === 0) throw refusals.invalid('missing revisions');
  for (const revision of revisions) checkRevision(revision, rules);
}

/**
 * `git rev-list` with words as Gitaly takes them. Older git refuses `--not` on its input and there is no end to the
 * revisions of a push, so the words are sorted here: `--not` inverts everything up to the next one.
 */
export async function revList(
  repository: OpenRepository,
  options: readonly string[],
  revisions: readonly string[],
): Promise<string[]> {
  const input: string[] = [];
  const included: string[] = [];
  const excluded: string[] = [];
  let inverted = false;
  for (const word of revisions) {
    if (word === '--not') inverted = !inverted;
    else if (PSEUDO.includes(word)) (inverted ? excluded : included).push(word);
    else input.push(inverted ? `^${word}` : word);
  }
  const words = [
    'rev-list',
    ...options,
    '--stdin',
    ...included,
    ...(excluded.length > 0 ? ['--not', ...excluded] : []),
  ];
  return lines(await git(repository, words, `${input.join('\n')}\n`));
}
