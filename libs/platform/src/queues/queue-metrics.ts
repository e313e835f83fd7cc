import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import Bull from 'bull';
import { Gauge } from 'prom-client';
import { Metrics } from '../metrics/metrics.js';
import { within } from '../metrics/within.js';

const STATES = ['waiting', 'active', 'delayed', 'failed'] as const;

/** How full the queues of this process are, read from Redis when somebody looks; without Redis there is no value. */
@Injectable()
export class QueueMetrics implements OnApplicationBootstrap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    const queues = this.discovery
      .getProviders()
      .flatMap(({ instance }) => (instance instanceof Bull ? [instance] : []));
    new Gauge({
      name: 'internal_api_queue_jobs',
      help: 'Jobs of a Bull queue by state.',
      labelNames: ['queue', 'state'],
      registers: [this.metrics.registry],
      async collect() {
        this.reset();
        await Promise.all(
          queues.map(async (queue) => {
            const counts = await within(queue.getJobCounts());
            if (counts) for (const state of STATES) this.set({ queue: queue.name, state }, counts[state]);
          }),
        );
      },
    });
  }
}
