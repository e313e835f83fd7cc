import { pairKey } from '../../../decision/index.js';
import { PairWalk, type Pair } from '../pair-walk.js';
import { inParts, untilFirstNo } from './in-order.js';
import type { MissingCalls } from './missing-calls.js';
import { REVISIONS_PER_REQUEST } from './new-commits.js';
import type { RepositoryCalls } from './repository-calls.js';

/** From so many on, one look at many commits is cheaper than a call for each. */
const MANY = 8;
/** Commits between old and new ends that are looked at together. */
const LONGEST_WALK = 100_000;

const BRANCHES = 'refs/heads/';

/** Short name, or null where there is no branch at all. */
export async function defaultBranch(calls: RepositoryCalls): Promise<string | null> {
  const { name } = await calls.ask('FindDefaultBranchName', {});
  const text = name.toString();
  return text === '' ? null : text.startsWith(BRANCHES) ? text.slice(BRANCHES.length) : text;
}

/** For each pair, until the first no: is the old revision an ancestor of the new one? */
export async function ancestry(
  calls: RepositoryCalls,
  missing: MissingCalls,
  pairs: readonly Pair[],
): Promise<ReadonlyMap<string, boolean>> {
  const answers = new Map<string, boolean>();
  if (pairs.length >= MANY) {
    for (const [key, isAncestor] of await walked(calls, missing, pairs)) if (isAncestor) answers.set(key, true);
  }
  const open = pairs.filter(({ oldRev, newRev }) => !answers.has(pairKey(oldRev, newRev)));
  const asked = await untilFirstNo(open, async ({ oldRev, newRev }) => {
    const { value } = await calls.ask('CommitIsAncestor', { ancestorId: oldRev, childId: newRev });
    return value;
  });
  for (const [{ oldRev, newRev }, value] of asked) answers.set(pairKey(oldRev, newRev), value);
  return answers;
}

/**
 * One call for all pairs, the usual case of a mirror: what lies between old and new ends, from which a new end is followed
 * down to its old one. Only a way that was found says something: there may be others through what was left out.
 */
async function walked(
  calls: RepositoryCalls,
  missing: MissingCalls,
  pairs: readonly Pair[],
): Promise<ReadonlyMap<string, boolean>> {
  const walk = new PairWalk(pairs);
  const starts = new Set(pairs.map(({ newRev }) => newRev));
  const ends = new Set(pairs.map(({ oldRev }) => oldRev));
  if (starts.size + ends.size <= REVISIONS_PER_REQUEST) {
    const request = {
      revisions: [...starts, '--not', ...ends],
      order: 'TOPO',
      paginationParams: { limit: LONGEST_WALK },
    } as const;
    await missing.unless('ListCommits', () =>
      calls.read('ListCommits', request, ({ commits }) => {
        for (const { id, parentIds } of commits) walk.visit([id, ...parentIds]);
      }),
    );
  }
  return walk.answers();
}

/** Which of the tags exist? */
export async function existingTags(
  calls: RepositoryCalls,
  missing: MissingCalls,
  tags: readonly string[],
): Promise<ReadonlyMap<string, boolean>> {
  const existing =
    tags.length > 1 ? await missing.unless('ListRefs', () => namesOf(calls, tags.map(tagRef))) : undefined;
  if (existing) return new Map(tags.map((tag) => [tag, existing.has(tagRef(tag))]));
  const answers = new Map<string, boolean>();
  for (const tag of tags) answers.set(tag, await refExists(calls, tagRef(tag)));
  return answers;
}

const tagRef = (tag: string): string => `refs/tags/${tag}`;

export async function refExists(calls: RepositoryCalls, ref: string): Promise<boolean> {
  const { value } = await calls.ask('RefExists', { ref: Buffer.from(ref) });
  return value;
}

/** Full names of the refs that the patterns match; a pattern matches what lies below it as well. */
async function namesOf(calls: RepositoryCalls, patterns: readonly string[]): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const part of inParts(patterns, REVISIONS_PER_REQUEST)) {
    await calls.read('ListRefs', { patterns: part.map((pattern) => Buffer.from(pattern)) }, ({ references }) => {
      for (const { name } of references) names.add(name.toString());
    });
  }
  return names;
}

/** For each commit, until the first no: is it in a branch of those kinds? */
export async function containedIn(
  calls: RepositoryCalls,
  missing: MissingCalls,
  commits: readonly string[],
  isWanted: (branch: string) => boolean,
): Promise<ReadonlyMap<string, boolean>> {
  const together = commits.length >= MANY ? await containedTogether(calls, missing, commits, isWanted) : undefined;
  return together ?? untilFirstNo(commits, (commit) => isContained(calls, commit, isWanted));
}

async function isContained(
  calls: RepositoryCalls,
  commitId: string,
  isWanted: (branch: string) => boolean,
): Promise<boolean> {
  let contained = false;
  await calls.read('ListBranchNamesContainingCommit', { commitId }, ({ branchNames }) => {
    contained ||= branchNames.some((name) => isWanted(name.toString()));
  });
  return contained;
}

/** A commit is contained when nothing of it is left once the history of the branches is taken away. */
async function containedTogether(
  calls: RepositoryCalls,
  missing: MissingCalls,
  commits: readonly string[],
  isWanted: (branch: string) => boolean,
): Promise<ReadonlyMap<string, boolean> | undefined> {
  const names = await missing.unless('ListRefs', () => namesOf(calls, [BRANCHES]));
  if (names === undefined) return undefined;
  const wanted = [...names].filter((name) => isWanted(name.slice(BRANCHES.length)));
  if (wanted.length === 0) return new Map(commits.map((commit) => [commit, false]));
  if (wanted.length + commits.length > REVISIONS_PER_REQUEST) return undefined;
  const left = new Set<string>();
  return missing.unless('ListCommits', async () => {
    await calls.read('ListCommits', { revisions: [...commits, '--not', ...wanted] }, ({ commits: some }) => {
      for (const { id } of some) left.add(id);
    });
    return new Map(commits.map((commit) => [commit, !left.has(commit)]));
  });
}

/** Files in the tree of each commit; asked for snippets only, whose pushes name one or two. */
export async function fileCounts(
  calls: RepositoryCalls,
  commits: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const commit of commits) {
    let files = 0;
    await calls.read('ListFiles', { revision: Buffer.from(commit) }, ({ paths }) => void (files += paths.length));
    counts.set(commit, files);
  }
  return counts;
}
