import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { HttpMetrics } from './http-metrics.js';
import { StoreMetrics } from './store-metrics.js';

/** The metrics of this process, in a registry of its own, so that two applications in one process do not mix. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  readonly http = new HttpMetrics(this.registry);
  readonly stores = new StoreMetrics(this.registry);

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }
}
