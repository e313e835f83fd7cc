import { pairKey } from '../../decision/index.js';
import { runGit } from './git-command.js';
import { records } from './git-output.js';
import type { RepositoryFolder } from './repository-folder.js';

interface Pair {
  readonly oldRev: string;
  readonly newRev: string;
}

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

/**
 * Walks commits from children to parents and carries along which pairs have reached each: a set of bits for every commit
 * that is still to come. A pair is settled when its old revision turns up among the parents of what its new one reached.
 */
class PairWalk {
  private readonly reached = new Map<string, bigint>();
  private readonly waitingFor = new Map<string, bigint>();
  private readonly keys: readonly string[];
  private readonly all: bigint;
  private settled = 0n;

  constructor(pairs: readonly Pair[]) {
    this.keys = pairs.map(({ oldRev, newRev }) => pairKey(oldRev, newRev));
    this.all = (1n << BigInt(pairs.length)) - 1n;
    pairs.forEach(({ oldRev, newRev }, index) => {
      const bit = 1n << BigInt(index);
      this.reached.set(newRev, (this.reached.get(newRev) ?? 0n) | bit);
      this.waitingFor.set(oldRev, (this.waitingFor.get(oldRev) ?? 0n) | bit);
      if (oldRev === newRev) this.settled |= bit;
    });
  }

  /** Takes a commit with its parents; false when nothing is left to find. */
  visit([commit = '', ...parents]: readonly string[]): boolean {
    const carried = (this.reached.get(commit) ?? 0n) & ~this.settled;
    this.reached.delete(commit);
    if (carried !== 0n) {
      for (const parent of parents) {
        this.settled |= carried & (this.waitingFor.get(parent) ?? 0n);
        this.reached.set(parent, (this.reached.get(parent) ?? 0n) | carried);
      }
    }
    return this.settled !== this.all;
  }

  answers(): ReadonlyMap<string, boolean> {
    return new Map(this.keys.map((key, index) => [key, ((this.settled >> BigInt(index)) & 1n) === 1n]));
  }
}
