import type { Sizes } from '../../../decision/index.js';
import type { MissingCalls } from './missing-calls.js';
import { newBlobBytes } from './new-blobs.js';
import type { RepositoryCalls } from './repository-calls.js';

/** Gitaly adds up the whole folder of the repository, in which the quarantine lies (gitaly.md 4). */
export async function sizes(
  calls: RepositoryCalls,
  missing: MissingCalls,
  revisions: readonly string[],
): Promise<Sizes> {
  const whole = await bytesBy(calls, 'RepositorySize');
  if (!calls.quarantined) return { repository: whole, push: await newBlobBytes(calls, missing, revisions) };
  const push = await bytesBy(calls, 'GetObjectDirectorySize');
  return { repository: Math.max(0, whole - push), push };
}

/** Both calls answer in KiB. */
async function bytesBy(calls: RepositoryCalls, name: 'RepositorySize' | 'GetObjectDirectorySize'): Promise<number> {
  const { size } = await calls.ask(name, {});
  return Number(size) * 1024;
}
