import { ServiceUnavailable } from './wire-errors.js';

/** Its time is up, or its client has gone. */
export type BudgetEnd = 'timeout' | 'disconnect';

/** What the work of a request fails with when its budget ends: 503, if anybody is left to read it. */
export class BudgetEnded extends ServiceUnavailable {
  constructor(readonly reason: BudgetEnd) {
    super();
  }
}

/**
 * For how long the work of one request is wanted. Whoever starts something that costs (a statement, a look into a
 * repository) watches the budget and stops it when the budget ends. One small object for each request, with nothing
 * behind it until somebody watches: it lies on the fastest path.
 */
export class Budget {
  private over: BudgetEnded | undefined;
  private answered = false;
  private watchers: Set<(ended: BudgetEnded) => void> | undefined;
  private controller: AbortController | undefined;

  /** The error that work should fail with by now; undefined while it is wanted. */
  get ended(): BudgetEnded | undefined {
    return this.over;
  }

  /** Calls `stop` once if the budget ends before `unwatch(stop)`. */
  watch(stop: (ended: BudgetEnded) => void): void {
    this.watchers ??= new Set();
    this.watchers.add(stop);
  }

  unwatch(stop: (ended: BudgetEnded) => void): void {
    this.watchers?.delete(stop);
  }

  /** The same as a signal, for what takes one. Made when it is first asked for. */
  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.over) this.controller.abort(this.over);
    }
    return this.controller.signal;
  }

  /** Stops what is watching. Nothing happens after `close()`, or a second time. */
  end(reason: BudgetEnd): void {
    if (this.answered || this.over !== undefined) return;
    const over = new BudgetEnded(reason);
    this.over = over;
    this.controller?.abort(over);
    const { watchers } = this;
    this.watchers = undefined;
    if (watchers) for (const stop of watchers) stop(over);
  }

  /** The answer is out. What still runs was begun for later, such as a mark of use, and may go on. */
  close(): void {
    this.answered = true;
    this.watchers = undefined;
  }
}
