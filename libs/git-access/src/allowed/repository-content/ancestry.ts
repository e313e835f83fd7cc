import { runGit } from './git-command.js';
import { records } from './git-output.js';
import { PairWalk, type Pair } from './pair-walk.js';
import type { RepositoryFolder } from './repository-folder.js';

/** Commits on one command line; the rest goes into further calls of the same kind. */
const REVISIONS_PER_CALL = 2000;

/**
 * For each pair: is the old revision an ancestor of the new one? Two commands for all pairs: a commit below all old
 * revisions, then the history from the new revisions down to it, in which every path between a pair must lie.
 */
export async function ancestry(
  folder: RepositoryFolder,
  pairs: readonly Pair[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, boolean>> {
  const floor = await commonAncestor(folder, [...new Set(pairs.map(({ oldRev }) => oldRev))], signal);
  const walk = new PairWalk(pairs);
  const starts = [...new Set(pairs.map(({ newRev }) => newRev))];
  await runGit(
    folder,
    {
      arguments: ['rev-list', '--topo-order', '--parents', '--stdin'],
      input: [...starts, ...(floor === undefined ? [] : [`^${floor}`]), ''].join('\n'),
      output: records((line) => walk.visit(line.split(' '))),
    },
    signal,
  );
  return walk.answers();
}

/** Some commit that all revisions descend from, or undefined. */
async function commonAncestor(
  folder: RepositoryFolder,
  revisions: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  let [floor, ...rest] = revisions;
  while (floor !== undefined && rest.length > 0) {
    const group = [floor, ...rest.slice(0, REVISIONS_PER_CALL)];
    rest = rest.slice(REVISIONS_PER_CALL);
    let found: string | undefined;
    await runGit(
      folder,
      {
        arguments: ['merge-base', '--octopus', ...group],
        exitCodes: [0, 1],
        output: records((line) => {
          found = line;
        }),
      },
      signal,
    );
    floor = found;
  }
  return floor;
}
