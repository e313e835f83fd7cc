import { Injectable } from '@nestjs/common';
import { Metrics } from '@app/platform';
import { Counter, Gauge } from 'prom-client';
import { DENIAL_CODES } from '../decision/index.js';
import { OTHER_RULES, ruleOf, type Ending } from './logged-decision.js';

/** The rule of a grant. */
const NO_RULE = 'none';

const OUTCOMES = ['written', 'full', 'refused'] as const;

/** What `/allowed` decides, and what becomes of the log of it. Every series is there from the boot on. */
@Injectable()
export class DecisionMetrics {
  private readonly decisions: Counter;
  private readonly rows: Counter;
  private readWaiting = (): number => 0;

  constructor({ registry }: Metrics) {
    const registers = [registry];
    this.decisions = new Counter({
      name: 'internal_api_access_decisions_total',
      help: 'Decisions of /internal/allowed, by verdict and by the rule that refused.',
      labelNames: ['verdict', 'rule'],
      registers,
    });
    this.rows = new Counter({
      name: 'internal_api_decision_log_rows_total',
      help: 'Rows of the decision log: written, dropped because the buffer was full, or refused by the database.',
      labelNames: ['outcome'],
      registers,
    });
    const waiting: Gauge = new Gauge({
      name: 'internal_api_decision_log_waiting',
      help: 'Rows of the decision log that are not written yet.',
      registers,
      collect: () => waiting.set(this.readWaiting()),
    });
    const { limited, unavailable, fault } = OTHER_RULES;
    this.decisions.inc({ verdict: 'granted', rule: NO_RULE }, 0);
    for (const rule of DENIAL_CODES) this.decisions.inc({ verdict: 'refused', rule }, 0);
    this.decisions.inc({ verdict: 'limited', rule: limited }, 0);
    for (const rule of [unavailable, fault]) this.decisions.inc({ verdict: 'failed', rule }, 0);
    for (const outcome of OUTCOMES) this.rows.inc({ outcome }, 0);
  }

  decided(ending: Ending): void {
    this.decisions.inc({ verdict: ending.verdict, rule: ruleOf(ending) ?? NO_RULE });
  }

  logged(outcome: (typeof OUTCOMES)[number], count: number): void {
    this.rows.inc({ outcome }, count);
  }

  /** `read` is asked at every scrape. */
  watch(read: () => number): void {
    this.readWaiting = read;
  }
}
