import { Injectable, type OnModuleInit } from '@nestjs/common';
import { describeError, Logger, OtherChecks, type PartStatus } from '@app/platform';
import type { RepositoryContent } from './repository-content.js';
import { RepositoryContents } from './repository-contents.js';

/** Milliseconds; a probe has no more patience. */
const PATIENCE = 2_000;

/** Shows in `/-/readiness?all=1` how each storage that can be asked is, under GitLab's own name for it. */
@Injectable()
export class StorageChecks implements OnModuleInit {
  constructor(
    private readonly contents: RepositoryContents,
    private readonly others: OtherChecks,
    private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.others.register('gitaly', () =>
      Promise.all([...this.contents.all()].map(([storage, content]) => this.check(storage, content))),
    );
  }

  private async check(storage: string, content: RepositoryContent): Promise<PartStatus> {
    const labels = { shard: storage };
    try {
      await content.check({ signal: AbortSignal.timeout(PATIENCE), left: PATIENCE });
      return { status: 'ok', labels };
    } catch (error) {
      this.logger.warn('storage does not answer', { gitaly_storage: storage, ...describeError(error) });
      return { status: 'failed', message: 'unavailable', labels };
    }
  }
}
