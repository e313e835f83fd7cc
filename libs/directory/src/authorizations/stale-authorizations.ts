import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Configuration, Database, describeError, Logger, Repetition } from '@app/platform';
import { REFRESH_STALE } from './stale-authorizations.sql.js';

const INTERVAL = 10 * 60_000;
/** Users of one statement: it holds the lock of whoever changes memberships. */
const BATCH = 200;

/**
 * Takes memberships and shares that have run out from `project_authorizations`. `/allowed` computes what has expired by
 * itself; whoever else reads the table, GitLab among them, sees it change within minutes of midnight.
 */
@Injectable()
export class StaleAuthorizations implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly repetition: Repetition;
  private stopping = false;

  constructor(
    private readonly database: Database,
    @Inject(Configuration) private readonly configuration: Configuration,
    private readonly logger: Logger,
  ) {
    this.repetition = new Repetition(
      INTERVAL,
      () => this.refresh(),
      (error) => logger.warn('stale authorizations not refreshed', describeError(error)),
    );
  }

  onApplicationBootstrap(): void {
    if (!this.configuration.DATABASE_READ_ONLY) this.repetition.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.repetition.stop();
  }

  /** Refreshes everybody whose rows are stale, part by part; returns how many users. */
  async refresh(): Promise<number> {
    let total = 0;
    for (let refreshed = BATCH; refreshed === BATCH && !this.stopping; total += refreshed) {
      const [row] = await this.database.query<{ refreshed: number }>(REFRESH_STALE, [BATCH]);
      refreshed = row?.refreshed ?? 0;
    }
    if (total > 0) this.logger.info('stale authorizations refreshed', { users: total });
    return total;
  }
}
