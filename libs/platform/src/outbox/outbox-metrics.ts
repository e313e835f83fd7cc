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
  constructor(database: Database, clock: Clock, { registry }: Metrics) {
    const jobs = new Gauge({
      name: 'internal_api_outbox_jobs',
      help: 'Promised jobs in the outbox: waiting to be done, or set aside as failed.',
      labelNames: ['state'],
      registers: [registry],
      collect: async () => {
        const [backlog] = await database.query<Backlog>(BACKLOG);
        jobs.set({ state: 'waiting' }, backlog?.waiting ?? 0);
        jobs.set({ state: 'failed' }, backlog?.failed ?? 0);
        const since = backlog?.oldest ?? null;
        age.set(since === null ? 0 : (clock.now().getTime() - since.getTime()) / 1000);
      },
    });
    const age = new Gauge({
      name: 'internal_api_outbox_lag_seconds',
      help: 'Age of the oldest job that waits.',
      registers: [registry],
    });
  }
}
