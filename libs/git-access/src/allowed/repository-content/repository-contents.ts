import { Inject, Injectable } from '@nestjs/common';
import { Configuration, Logger, type StorageConfiguration } from '@app/platform';
import { GitalyClients } from '../../gitaly/gitaly-clients.js';
import { GitalyContent } from './gitaly/gitaly-content.js';
import { LocalDiskContent } from './local-disk-content.js';
import type { RepositoryContent } from './repository-content.js';

/** Whom to ask about the repositories of each storage, as the configuration says. */
@Injectable()
export class RepositoryContents {
  private readonly byStorage: ReadonlyMap<string, RepositoryContent>;

  constructor(
    @Inject(Configuration) { GITALY_STORAGES }: Configuration,
    private readonly gitaly: GitalyClients,
    private readonly logger: Logger,
  ) {
    this.byStorage = new Map(
      Object.entries(GITALY_STORAGES).flatMap(([name, storage]) => {
        const content = this.contentOf(name, storage);
        return content ? [[name, content] as const] : [];
      }),
    );
  }

  /** Undefined for a storage that nobody can ask. */
  of(storage: string): RepositoryContent | undefined {
    return this.byStorage.get(storage);
  }

  /** Every storage that can be asked, by name. */
  all(): Iterable<readonly [storage: string, content: RepositoryContent]> {
    return this.byStorage;
  }

  private contentOf(name: string, { content }: StorageConfiguration): RepositoryContent | undefined {
    if (content.from === 'disk') return new LocalDiskContent(content.path);
    const client = this.gitaly.of(name);
    return client && new GitalyContent(client, this.logger);
  }
}
