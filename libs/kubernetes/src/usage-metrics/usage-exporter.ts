import { Injectable, type OnModuleInit } from '@nestjs/common';
import { describeError, Logger, Metrics } from '@app/platform';
import { Counter, Gauge } from 'prom-client';
import { COUNTERS, counterNames, UNIQUE_COUNTERS, uniqueCounterNames } from './counters.js';
import { UsageCounters } from './usage-counters.js';

/** Behind each description, because every process tells the same number. */
const SHARED = 'over all processes: take the maximum, not the sum.';

/** Shows the usage of kas among the metrics of this process. Every scrape reads Redis; without it there is no value. */
@Injectable()
export class UsageExporter implements OnModuleInit {
  constructor(
    private readonly counters: UsageCounters,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    const { counters } = this;
    const read = this.read.bind(this);
    const registers = [this.metrics.registry];
    for (const name of counterNames) {
      new Counter({
        name: `kubernetes_agent_${name}`,
        help: `${COUNTERS[name]}, ${SHARED}`,
        registers,
        async collect() {
          const total = await read(() => counters.total(name));
          this.remove();
          if (total !== undefined) this.inc(Number(total));
        },
      });
    }
    for (const name of uniqueCounterNames) {
      new Gauge({
        name: `kubernetes_agent_${name}`,
        help: `${UNIQUE_COUNTERS[name]} in this ISO week, ${SHARED}`,
        registers,
        async collect() {
          const seen = await read(() => counters.uniqueThisWeek(name));
          this.remove();
          if (seen !== undefined) this.set(seen);
        },
      });
    }
  }

  /** A scrape must not fail as a whole because one store does not answer. */
  private async read<Value>(ask: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await ask();
    } catch (error) {
      this.logger.warn('usage of kas unreadable', describeError(error));
      return undefined;
    }
  }
}
