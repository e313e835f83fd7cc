import type { QueryConfig, QueryResultRow } from 'pg';
import type { Budget, BudgetEnded } from '../http/budget.js';

/** One statement that only reads, from its caller to its rows. */
export class Read {
  /** How often it has been run again: nothing happens twice by that. */
  repeated = 0;
  /** The part of its queue's time in which it came there. */
  queuedIn = 0;
  /** Called when its caller wants it no more: by whoever has it, one function for all of theirs. */
  onStop: ((read: Read, ended: BudgetEnded) => void) | undefined;
  private over = false;
  private readonly stop = (ended: BudgetEnded): void => {
    this.over = true;
    this.reject(ended);
    this.onStop?.(this, ended);
  };

  constructor(
    readonly config: QueryConfig,
    private readonly budget: Budget | null,
    private readonly resolve: (rows: QueryResultRow[]) => void,
    private readonly reject: (error: Error) => void,
  ) {
    budget?.watch(this.stop);
  }

  /** False once its caller has an answer. */
  get wanted(): boolean {
    return !this.over;
  }

  succeed(rows: QueryResultRow[]): void {
    if (this.end()) this.resolve(rows);
  }

  fail(error: Error): void {
    if (this.end()) this.reject(error);
  }

  private end(): boolean {
    if (this.over) return false;
    this.over = true;
    this.budget?.unwatch(this.stop);
    return true;
  }
}
