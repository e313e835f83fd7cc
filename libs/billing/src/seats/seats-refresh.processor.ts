import { InjectQueue, Process, Processor } from '@nestjs/bull';
import { Inject, type OnApplicationBootstrap } from '@nestjs/common';
import { Configuration, describeError, Logger } from '@app/platform';
import type { Queue } from 'bull';
import { Seats } from './seats.js';

export const SEATS_QUEUE = 'billing_seats';
const REFRESH_JOB = 'refresh_seats';

/** Attempts, and milliseconds before the second one; the next day tries again by itself. */
const RETRY = { attempts: 3, backoff: { type: 'exponential', delay: 60_000 } };
/** Runs whose traces stay in Redis, for the queue's page. */
const KEPT = 30;

/**
 * Refreshes the seats of all paid subscriptions once a day. Every worker asks for it when it starts; Bull knows a
 * repetition by its schedule, so it is one, and each of its runs is done by one worker.
 */
@Processor(SEATS_QUEUE)
export class SeatsRefreshProcessor implements OnApplicationBootstrap {
  constructor(
    @InjectQueue(SEATS_QUEUE) private readonly queue: Queue<object>,
    private readonly seats: Seats,
    @Inject(Configuration) private readonly configuration: Configuration,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.queue.on('error', (error) => this.logger.warn('queue connection failed', describeError(error)));
    // Without Redis the worker starts all the same; the schedule is kept there, so it is asked for when Redis is back.
    const schedule = () =>
      void this.schedule().catch((error: unknown) =>
        this.logger.warn('seats refresh not scheduled', describeError(error)),
      );
    this.queue.client.on('ready', schedule);
    if (this.queue.client.status === 'ready') schedule();
  }

  @Process(REFRESH_JOB)
  async refresh(): Promise<void> {
    const subscriptions = await this.seats.refreshAll();
    this.logger.info('seats refreshed', { subscriptions });
  }

  /** Asks for the repetition, and drops one that an earlier configuration has asked for. */
  async schedule(): Promise<void> {
    const cron = this.configuration.SEATS_REFRESH_SCHEDULE;
    for (const repetition of await this.queue.getRepeatableJobs()) {
      if (repetition.cron !== cron) await this.queue.removeRepeatableByKey(repetition.key);
    }
    await this.queue.add(
      REFRESH_JOB,
      {},
      { ...RETRY, repeat: { cron, tz: 'UTC' }, removeOnComplete: KEPT, removeOnFail: KEPT },
    );
  }
}
