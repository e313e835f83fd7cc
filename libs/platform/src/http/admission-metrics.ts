import { Counter, Gauge, type Registry } from 'prom-client';
import type { BudgetEnd } from './budget.js';

/** What the door counts. Every label value is there from the start, so that a rate is 0 and not absent. */
export class AdmissionMetrics {
  readonly refused: Counter;
  readonly stopped: Counter<'reason'>;

  constructor(registry: Registry, inFlight: () => number) {
    const registers = [registry];
    const gauge: Gauge = new Gauge({
      name: 'internal_api_requests_in_flight',
      help: 'Requests that were let in and are not answered yet.',
      registers,
      collect: () => gauge.set(inFlight()),
    });
    this.refused = new Counter({
      name: 'internal_api_requests_refused_total',
      help: 'Requests answered with 503 at the door, because too many were in flight.',
      registers,
    });
    this.stopped = new Counter({
      name: 'internal_api_requests_stopped_total',
      help: 'Requests whose work was stopped, because their time was up or their client had gone.',
      labelNames: ['reason'],
      registers,
    });
    const reasons: BudgetEnd[] = ['timeout', 'disconnect'];
    for (const reason of reasons) this.stopped.inc({ reason }, 0);
  }
}
