import { Inject, Injectable } from '@nestjs/common';
import { Configuration } from '@app/platform';
import { LocalDiskContent } from './local-disk-content.js';
import type { RepositoryContent } from './repository-content.js';

/** Which storages can be asked: those whose configuration names a folder that this process can read. */
@Injectable()
export class RepositoryContents {
  private readonly byStorage: ReadonlyMap<string, RepositoryContent>;

  constructor(@Inject(Configuration) configuration: Configuration) {
    this.byStorage = new Map(
      Object.entries(configuration.GITALY_STORAGES).flatMap(([storage, { path }]) =>
        path === undefined ? [] : [[storage, new LocalDiskContent(path)] as const],
      ),
    );
  }

  /** Undefined for a storage that nobody can ask. */
  of(storage: string): RepositoryContent | undefined {
    return this.byStorage.get(storage);
  }
}
