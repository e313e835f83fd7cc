import { inParts } from './in-order.js';
import type { BroughtCommit } from './new-commits.js';
import type { RepositoryCalls } from './repository-calls.js';

/** Commits in one request; a server takes messages of up to 4 MiB. */
const COMMITS_PER_REQUEST = 10_000;

export interface ChangedPaths {
  readonly added: ReadonlySet<string>;
  /** Added ones among them. */
  readonly changed: ReadonlySet<string>;
}

/** How the server of a storage wants to be asked; found out by asking. */
export interface DiffForm {
  /** Servers before 15.2 pass over the newer form in silence. */
  form: 'unknown' | 'requests' | 'commits';
}

/**
 * Paths that the commits touch; of a merge those that differ from all its parents. A root commit shows none before Gitaly
 * 18, as far as is known.
 */
export async function changedPaths(
  calls: RepositoryCalls,
  server: DiffForm,
  commits: readonly BroughtCommit[],
): Promise<ChangedPaths> {
  const found: ChangedPaths & Found = { added: new Set(), changed: new Set() };
  for (const part of inParts(commits, COMMITS_PER_REQUEST)) {
    if (server.form !== 'commits') await readPaths(calls, part, 'requests', found);
    if (server.form === 'unknown' && found.changed.size > 0) server.form = 'requests';
    if (server.form === 'requests' || !part.some(mayShowPaths)) continue;
    // Nothing at all may mean that nobody was asked: only an answer in the old form tells.
    await readPaths(calls, part, 'commits', found);
    if (found.changed.size > 0) server.form = 'commits';
  }
  return found;
}

interface Found {
  readonly added: Set<string>;
  readonly changed: Set<string>;
}

/** First commits do not, on many servers. */
function mayShowPaths({ parents }: BroughtCommit): boolean {
  return parents.length > 0;
}

function readPaths(
  calls: RepositoryCalls,
  commits: readonly BroughtCommit[],
  form: 'requests' | 'commits',
  { added, changed }: Found,
): Promise<void> {
  const asked =
    form === 'commits'
      ? { commits: commits.map(({ id }) => id) }
      : { requests: commits.map(({ id }) => ({ commitRequest: { commitRevision: id } })) };
  return calls.read(
    'FindChangedPaths',
    { ...asked, mergeCommitDiffMode: 'MERGE_COMMIT_DIFF_MODE_ALL_PARENTS' },
    ({ paths }) => {
      for (const { path, status } of paths) {
        const text = path.toString();
        changed.add(text);
        if (status === 'ADDED') added.add(text);
      }
    },
  );
}
