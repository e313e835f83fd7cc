import type { Configuration } from '@app/platform';

/** How Gitaly is reached, as GitLab Shell and kas read it (clients.md 5). */
export interface GitalyConnection {
  readonly address: string;
  readonly token: string | null;
  /** Text to text: a boolean would make the whole answer unreadable to kas (clients.md row 90). */
  readonly features: Readonly<Record<string, string>>;
}

/** Gitaly's repository message, without the quarantine folders that only `/allowed` knows. */
export interface GitalyRepository {
  readonly storage_name: string;
  readonly relative_path: string;
  readonly gl_repository: string;
  readonly gl_project_path: string;
  readonly git_object_directory: string;
  readonly git_alternate_object_directories: readonly string[];
}

/** What is known of a repository's place. */
export interface RepositoryPlace {
  readonly storage: string;
  /** Below the storage, with its ending `.git`. */
  readonly relativePath: string;
  /** `project-7` and its like. */
  readonly identifier: string;
  readonly fullPath: string;
}

/**
 * The connection of a storage, by the name that the database gives it.
 * @throws Error for a storage that is not configured: a fault of ours, never a refusal (git-access.md 3.11)
 */
export function gitalyConnection(configuration: Configuration, storage: string): GitalyConnection {
  const known = Object.hasOwn(configuration.GITALY_STORAGES, storage)
    ? configuration.GITALY_STORAGES[storage]
    : undefined;
  if (known === undefined) throw new Error(`storage ${storage} is not configured`);
  const { address, token, features } = known;
  return { address, token, features };
}

/** The repository message of a place; no quarantine. */
export function gitalyRepository({ storage, relativePath, identifier, fullPath }: RepositoryPlace): GitalyRepository {
  return {
    storage_name: storage,
    relative_path: relativePath,
    git_object_directory: '',
    git_alternate_object_directories: [],
    gl_repository: identifier,
    gl_project_path: fullPath,
  };
}
