import type { Arrivals, ArrivalsWanted, NewCommit } from '../../decision/index.js';
import { runGit } from './git-command.js';
import { objects, records, type GitObject } from './git-output.js';
import { LARGEST_POINTER, pointedObject } from './lfs-pointer.js';
import type { RepositoryFolder } from './repository-folder.js';

/** What the push brings along: at most six commands, however many refs and commits there are. */
export async function arrivals(
  folder: RepositoryFolder,
  wanted: ArrivalsWanted,
  signal: AbortSignal,
): Promise<Arrivals> {
  const look = new Look(folder, signal);
  const { revisions, commits, addedFiles, changedFiles, lfsObjects, blobsLargerThan } = wanted;
  const ids = commits || addedFiles || changedFiles ? await look.newCommits(revisions) : [];
  const blobs = lfsObjects || blobsLargerThan !== null ? await look.newBlobs(revisions) : [];
  return {
    commits: commits ? await look.readCommits(ids) : [],
    addedFiles: addedFiles ? await look.paths(ids, ['--diff-filter=A']) : [],
    changedFiles: changedFiles ? await look.paths(ids, []) : [],
    lfsObjects: lfsObjects ? await look.readPointers(blobs) : [],
    largeBlobs: blobs.filter(({ bytes }) => blobsLargerThan !== null && bytes > blobsLargerThan),
  };
}

/** Blobs that no ref leads to yet. */
export function newBlobs(
  folder: RepositoryFolder,
  revisions: readonly string[],
  signal: AbortSignal,
): Promise<readonly Blob[]> {
  return new Look(folder, signal).newBlobs(revisions);
}

interface Blob {
  readonly id: string;
  readonly bytes: number;
}

class Look {
  constructor(
    private readonly folder: RepositoryFolder,
    private readonly signal: AbortSignal,
  ) {}

  /** Commits that no ref leads to yet. */
  newCommits(revisions: readonly string[]): Promise<string[]> {
    return this.lines(['rev-list', '--stdin', '--not', '--all'], revisions);
  }

  async newBlobs(revisions: readonly string[]): Promise<Blob[]> {
    const named = await this.lines(['rev-list', '--objects', '--stdin', '--not', '--all'], revisions);
    const ids = named.map((line) => line.split(' ', 1)[0] ?? '');
    const format = '--batch-check=%(objecttype) %(objectsize) %(objectname)';
    const described = await this.lines(['cat-file', format], ids);
    return described.flatMap((line) => {
      const [type, size, id = ''] = line.split(' ');
      return type === 'blob' ? [{ id, bytes: Number(size) }] : [];
    });
  }

  async readCommits(ids: readonly string[]): Promise<NewCommit[]> {
    const commits: NewCommit[] = [];
    await this.read(ids, (object) => {
      if (object.type === 'commit') commits.push(parseCommit(object));
    });
    return commits;
  }

  async readPointers(blobs: readonly Blob[]): Promise<string[]> {
    const small = blobs.filter(({ bytes }) => bytes <= LARGEST_POINTER).map(({ id }) => id);
    const found = new Set<string>();
    await this.read(small, ({ content }) => {
      const oid = pointedObject(content);
      if (oid !== undefined) found.add(oid);
    });
    return [...found];
  }

  /** Paths that the commits touch; of a merge those that differ from all its parents. */
  async paths(ids: readonly string[], filter: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const found = new Set<string>();
    const words = ['diff-tree', '--stdin', '--root', '-r', '-c', '--no-commit-id', '--no-renames'];
    await runGit(
      this.folder,
      {
        arguments: [...words, '--name-only', '-z', ...filter],
        input: inputOf(ids),
        output: records((path) => void found.add(path), '\0'),
      },
      this.signal,
    );
    return [...found];
  }

  private async lines(words: readonly string[], input: readonly string[]): Promise<string[]> {
    if (input.length === 0) return [];
    const found: string[] = [];
    await runGit(
      this.folder,
      { arguments: words, input: inputOf(input), output: records((line) => void found.push(line)) },
      this.signal,
    );
    return found;
  }

  private async read(ids: readonly string[], onObject: (object: GitObject) => void): Promise<void> {
    if (ids.length === 0) return;
    await runGit(
      this.folder,
      { arguments: ['cat-file', '--batch'], input: inputOf(ids), output: objects(onObject) },
      this.signal,
    );
  }
}

const inputOf = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

/** The headers of a commit, a blank line, its message. A header that goes on has a blank in front of its next lines. */
function parseCommit({ id, content }: GitObject): NewCommit {
  const text = content.toString('utf8');
  const end = text.indexOf('\n\n');
  const headers = (end === -1 ? text : text.slice(0, end)).split('\n');
  const header = (name: string) => headers.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? '';
  const [authorName, authorEmail] = identity(header('author'));
  const [, committerEmail] = identity(header('committer'));
  return {
    id,
    message: end === -1 ? '' : text.slice(end + 2),
    authorName,
    authorEmail,
    committerEmail,
    signed: headers.some((line) => line.startsWith('gpgsig ') || line.startsWith('gpgsig-sha256 ')),
  };
}

/** `Name <address> seconds zone`. */
function identity(header: string): [name: string, email: string] {
  const open = header.indexOf('<');
  const close = header.indexOf('>', open);
  if (open === -1 || close === -1) return [header.trim(), ''];
  return [header.slice(0, open).trim(), header.slice(open + 1, close)];
}
