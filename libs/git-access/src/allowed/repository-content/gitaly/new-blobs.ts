import type { Blob, LfsPointer } from '../../../gitaly/messages.js';
import { pointedObject } from '../lfs-pointer.js';
import { inParts } from './in-order.js';
import type { MissingCalls } from './missing-calls.js';
import { REVISIONS_PER_REQUEST } from './new-commits.js';
import type { RepositoryCalls } from './repository-calls.js';

interface LargeBlob {
  readonly id: string;
  readonly bytes: number;
}

/** New blobs of more than so many bytes. */
export async function largeBlobs(
  calls: RepositoryCalls,
  missing: MissingCalls,
  revisions: readonly string[],
  limit: number,
): Promise<readonly LargeBlob[]> {
  const found = new Map<string, LargeBlob>();
  const take = ({ blobs }: { readonly blobs: readonly Blob[] }): void => {
    for (const { oid, size } of blobs) {
      if (oid !== '' && Number(size) > limit) found.set(oid, { id: oid, bytes: Number(size) });
    }
  };
  if (!calls.quarantined) {
    await eachPart(revisions, (words) =>
      missing.unless('ListBlobs', () => calls.read('ListBlobs', { revisions: words }, take)),
    );
    return [...found.values()];
  }
  await missing.unless('ListAllBlobs', () => calls.read('ListAllBlobs', {}, take, 'brought'));
  if (found.size === 0) return [];
  // Old ones lie in a quarantine as the basis of deltas.
  const ids = [...found.keys()];
  const old = (await missing.unless('CheckObjectsExist', () => calls.present(ids))) ?? new Set<string>();
  return [...found.values()].filter(({ id }) => !old.has(id));
}

/** Length of all new blobs together, where there is no quarantine to measure; 0 when the server is too old to list them. */
export async function newBlobBytes(
  calls: RepositoryCalls,
  missing: MissingCalls,
  revisions: readonly string[],
): Promise<number> {
  const bytes = new Map<string, number>();
  const take = ({ blobs }: { readonly blobs: readonly Blob[] }): void => {
    for (const { oid, size } of blobs) if (oid !== '') bytes.set(oid, Number(size));
  };
  await eachPart(revisions, (words) =>
    missing.unless('ListBlobs', () => calls.read('ListBlobs', { revisions: words }, take)),
  );
  return [...bytes.values()].reduce((sum, size) => sum + size, 0);
}

/** Objects that new Git LFS pointers name; a pointer that was there before may be among them, and is linked then. */
export async function pointedObjects(calls: RepositoryCalls, revisions: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  const take = ({ lfsPointers }: { readonly lfsPointers: readonly LfsPointer[] }): void => {
    for (const { data } of lfsPointers) {
      const object = pointedObject(data);
      if (object !== undefined) found.add(object);
    }
  };
  if (calls.quarantined) await calls.read('ListAllLFSPointers', {}, take, 'brought');
  else await eachPart(revisions, (words) => calls.read('ListLFSPointers', { revisions: words }, take));
  return [...found];
}

/** For what the revisions lead to and no branch or tag does yet. */
async function eachPart(revisions: readonly string[], read: (words: string[]) => Promise<unknown>): Promise<void> {
  for (const part of inParts(revisions, REVISIONS_PER_REQUEST)) await read([...part, '--not', '--all']);
}
