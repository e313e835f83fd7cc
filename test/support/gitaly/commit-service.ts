import { messageOf, parseCommit } from './commits.js';
import { pieces, runGit, type OpenRepository } from './git.js';
import { inMessages, type About, type CallContext, type Service } from './messages.js';
import { allOfType, describe, read } from './objects.js';
import { refusals } from './refusal.js';
import { checkRevision, checkRevisions, revList } from './revisions.js';

/** Bytes of a message's text in one piece. */
const PIECE = 128 * 1024;
/** Commits that one git command reads, whatever the size of a message. */
const READ_TOGETHER = 5000;

interface ListCommits {
  readonly revisions: string[];
  readonly paginationParams: { readonly limit: number } | null;
  readonly order: 'NONE' | 'TOPO' | 'DATE';
  readonly maxParents: number;
  readonly disableWalk: boolean;
  readonly firstParent: boolean;
  readonly reverse: boolean;
}

export const commitService: Service = {
  async CommitIsAncestor(request: About<{ ancestorId: string; childId: string }>, call: CallContext) {
    const repository = call.open(request);
    if (request.ancestorId === '') throw refusals.invalid('empty ancestor sha');
    if (request.childId === '') throw refusals.invalid('empty child sha');
    const { code } = await runGit(repository, ['merge-base', '--is-ancestor', request.ancestorId, request.childId]);
    return { value: code === 0 };
  },

  async *ListCommits(request: About<ListCommits>, call: CallContext) {
    const repository = call.open(request);
    checkRevisions(request.revisions, { words: true });
    yield* commits(repository, await revList(repository, walkOptions(request), request.revisions), call);
  },

  async *ListAllCommits(request: About<{ paginationParams: { limit: number } | null }>, call: CallContext) {
    const repository = call.open(request);
    const found = (await allOfType(repository, 'commit')).map(({ id }) => id);
    const limit = request.paginationParams?.limit ?? 0;
    yield* commits(repository, limit > 0 ? found.slice(0, limit) : found, call);
  },

  /** Git answers when all is said: a client that leaves the stream open waits for ever. */
  async *CheckObjectsExist(requests: AsyncIterable<About<{ revisions: Buffer[] }>>, call: CallContext) {
    let repository: OpenRepository | undefined;
    const revisions: string[] = [];
    for await (const request of requests) {
      repository ??= call.open(request);
      revisions.push(...request.revisions.map((revision) => revision.toString()));
    }
    if (repository === undefined) throw refusals.invalid('repository not set');
    for (const revision of revisions) checkRevision(revision, { paths: true });
    const found = await describe(repository, revisions);
    const existence = revisions.map((name, index) => ({
      name: Buffer.from(name),
      exists: found[index] !== undefined,
    }));
    for (const part of inMessages(existence, call.settings)) yield { revisions: part };
  },

  async *ListFiles(request: About<{ revision: Buffer }>, call: CallContext) {
    const repository = call.open(request);
    const revision = request.revision.toString();
    checkRevision(revision, { empty: true });
    const { code, output } = await runGit(repository, ['ls-tree', '-r', '-z', '--full-tree', revision || 'HEAD']);
    if (code !== 0) {
      if (revision === '') throw refusals.precondition('default branch not found');
      yield { paths: [] };
      return;
    }
    const paths = pieces(output, '\0').flatMap((entry) =>
      entry.subarray(7, 11).toString() === 'blob' ? [entry.subarray(entry.indexOf(0x09) + 1)] : [],
    );
    for (const part of inMessages(paths, call.settings)) yield { paths: part };
  },

  async *GetCommitMessages(request: About<{ commitIds: string[] }>, call: CallContext) {
    const repository = call.open(request);
    for (const object of await read(repository, request.commitIds)) {
      const message = messageOf(object);
      for (let start = 0; start === 0 || start < message.length; start += PIECE) {
        yield { commitId: start === 0 ? object.id : '', message: message.subarray(start, start + PIECE) };
      }
    }
  },
};

function walkOptions(request: ListCommits): string[] {
  const limit = request.paginationParams?.limit ?? 0;
  return [
    ...(limit > 0 ? [`--max-count=${limit}`] : []),
    ...(request.order === 'NONE' ? [] : [`--${request.order.toLowerCase()}-order`]),
    ...(request.maxParents > 0 ? [`--max-parents=${request.maxParents}`] : []),
    ...(request.disableWalk ? ['--no-walk'] : []),
    ...(request.firstParent ? ['--first-parent'] : []),
    ...(request.reverse ? ['--reverse'] : []),
  ];
}

async function* commits(repository: OpenRepository, ids: readonly string[], { settings }: CallContext) {
  for (let start = 0; start < ids.length; start += READ_TOGETHER) {
    const objects = await read(repository, ids.slice(start, start + READ_TOGETHER));
    for (const part of inMessages(objects, settings)) yield { commits: part.map(parseCommit) };
  }
}
