import { mkdir, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { Quarantine } from '../quarantine.js';
import { ContentUnavailable } from './repository-content.js';

/** A repository on disk, with the object folders that Git is to look into. Every path is real and inside the storage. */
export interface RepositoryFolder {
  readonly path: string;
  /** Null without a quarantine. */
  readonly objects: { readonly directory: string; readonly alternates: readonly string[] } | null;
}

const SEGMENT = /^[@A-Za-z0-9_+.-]+$/;

/** Finds the repository below the storage; undefined when there is none. */
export async function findFolder(
  storage: string,
  relativePath: string,
  quarantine: Quarantine,
): Promise<RepositoryFolder | undefined> {
  const root = await realpath(storage);
  const path = await existing(join(root, ...repositorySegments(relativePath)));
  if (path === undefined) return undefined;
  if (!isInside(path, root)) throw new ContentUnavailable('repository outside its storage');
  return { path, objects: await objectFolders(path, quarantine) };
}

/** The folder of a new repository, with everything above it. */
export async function makeFolder(storage: string, relativePath: string): Promise<RepositoryFolder> {
  const root = await realpath(storage);
  const path = join(root, ...repositorySegments(relativePath));
  // Nothing is made behind a link that leads out: the lowest folder that is there already is looked at first.
  let parent = dirname(path);
  while ((await existing(parent)) === undefined) parent = dirname(parent);
  if (!isInside(`${await realpath(parent)}${sep}`, root))
    throw new ContentUnavailable('repository outside its storage');
  await mkdir(path, { recursive: true });
  return { path, objects: null };
}

function repositorySegments(relativePath: string): readonly string[] {
  const segments = relativePath.split('/');
  if (!segments.every(isPlain) || !relativePath.endsWith('.git')) {
    throw new ContentUnavailable('unusable repository path');
  }
  return segments;
}

/** The quarantine's folders lie inside the repository, whatever its paths say. */
async function objectFolders(repository: string, quarantine: Quarantine): Promise<RepositoryFolder['objects']> {
  if (quarantine.objectDirectory === '') return null;
  const directory = await insideRepository(repository, quarantine.objectDirectory);
  const alternates: string[] = [join(repository, 'objects')];
  for (const alternate of quarantine.alternates) alternates.push(await insideRepository(repository, alternate));
  return { directory, alternates: [...new Set(alternates)] };
}

async function insideRepository(repository: string, relativePath: string): Promise<string> {
  const segments = relativePath.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (relativePath.startsWith('/') || !segments.every(isPlain))
    throw new ContentUnavailable('unusable object directory');
  const path = await existing(join(repository, ...segments));
  if (path === undefined || !isInside(path, repository)) {
    throw new ContentUnavailable('object directory outside its repository');
  }
  return path;
}

/** Names only: no way up, and nothing that Git would read as a separator or a quote in its list of alternates. */
function isPlain(segment: string): boolean {
  return SEGMENT.test(segment) && segment !== '.' && segment !== '..';
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(folder + sep);
}

async function existing(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    // A path through a file, a name longer than any, a circle of links: nothing that can answer.
    throw new ContentUnavailable(`unusable path: ${code ?? 'unknown'}`);
  }
}
