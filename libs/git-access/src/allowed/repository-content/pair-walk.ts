import { pairKey } from '../../decision/index.js';

/** An update of a ref. */
export interface Pair {
  readonly oldRev: string;
  readonly newRev: string;
}

/**
 * Walks commits from children to parents and carries along which pairs have reached each: a set of bits for every commit
 * that is still to come. A pair is settled when its old revision turns up among the parents of what its new one reached.
 */
export class PairWalk {
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
