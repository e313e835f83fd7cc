import { Inject, Injectable } from '@nestjs/common';
import {
  formatRepositoryIdentifier,
  gitalyConnection,
  gitalyRepository,
  hashedDiskPath,
  type GitalyConnection,
  type GitalyRepository,
} from '@app/directory';
import { Configuration } from '@app/platform';

/** A project and where its repository lies, as the statements of this library bring it. */
export interface ProjectRepository {
  readonly id: number;
  readonly fullPath: string;
  readonly storage: string;
  /** Null for old projects without a row of their own: those use hashed storage. */
  readonly diskPath: string | null;
  /** Null where it was never recorded. */
  readonly defaultBranch: string | null;
}

/** What kas needs to read a repository from Gitaly (kubernetes.md 2). */
export interface RepositoryAnswer {
  readonly gitaly_info: GitalyConnection;
  readonly gitaly_repository: GitalyRepository;
  readonly default_branch?: string;
}

/** Names and types of the repository's fields in answers to kas. */
@Injectable()
export class RepositoryPresenter {
  constructor(@Inject(Configuration) private readonly configuration: Configuration) {}

  /** @throws Error when the project's storage is not configured */
  present({ id, fullPath, storage, diskPath, defaultBranch }: ProjectRepository): RepositoryAnswer {
    return {
      gitaly_info: gitalyConnection(this.configuration, storage),
      gitaly_repository: gitalyRepository({
        storage,
        relativePath: `${diskPath ?? hashedDiskPath('@hashed', id)}.git`,
        identifier: formatRepositoryIdentifier({ kind: 'project', id }),
        fullPath,
      }),
      ...(defaultBranch === null ? {} : { default_branch: defaultBranch }),
    };
  }
}
