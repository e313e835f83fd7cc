import type { Arrivals, ArrivalsWanted, Sizes } from './arrivals.js';
import type { Collaboration, RepositoryFacts } from './facts.js';

/**
 * What only the repository knows, and what is too seldom needed to be read for everybody. Each method answers, or says
 * `undefined`: not known yet. Two implementations exist: `learned` for a repository that can be asked, `assumed` for one
 * that cannot.
 */
export interface Content {
  exists(): boolean | undefined;
  empty(): boolean | undefined;
  /** Null when the repository has none. */
  defaultBranch(): string | null | undefined;
  /** Is `oldRev` an ancestor of `newRev`, so that the update loses no commit? */
  isAncestor(oldRev: string, newRev: string): boolean | undefined;
  tagExists(name: string, oldRev: string): boolean | undefined;
  /** Is the commit contained in a branch that exists and is protected? */
  inProtectedBranch(commit: string): boolean | undefined;
  /** Files in the tree of a commit; null when nobody can count them. */
  fileCount(commit: string): number | null | undefined;
  /** Merge requests by which the pusher may have been let in; the database knows them. */
  collaborations(): readonly Collaboration[] | undefined;
  /** What the push brings along, as far as it was asked for; null when nobody can look. */
  arrivals(): Arrivals | null | undefined;
  /** How large the repository and the push are; null when nobody can look. */
  sizes(): Sizes | null | undefined;
  /** Does the address belong to a user? The database knows. */
  isMember(address: string): boolean | undefined;
  /** Was this Git LFS object uploaded for the project? The database knows. */
  isLinked(oid: string): boolean | undefined;
  /** True when updates count as fast-forward without anybody having looked. */
  readonly assumesFastForward: boolean;
}

/** All that one round asks; a driver answers it in bulk and decides again. */
export interface Questions {
  readonly exists: boolean;
  readonly empty: boolean;
  readonly defaultBranch: boolean;
  readonly ancestry: readonly { readonly oldRev: string; readonly newRev: string }[];
  readonly tags: readonly string[];
  readonly fileCounts: readonly string[];
  readonly collaborations: boolean;
  readonly arrivals: ArrivalsWanted | null;
  /** New ends of refs, whose push is measured together with the repository. */
  readonly sizes: readonly string[] | null;
  readonly addresses: readonly string[];
  readonly lfsObjects: readonly string[];
  /** Which of these commits does a branch contain for which `isProtected` holds? */
  readonly contained: { readonly commits: readonly string[]; readonly isProtected: (branch: string) => boolean } | null;
}

/** Is anything asked that only the repository itself can answer? */
export function asksRepository(questions: Questions): boolean {
  const { exists, empty, defaultBranch, ancestry, tags, fileCounts, contained, arrivals, sizes } = questions;
  const lists = ancestry.length + tags.length + fileCounts.length;
  const wanted = contained !== null || arrivals !== null || sizes !== null;
  return exists || empty || defaultBranch || wanted || lists > 0;
}

/** What was answered; a key that is missing was not asked. */
export interface Answers {
  readonly exists?: boolean;
  readonly empty?: boolean;
  readonly defaultBranch?: string | null;
  /** By `pairKey(oldRev, newRev)`. */
  readonly ancestry?: ReadonlyMap<string, boolean>;
  readonly tags?: ReadonlyMap<string, boolean>;
  readonly contained?: ReadonlyMap<string, boolean>;
  readonly fileCounts?: ReadonlyMap<string, number>;
  readonly collaborations?: readonly Collaboration[];
  readonly arrivals?: Arrivals;
  readonly sizes?: Sizes;
  readonly members?: ReadonlyMap<string, boolean>;
  readonly linked?: ReadonlyMap<string, boolean>;
}

export const pairKey = (oldRev: string, newRev: string): string => `${oldRev} ${newRev}`;

/** Later answers win; each map grows by the new ones. */
export function mergeAnswers(before: Answers, after: Answers): Answers {
  const join = <Value>(first?: ReadonlyMap<string, Value>, second?: ReadonlyMap<string, Value>) =>
    first && second ? new Map([...first, ...second]) : (second ?? first);
  return {
    ...before,
    ...after,
    ancestry: join(before.ancestry, after.ancestry),
    tags: join(before.tags, after.tags),
    contained: join(before.contained, after.contained),
    fileCounts: join(before.fileCounts, after.fileCounts),
    members: join(before.members, after.members),
    linked: join(before.linked, after.linked),
  };
}

const BLANK = /^0+$/;

/**
 * A repository that can be asked. Stored facts spare a question only where an outdated one cannot grant anything:
 * a repository once seen stays (Gitaly refuses by itself when it is gone), and one that has had a branch is not empty
 * again.
 */
export function learned(known: RepositoryFacts, answers: Answers): Content {
  return {
    exists: () => answers.exists ?? (known.exists === true ? true : undefined),
    empty: () => answers.empty ?? (known.empty === false ? false : undefined),
    // Without a branch there is none yet, only the one that was chosen for the first.
    defaultBranch: () => (answers.defaultBranch === null ? known.defaultBranch : answers.defaultBranch),
    isAncestor: (oldRev, newRev) => answers.ancestry?.get(pairKey(oldRev, newRev)),
    tagExists: (name) => answers.tags?.get(name),
    inProtectedBranch: (commit) => answers.contained?.get(commit),
    fileCount: (commit) => answers.fileCounts?.get(commit),
    collaborations: () => answers.collaborations,
    arrivals: () => answers.arrivals,
    sizes: () => answers.sizes,
    isMember: (address) => answers.members?.get(address),
    isLinked: (oid) => answers.linked?.get(oid),
    assumesFastForward: false,
  };
}

/** A repository that nobody can ask: the stored facts, and the right-hand column of git-access.md 3.13. */
export function assumed(
  known: RepositoryFacts,
  options: { readonly refuseUncheckedUpdates: boolean },
  answers: Pick<Answers, 'collaborations'> = {},
): Content {
  return {
    exists: () => known.exists ?? true,
    empty: () => known.empty ?? false,
    defaultBranch: () => known.defaultBranch,
    isAncestor: () => !options.refuseUncheckedUpdates,
    tagExists: (_name, oldRev) => !BLANK.test(oldRev),
    inProtectedBranch: () => false,
    fileCount: () => null,
    collaborations: () => answers.collaborations,
    arrivals: () => null,
    sizes: () => null,
    isMember: () => undefined,
    isLinked: () => undefined,
    assumesFastForward: !options.refuseUncheckedUpdates,
  };
}
