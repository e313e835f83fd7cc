import type { NewCommit } from '../../../decision/index.js';
import type { GitCommit } from '../../../gitaly/messages.js';
import { ContentUnavailable } from '../repository-content.js';
import { inParts } from './in-order.js';
import type { MissingCalls } from './missing-calls.js';
import type { RepositoryCalls } from './repository-calls.js';

/** A commit that the repository has not had before. */
export interface BroughtCommit {
  readonly id: string;
  readonly parents: readonly string[];
  /** Null unless asked for. */
  readonly text: CommitText | null;
}

interface CommitText extends NewCommit {
  /** The message goes on: the server cuts long ones. */
  readonly cut: boolean;
}

/** Revisions in one request; a server takes messages of up to 4 MiB. */
export const REVISIONS_PER_REQUEST = 50_000;

/** Bytes of messages that one push may bring along: all of them are held in memory until it is decided. */
const LARGEST_TEXTS = 128 * 1024 * 1024;

/**
 * The commits that the revisions bring along, the newest of each branch first.
 * @param withTexts with their authors and messages
 */
export async function newCommits(
  calls: RepositoryCalls,
  missing: MissingCalls,
  revisions: readonly string[],
  withTexts: boolean,
): Promise<readonly BroughtCommit[]> {
  const commits = calls.quarantined
    ? await broughtCommits(calls, missing, revisions, new CommitReader(withTexts))
    : await unreachedCommits(calls, missing, revisions, new CommitReader(withTexts));
  return withTexts ? completed(calls, commits) : commits;
}

/**
 * From the quarantine. It holds old commits as well, which were sent as the basis of smaller deltas, and may hold some that
 * no branch or tag leads to.
 */
async function broughtCommits(
  calls: RepositoryCalls,
  missing: MissingCalls,
  revisions: readonly string[],
  reader: CommitReader,
): Promise<readonly BroughtCommit[]> {
  await missing.unless('ListAllCommits', () => calls.read('ListAllCommits', {}, reader.take, 'brought'));
  const { commits } = reader;
  if (commits.size === 0) return [];
  const ids = [...commits.keys()];
  // A server that cannot say which are old has all of them checked.
  const old = (await missing.unless('CheckObjectsExist', () => calls.present(ids))) ?? new Set<string>();
  for (const id of old) commits.delete(id);

  const reached = walk(commits, revisions);
  if (reached.length === commits.size) return reached;
  // The rest may hang on annotated tags, whose ids are no commits.
  const others = revisions.filter((revision) => !commits.has(revision));
  const behindTags = await unreachedCommits(calls, missing, others, reader.another());
  const known = new Set(reached.map(({ id }) => id));
  return [...reached, ...behindTags.filter(({ id }) => !known.has(id))];
}

/** Commits that the revisions lead to and no branch or tag does yet. */
async function unreachedCommits(
  calls: RepositoryCalls,
  missing: MissingCalls,
  revisions: readonly string[],
  reader: CommitReader,
): Promise<readonly BroughtCommit[]> {
  for (const part of inParts(revisions, REVISIONS_PER_REQUEST)) {
    const words = { revisions: [...part, '--not', '--all'] };
    await missing.unless('ListCommits', () => calls.read('ListCommits', words, reader.take));
  }
  return [...reader.commits.values()];
}

/** From the revisions through the commits to their parents, as far as there are any. */
function walk(commits: ReadonlyMap<string, BroughtCommit>, revisions: readonly string[]): readonly BroughtCommit[] {
  const seen = new Set(revisions);
  const reached: BroughtCommit[] = [];
  // A set goes on with what is added while it is read.
  for (const id of seen) {
    const commit = commits.get(id);
    if (commit === undefined) continue;
    reached.push(commit);
    for (const parent of commit.parents) seen.add(parent);
  }
  return reached;
}

/** Takes commits out of a stream and keeps of each what is wanted. */
class CommitReader {
  readonly commits = new Map<string, BroughtCommit>();
  private bytes = 0;

  constructor(private readonly withTexts: boolean) {}

  another(): CommitReader {
    return new CommitReader(this.withTexts);
  }

  readonly take = ({ commits }: { readonly commits: readonly GitCommit[] }): void => {
    for (const commit of commits) {
      this.commits.set(commit.id, {
        id: commit.id,
        parents: commit.parentIds,
        text: this.withTexts ? textOf(commit) : null,
      });
      if (this.withTexts) this.bytes += Number(commit.bodySize);
    }
    if (this.bytes > LARGEST_TEXTS) throw new ContentUnavailable('commit messages larger than can be held');
  };
}

function textOf({ id, body, bodySize, author, committer, signatureType }: GitCommit): CommitText {
  return {
    id,
    message: body.toString(),
    authorName: author?.name.toString() ?? '',
    authorEmail: author?.email.toString() ?? '',
    committerEmail: committer?.email.toString() ?? '',
    signed: signatureType !== 'NONE',
    cut: Number(bodySize) > body.length,
  };
}

/** Fetches the messages that were cut: what a pattern looks for may stand at their end. */
async function completed(calls: RepositoryCalls, commits: readonly BroughtCommit[]): Promise<readonly BroughtCommit[]> {
  const cut = commits.flatMap(({ id, text }) => (text?.cut ? [id] : []));
  if (cut.length === 0) return commits;
  const messages = new Map<string, Buffer[]>();
  let current: Buffer[] = [];
  for (const commitIds of inParts(cut, REVISIONS_PER_REQUEST)) {
    await calls.read('GetCommitMessages', { commitIds }, ({ commitId, message }) => {
      // Without an id it goes on with the message before.
      if (commitId !== '') messages.set(commitId, (current = []));
      current.push(message);
    });
  }
  return commits.map((commit) => {
    const whole = messages.get(commit.id);
    if (commit.text === null || !commit.text.cut) return commit;
    if (whole === undefined) throw new Error(`gitaly did not send the message of commit ${commit.id}`);
    return { ...commit, text: { ...commit.text, message: Buffer.concat(whole).toString(), cut: false } };
  });
}
