import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { Configuration } from '../config/configuration.js';
import { describeError, Logger } from '../logging/logger.js';
import { Repetition } from '../process/repetition.js';
import { OutboxJobs } from './outbox-jobs.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Keeps the outbox from growing for ever. What is done goes by itself and what waits stays, however much it is, because it
 * was promised; what was set aside goes `OUTBOX_FAILED_DAYS` later, with a line in the log for each.
 */
@Injectable()
export class OutboxKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly repetition: Repetition;

  constructor(
    private readonly jobs: OutboxJobs,
    private readonly clock: Clock,
    @Inject(Configuration) private readonly configuration: Configuration,
    private readonly logger: Logger,
  ) {
    this.repetition = new Repetition(
      HOUR,
      () => this.prune(),
      (error) => logger.warn('outbox not pruned', describeError(error)),
    );
  }

  onApplicationBootstrap(): void {
    if (!this.configuration.DATABASE_READ_ONLY) this.repetition.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.repetition.stop();
  }

  /** Forgets what was set aside too long ago. */
  async prune(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - this.configuration.OUTBOX_FAILED_DAYS * DAY);
    for (const { id, queue, error, created_at: promised } of await this.jobs.prune(before)) {
      this.logger.warn('job forgotten', { outbox_id: id, queue, error_message: error, promised_at: promised });
    }
  }
}
