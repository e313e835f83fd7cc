import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { Metrics } from '../metrics/metrics.js';
import { BACKLOG } from './outbox.sql.js';

interface Backlog {
  waiting: number;
  failed: number;
  oldest: Date | null;
}

/** What the service still owes, read when somebody looks: a growing age says that promises are not kept. */
@Injectable()
export class OutboxMetrics {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    { registry }: Metrics,
  ) {
    const jobs = new Gauge({
      name: 'internal_api_outbox_jobs',
      help: 'Promised jobs in the outbox: waiting to be done, or set aside as failed.',
      labelNames: ['state'],
      registers: [registry],
      collect: async () => {
        const { waiting, failed } = await this.backlog();
        jobs.set({ state: 'waiting' }, waiting);
        jobs.set({ state: 'failed' }, failed);
      },
    });
    const lag = new Gauge({
      name: 'internal_api_outbox_lag_seconds',
      help: 'Age of the oldest job that waits.',
      registers: [registry],
      collect: async () => {
        const { oldest } = await this.backlog();
        lag.set(oldest === null ? 0 : (this.clock.now().getTime() - oldest.getTime()) / 1000);
      },
    });
  }

  /** One scrape reads each gauge on its own, so each asks. */
  private async backlog(): Promise<Backlog> {
    const [backlog] = await this.database.query<Backlog>(BACKLOG);
    return backlog as Backlog;
  }
}
