import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock, Configuration, Database, describeError, Logger, Repetition } from '@app/platform';
import { KEEP_PARTITIONS } from './decision-log.sql.js';

const HOUR = 3_600_000;
/** Days for which there are partitions beforehand: so long may no worker run without rows in the wrong place. */
const AHEAD = 3;

/**
 * Makes the partitions of the decision log ahead of their days and drops those that are too old, every hour. Any number
 * of workers may do it. It needs no queue: a log must not fill up because Redis is away.
 */
@Injectable()
export class PartitionKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly repetition: Repetition;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(Configuration) private readonly configuration: Configuration,
    private readonly logger: Logger,
  ) {
    this.repetition = new Repetition(
      HOUR,
      () => this.keep(),
      (error) => logger.warn('decision log partitions not kept', describeError(error)),
    );
  }

  onApplicationBootstrap(): void {
    if (!this.configuration.DATABASE_READ_ONLY) this.repetition.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.repetition.stop();
  }

  /** Does what is due today. */
  async keep(): Promise<void> {
    const values = [this.clock.today(), AHEAD, this.configuration.DECISION_LOG_DAYS];
    const [done] = await this.database.query<{ made: number; dropped: number }>(KEEP_PARTITIONS, values);
    if (done && done.made + done.dropped > 0) this.logger.info('decision log partitions kept', done);
  }
}
