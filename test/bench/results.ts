import { readFileSync } from 'node:fs';
import type { CurveName } from './curves.js';
import { thisMachine, type Machine } from './machine.js';
import type { Measured } from './measure.js';
import type { Overload } from './overload.js';

export interface CaseResult extends Measured {
  readonly name: string;
}

/** One point of a curve: milliseconds of one request when nobody else asks. */
export interface Point {
  readonly size: number;
  readonly median: number;
}

/** All that one run has found; what is written as JSON. */
export interface Results {
  readonly machine: Machine;
  /** When it began. */
  readonly date: string;
  /** With `-dirty` behind it when the tree held more than it. */
  readonly commit: string;
  readonly quick: boolean;
  /** Of each round of a case. */
  readonly seconds: number;
  readonly rounds: number;
  /** What the service was given beside the defaults of production. */
  readonly settings: Readonly<Record<string, string>>;
  readonly loadBefore: number;
  readonly loadAfter: number;
  /** Of each service that the run has started. */
  readonly startSeconds: readonly number[];
  /** Resident bytes of the service after the mix. */
  readonly rssAfterMix: number | null;
  readonly cases: readonly CaseResult[];
  readonly curves: Readonly<Record<CurveName, readonly Point[]>>;
  /** None of a part of the bench. */
  readonly overload: readonly Overload[];
}

/**
 * Reads an earlier run.
 * @throws Error when it comes from another machine, or from a quick run where this one is not: its figures say nothing here
 */
export function earlierResults(file: string, quick: boolean): Results {
  const earlier = JSON.parse(readFileSync(file, 'utf8')) as Results;
  const here = thisMachine();
  if (earlier.machine.fingerprint !== here.fingerprint) {
    throw new Error(
      `${file} was measured on another machine (${earlier.machine.processor}, ${earlier.machine.cores} cores, ` +
        `${earlier.machine.system}, Node ${earlier.machine.node}): compare runs of one machine only`,
    );
  }
  if (earlier.quick !== quick)
    throw new Error(`${file} is ${earlier.quick ? 'a quick' : 'a whole'} run, and this one is not`);
  return earlier;
}
