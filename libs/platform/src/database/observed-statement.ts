import { BudgetEnded } from '../http/budget.js';
import { noteCost } from '../logging/request-context.js';
import type { StoreMetrics } from '../metrics/store-metrics.js';
import { isStoreUnavailable } from '../stores/unavailable.js';
import { traced } from '../tracing/tracing.js';

interface Observable {
  readonly name: string;
  readonly text: string;
}

/** Runs a statement under the eyes of metrics, of the log line of the request that asked, and of its trace. */
export function observed<Rows>(statement: Observable, metrics: StoreMetrics, run: () => Promise<Rows>): Promise<Rows> {
  const begin = performance.now();
  const note = (failure?: ReturnType<typeof failureOf>): void => {
    const seconds = (performance.now() - begin) / 1000;
    metrics.statement(statement.name, seconds, failure);
    noteCost('db', seconds);
  };
  // No `async`: each more of them costs every statement (docs/performance.md).
  return traced(() => spanOf(statement), run).then(
    (rows) => {
      note();
      return rows;
    },
    (error: unknown) => {
      note(failureOf(error));
      throw error;
    },
  );
}

/** A statement that was stopped because nobody waits for it any more has not failed. */
function failureOf(error: unknown): 'unavailable' | 'fault' | undefined {
  if (error instanceof BudgetEnded) return undefined;
  return isStoreUnavailable(error) ? 'unavailable' : 'fault';
}

const spanOf = ({ name, text }: Observable) =>
  ({
    name: `sql ${name}`,
    kind: 'client',
    attributes: { 'db.system.name': 'postgresql', 'db.query.summary': name, 'db.query.text': text },
  }) as const;
