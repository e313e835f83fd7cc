import { Injectable } from '@nestjs/common';
import { Metrics } from '@app/platform';
import { Gauge, Histogram } from 'prom-client';

const BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What calls of Gitaly cost, and which storages are not called at all. */
@Injectable()
export class GitalyMetrics {
  readonly duration: Histogram<'storage' | 'method' | 'code'>;
  readonly circuitOpen: Gauge<'storage'>;

  constructor({ registry }: Metrics) {
    this.duration = new Histogram({
      name: 'gitaly_call_duration_seconds',
      help: 'Time of one call of Gitaly, its retries and its whole answer included, by storage, method and code.',
      labelNames: ['storage', 'method', 'code'],
      buckets: BUCKETS,
      registers: [registry],
    });
    this.circuitOpen = new Gauge({
      name: 'gitaly_circuit_open',
      help: '1 while a storage is not called because its Gitaly does not answer.',
      labelNames: ['storage'],
      registers: [registry],
    });
  }
}
