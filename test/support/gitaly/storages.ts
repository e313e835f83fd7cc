import type { Metadata } from '@grpc/grpc-js';
import { existsSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { OpenRepository } from './git.js';
import type { RepositoryMessage } from './messages.js';
import { refusals } from './refusal.js';
import type { GitalySettings } from './settings.js';

const ENTRIES = ['objects', 'refs', 'HEAD'];

/** Where a message points to, without a look at the disk; refuses what no server would follow (gitaly.md 3.4). */
export function locate(repository: RepositoryMessage | null, { storages }: GitalySettings): string {
  if (repository === null) throw refusals.invalid('repository not set');
  const folder = storages[repository.storageName];
  if (folder === undefined) {
    throw refusals.invalid(`GetStorageByName: no such storage: "${repository.storageName}"`);
  }
  const path = join(folder, repository.relativePath);
  if (repository.relativePath === '' || relative(folder, path).startsWith('..')) {
    throw refusals.invalid('GetRepoPath: relative path escapes root directory');
  }
  return path;
}

export function isRepository(path: string): boolean {
  return ENTRIES.every((entry) => existsSync(join(path, entry)));
}

/** Opens a repository for one read, with its quarantine as gitaly.md 3.2 and 3.3 say. */
export function open(
  repository: RepositoryMessage | null,
  metadata: Metadata,
  settings: GitalySettings,
): OpenRepository {
  const located = locate(repository, settings);
  const { gitObjectDirectory: directory = '', gitAlternateObjectDirectories: alternates = [] } = repository ?? {};
  const quarantined = directory !== '' || alternates.length > 0;
  const path =
    quarantined && settings.transactions && repository !== null
      ? locate({ ...repository, relativePath: snapshot(metadata) }, settings)
      : located;
  const missing = ENTRIES.find((entry) => !existsSync(join(path, entry)));
  if (missing !== undefined) {
    if (settings.era === 'now' && existsSync(path) && statSync(path).isDirectory()) {
      throw refusals.precondition(`repository not valid: "${missing}" does not exist`);
    }
    throw refusals.notFound('repository not found');
  }
  // Another node than the primary has no such folder, and git finds nothing in it.
  const elsewhere = settings.praefect && metadata.get('gitaly-route-repository-accessor-policy')[0] !== 'primary-only';
  return {
    path,
    objectDirectory: directory === '' ? undefined : join(path, elsewhere ? `${directory}-of-another-node` : directory),
    alternates: alternates.map((alternate) => join(path, alternate)),
  };
}

function snapshot(metadata: Metadata): string {
  const [path] = metadata.get('relative-path-bin');
  if (path === undefined) throw refusals.internal('quarantined request did not contain snapshot relative path');
  return path.toString();
}
