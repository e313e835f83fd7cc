import { access, constants, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Answers, Questions } from '../../decision/index.js';
import { NO_QUARANTINE } from '../quarantine.js';
import { ancestry } from './ancestry.js';
import { arrivals } from './arrivals.js';
import { runGit } from './git-command.js';
import { nothing, records } from './git-output.js';
import { findFolder, makeFolder, type RepositoryFolder } from './repository-folder.js';
import { ContentUnavailable, type ContentPlace, type RepositoryContent, type Wanted } from './repository-content.js';
import { sizes } from './sizes.js';

/**
 * Answers from bare repositories on a disk that this process can read, through the `git` command line. The number of
 * commands does not grow with the number of refs.
 */
export class LocalDiskContent implements RepositoryContent {
  constructor(private readonly storagePath: string) {}

  async answer(place: ContentPlace, questions: Questions, { signal }: Wanted): Promise<Answers> {
    const folder = await findFolder(this.storagePath, place.relativePath, place.quarantine);
    if (folder === undefined || !(await isRepository(folder))) {
      if (questions.exists) return { exists: false };
      throw new ContentUnavailable('repository is not on its storage');
    }
    const { contained } = questions;
    const branches =
      questions.empty || questions.defaultBranch || contained ? await refNames(folder, 'refs/heads', signal) : [];
    return {
      exists: true,
      ...(questions.empty ? { empty: branches.length === 0 } : {}),
      ...(questions.defaultBranch ? { defaultBranch: await defaultBranch(folder, branches, signal) } : {}),
      ...(questions.ancestry.length > 0 ? { ancestry: await ancestry(folder, questions.ancestry, signal) } : {}),
      ...(questions.tags.length > 0 ? { tags: await existingTags(folder, questions.tags, signal) } : {}),
      ...(questions.fileCounts.length > 0
        ? { fileCounts: await fileCounts(folder, questions.fileCounts, signal) }
        : {}),
      ...(questions.arrivals ? { arrivals: await arrivals(folder, questions.arrivals, signal) } : {}),
      ...(questions.sizes ? { sizes: await sizes(folder, questions.sizes, signal) } : {}),
      ...(contained
        ? {
            contained: await containedIn(folder, contained.commits, branches.filter(contained.isProtected), signal),
          }
        : {}),
    };
  }

  async hasBranch(relativePath: string, branch: string, signal: AbortSignal): Promise<boolean> {
    const folder = await findFolder(this.storagePath, relativePath, NO_QUARANTINE);
    if (folder === undefined || !(await isRepository(folder))) {
      throw new ContentUnavailable('repository is not on its storage');
    }
    return (await refNames(folder, 'refs/heads', signal)).includes(branch);
  }

  async create(relativePath: string, defaultBranch: string, signal: AbortSignal): Promise<void> {
    const folder = await makeFolder(this.storagePath, relativePath);
    if (await isRepository(folder)) return;
    const words = ['init', '--quiet', '--bare', '--template=', `--initial-branch=${defaultBranch}`, folder.path];
    await runGit(folder, { arguments: words, output: nothing }, signal);
  }

  check(): Promise<void> {
    return access(this.storagePath, constants.R_OK | constants.X_OK);
  }
}

async function isRepository(folder: RepositoryFolder): Promise<boolean> {
  try {
    return (await stat(join(folder.path, 'HEAD'))).isFile() && (await stat(join(folder.path, 'objects'))).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Names below a prefix, without it. */
async function refNames(folder: RepositoryFolder, prefix: string, signal: AbortSignal): Promise<string[]> {
  const names: string[] = [];
  await runGit(
    folder,
    {
      arguments: ['for-each-ref', '--format=%(refname)', `${prefix}/`],
      output: records((line) => void names.push(line.slice(prefix.length + 1))),
    },
    signal,
  );
  return names;
}

/** Where HEAD points, if that is there; else `main`, `master`, the first branch by name (gitaly.md 3.6). */
async function defaultBranch(
  folder: RepositoryFolder,
  branches: readonly string[],
  signal: AbortSignal,
): Promise<string | null> {
  let target: string | undefined;
  await runGit(
    folder,
    {
      arguments: ['symbolic-ref', '--quiet', 'HEAD'],
      exitCodes: [0, 1],
      output: records((line) => {
        target = line.startsWith('refs/heads/') ? line.slice('refs/heads/'.length) : undefined;
      }),
    },
    signal,
  );
  const existing = new Set(branches);
  return [target, 'main', 'master'].find((name) => name !== undefined && existing.has(name)) ?? branches[0] ?? null;
}

async function existingTags(folder: RepositoryFolder, tags: readonly string[], signal: AbortSignal) {
  const existing = new Set(await refNames(folder, 'refs/tags', signal));
  return new Map(tags.map((tag) => [tag, existing.has(tag)]));
}

/** Files in the tree of each commit; asked for snippets only, whose pushes name one or two. */
async function fileCounts(
  folder: RepositoryFolder,
  commits: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const commit of commits) {
    let files = 0;
    await runGit(
      folder,
      { arguments: ['ls-tree', '-r', '--name-only', commit], output: records(() => void (files += 1)) },
      signal,
    );
    counts.set(commit, files);
  }
  return counts;
}

/** A commit is contained when nothing of it is left once the history of the branches is taken away. */
async function containedIn(
  folder: RepositoryFolder,
  commits: readonly string[],
  branches: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, boolean>> {
  const missing = new Set<string>();
  await runGit(
    folder,
    {
      arguments: ['rev-list', '--stdin'],
      input: [...commits, ...branches.map((branch) => `^refs/heads/${branch}`), ''].join('\n'),
      output: records((line) => void missing.add(line)),
    },
    signal,
  );
  return new Map(commits.map((commit) => [commit, !missing.has(commit)]));
}
