import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Queue } from 'bull';
import { setTimeout as sleep } from 'node:timers/promises';
import { Clock } from '../clock/clock.js';
import { Configuration } from '../config/configuration.js';
import { Database } from '../database/database.js';
import { describeError, Logger } from '../logging/logger.js';
import type { OutboxTicket } from './outbox.js';
import { CLAIM, RELEASE } from './outbox.sql.js';

const BATCH = 100;
/** A ticket that was not served for so long is taken for lost with Redis and handed over again. */
const LOST_AFTER = 60_000;
/** Longest pause after failures in a row. */
const LONGEST_PAUSE = 5_000;

interface Claimed {
  id: number;
  queue: string;
}

/**
 * Feeds Bull from the outbox, at least once: a row is claimed, its ticket is added, and it stays until the work is done.
 * Any number of relays may run, since each claims rows that no other holds.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly queues = new Map<string, Queue<OutboxTicket>>();
  private readonly stop = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(Configuration) private readonly configuration: Configuration,
    private readonly logger: Logger,
  ) {}

  /** Names the Bull queue that serves rows of this queue. */
  register(queue: Queue<OutboxTicket>): void {
    queue.on('error', (error) => this.logger.warn('queue connection failed', describeError(error)));
    this.queues.set(queue.name, queue);
  }

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.stop.signal.aborted) {
      let found = 0;
      try {
        found = await this.relayBatch();
        failures = 0;
      } catch (error) {
        failures += 1;
        this.logger.warn('outbox relay failed', describeError(error));
      }
      if (found === BATCH) continue;
      const pause = Math.min(this.configuration.OUTBOX_POLL_INTERVAL * 2 ** failures, LONGEST_PAUSE);
      await sleep(pause, undefined, { signal: this.stop.signal }).catch(() => undefined);
    }
  }

  /** Hands over what is due; returns how many rows were claimed. */
  private async relayBatch(): Promise<number> {
    const now = this.clock.now();
    const rows = await this.database.query<Claimed>(CLAIM, [now, new Date(now.getTime() - LOST_AFTER), BATCH]);
    for (const [name, queue] of this.queues) {
      const ids = rows.filter((row) => row.queue === name).map((row) => row.id);
      if (ids.length === 0) continue;
      try {
        await queue.addBulk(ids.map((id) => ({ name: '__default__', data: { id }, opts: ticketOptions(id) })));
      } catch (error) {
        await this.database.query(RELEASE, [ids]);
        throw error;
      }
    }
    return rows.length;
  }
}

/** Bull knows the ticket by the row's id, so that handing it over twice adds it once; no trace of it stays in Redis. */
function ticketOptions(id: number) {
  return { jobId: `outbox-${id}`, attempts: 1, removeOnComplete: true, removeOnFail: true };
}
