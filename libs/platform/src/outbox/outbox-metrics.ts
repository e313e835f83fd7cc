import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { describeError, Logger } from '../logging/logger.js';
import { Metrics } from '../metrics/metrics.js';
import { within } from '../metrics/within.js';
import { BACKLOG } from './outbox.sql.js';

interface Backlog {
  waiting: number;
  failed: number;
  oldest: Date | null;
  bytes: number;
}

/**
 * What the service still owes, read when somebody looks: a growing age says that promises are not kept. Without the
 * database there is no value, and the other metrics are told all the same.
 */
@Injectable()
export class OutboxMetrics {
  private reading: Promise<Backlog | undefined> | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly logger: Logger,
    { registry }: Metrics,
  ) {
    const gauge = (
      name: string,
      help: string,
      show: (gauge: Gauge, backlog: Backlog) => void,
      labelNames: string[] = [],
    ): void => {
      const read = (): Promise<Backlog | undefined> => this.backlog();
      new Gauge({
        name,
        help,
        labelNames,
        registers: [registry],
        async collect() {
          const backlog = await read();
          if (backlog !== undefined) show(this, backlog);
          else if (labelNames.length > 0) this.reset();
          else this.remove();
        },
      });
    };
    gauge(
      'internal_api_outbox_jobs',
      'Promised jobs in the outbox: waiting to be done, or set aside as failed.',
      (jobs, { waiting, failed }) => {
        jobs.set({ state: 'waiting' }, waiting);
        jobs.set({ state: 'failed' }, failed);
      },
      ['state'],
    );
    gauge('internal_api_outbox_lag_seconds', 'Age of the oldest job that waits.', (lag, { oldest }) =>
      lag.set(oldest === null ? 0 : (this.clock.now().getTime() - oldest.getTime()) / 1000),
    );
    gauge('internal_api_outbox_bytes', 'Room that the outbox takes on disk, its indexes included.', (size, { bytes }) =>
      size.set(bytes),
    );
  }

  /** The gauges of one scrape are read at once, and share one statement; a database that hangs holds up none. */
  private backlog(): Promise<Backlog | undefined> {
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return within(this.reading);
  }

  private async read(): Promise<Backlog | undefined> {
    try {
      const [backlog] = await this.database.query<Backlog>(BACKLOG);
      return backlog;
    } catch (error) {
      this.logger.warn('outbox unreadable', describeError(error));
      return undefined;
    }
  }
}
