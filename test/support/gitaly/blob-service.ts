import { mayBePointer, parsePointer } from './lfs-pointers.js';
import { inMessages, type About, type CallContext, type Service } from './messages.js';
import { allOfType, describe, read, type Described } from './objects.js';
import type { OpenRepository } from './git.js';
import { checkRevisions, revList } from './revisions.js';

/** Bytes of a blob in one piece. */
const PIECE = 64 * 1024;

interface Limits {
  readonly limit: number;
  readonly bytesLimit: number;
}

interface Named extends Described {
  readonly path: Buffer;
}

export const blobService: Service = {
  async *ListBlobs(request: About<Limits & { revisions: string[]; withPaths: boolean }>, call: CallContext) {
    const repository = call.open(request);
    const found = await reachableBlobs(repository, request.revisions);
    const blobs = request.withPaths ? found : found.map((blob) => ({ ...blob, path: Buffer.alloc(0) }));
    yield* blobMessages(repository, blobs, request, call);
  },

  async *ListAllBlobs(request: About<Limits>, call: CallContext) {
    const repository = call.open(request);
    const blobs = (await allOfType(repository, 'blob')).map((blob) => ({ ...blob, path: Buffer.alloc(0) }));
    yield* blobMessages(repository, blobs, request, call);
  },

  async *ListLFSPointers(request: About<{ revisions: string[]; limit: number }>, call: CallContext) {
    const repository = call.open(request);
    yield* pointerMessages(repository, await reachableBlobs(repository, request.revisions), request.limit, call);
  },

  async *ListAllLFSPointers(request: About<{ limit: number }>, call: CallContext) {
    const repository = call.open(request);
    yield* pointerMessages(repository, await allOfType(repository, 'blob'), request.limit, call);
  },
};

async function reachableBlobs(repository: OpenRepository, revisions: readonly string[]): Promise<Named[]> {
  checkRevisions(revisions, { words: true, paths: true });
  const named = (await revList(repository, ['--objects'], revisions)).map((line) => {
    const [id = '', ...path] = line.split(' ');
    return { id, path: Buffer.from(path.join(' ')) };
  });
  const described = await describe(
    repository,
    named.map(({ id }) => id),
  );
  return named.flatMap(({ path }, index) => {
    const object = described[index];
    return object?.type === 'blob' ? [{ ...object, path }] : [];
  });
}

/** The limit counts blobs; a long one goes on in entries without id and size. */
async function* blobMessages(
  repository: OpenRepository,
  found: readonly Named[],
  { limit, bytesLimit }: Limits,
  { settings }: CallContext,
) {
  const blobs = limit > 0 ? found.slice(0, limit) : found;
  for (const part of inMessages(blobs, settings)) {
    if (bytesLimit === 0) {
      yield { blobs: part.map(({ id, size, path }) => ({ oid: id, size, path })) };
      continue;
    }
    const contents = await read(
      repository,
      part.map(({ id }) => id),
    );
    for (const [index, { id, size, content }] of contents.entries()) {
      const data = bytesLimit < 0 ? content : content.subarray(0, bytesLimit);
      yield { blobs: [{ oid: id, size, path: part[index]?.path, data: data.subarray(0, PIECE) }] };
      for (let start = PIECE; start < data.length; start += PIECE) {
        yield { blobs: [{ data: data.subarray(start, start + PIECE) }] };
      }
    }
  }
}

async function* pointerMessages(
  repository: OpenRepository,
  blobs: readonly Described[],
  limit: number,
  { settings }: CallContext,
) {
  const small = blobs.filter(mayBePointer).map(({ id }) => id);
  const pointers = (await read(repository, small)).flatMap((object) => {
    const pointer = parsePointer(object);
    if (pointer === undefined) return [];
    const { id, size, content } = object;
    const file = settings.era === 'now' ? { fileSize: pointer.size, fileOid: Buffer.from(pointer.oid) } : {};
    return [{ oid: id, size, data: content, ...file }];
  });
  for (const part of inMessages(limit > 0 ? pointers.slice(0, limit) : pointers, settings)) yield { lfsPointers: part };
}
