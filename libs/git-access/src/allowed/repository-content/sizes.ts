import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sizes } from '../../decision/index.js';
import { newBlobs } from './arrivals.js';
import { ContentUnavailable } from './repository-content.js';
import type { RepositoryFolder } from './repository-folder.js';

/** The quarantine lies inside the repository, and is counted once: as the push. */
export async function sizes(
  folder: RepositoryFolder,
  revisions: readonly string[],
  signal: AbortSignal,
): Promise<Sizes> {
  const whole = await bytesIn(folder.path, signal);
  if (folder.objects === null) {
    const blobs = await newBlobs(folder, revisions, signal);
    return { repository: whole, push: blobs.reduce((sum, { bytes }) => sum + bytes, 0) };
  }
  const push = await bytesIn(folder.objects.directory, signal);
  return { repository: Math.max(0, whole - push), push };
}

/** Lengths of all files below a folder; what git takes away meanwhile counts for nothing. */
async function bytesIn(folder: string, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted();
  let sum = 0;
  for (const entry of (await unlessGone(readdir(folder, { withFileTypes: true }))) ?? []) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sum += await bytesIn(path, signal);
    else sum += (await unlessGone(lstat(path)))?.size ?? 0;
  }
  return sum;
}

async function unlessGone<Value>(looked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await looked;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new ContentUnavailable(`unreadable repository: ${code ?? 'unknown'}`);
  }
}
