import type { PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import type { Budget } from '../http/budget.js';
import { isPlanOutdated } from '../stores/outdated-plan.js';
import { cancelStatements } from './cancel-statement.js';
import { DescribedOnce } from './described-once.js';
import { internalsOf } from './driver-internals.js';
import { isQueryTimeout } from './query-timeout.js';

/**
 * One connection on loan from the pool. A statement that nobody waits for any more is cancelled at the server, and its
 * connection is not used again: whatever it still says belongs to no one.
 */
export class Loan {
  private lost: Error | undefined;
  private running = false;
  private cancelling: Promise<void> | undefined;
  private readonly onError = (error: Error): void => this.abandon(error);

  /** `budget` null: the statements end by `DATABASE_QUERY_TIMEOUT` alone. */
  constructor(
    private readonly client: PoolClient,
    private readonly budget: Budget | null,
  ) {
    // The pool listens to idle connections only: one that ends in between two statements would end the process.
    client.on('error', this.onError);
  }

  /** False once the connection is lost or given up. */
  get usable(): boolean {
    return this.lost === undefined;
  }

  /** @throws BudgetEnded as soon as the budget ends, before or during the statement */
  run<Row extends QueryResultRow>(config: QueryConfig): Promise<QueryResult<Row>> {
    const { budget, client } = this;
    return new Promise((resolve, reject) => {
      if (budget?.ended) return reject(budget.ended);
      const stop = (ended: Error): void => {
        this.giveUp(ended);
        reject(ended);
      };
      budget?.watch(stop);
      this.running = true;
      const query = new DescribedOnce<Row>(config, (error, result) => {
        this.running = false;
        budget?.unwatch(stop);
        if (error === null) return resolve(result);
        if (isQueryTimeout(error)) this.giveUp(error);
        if (isPlanOutdated(error)) this.abandon(error);
        reject(error);
      });
      client.query(query);
    });
  }

  /** The connection is in a state that nobody should meet: it is dropped at the end. */
  abandon(reason: Error): void {
    this.lost ??= reason;
  }

  /** Gives the connection back, or drops it when it is of no more use; waits for nothing. */
  end(): void {
    const release = (): void => {
      // The driver would wait for a statement that has not ended.
      if (this.running) internalsOf(this.client).connection.stream.destroy();
      this.client.off('error', this.onError);
      this.client.release(this.lost);
    };
    // Behind a pgbouncer a statement can be cancelled only while its connection is there.
    if (this.cancelling) void this.cancelling.then(release);
    else release();
  }

  private giveUp(reason: Error): void {
    this.abandon(reason);
    this.cancelling ??= cancelStatements(this.client, () => !this.running);
  }
}
