import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool, QueryConfig, QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import { Configuration } from '../config/configuration.js';
import { BudgetEnded, type Budget } from '../http/budget.js';
import { requestBudget } from '../logging/request-context.js';
import { Metrics } from '../metrics/metrics.js';
import { isPlanOutdated } from '../stores/outdated-plan.js';
import { StoreUnreachable } from '../stores/unavailable.js';
import { Loan } from './loan.js';
import { observed } from './observed-statement.js';
import { exposePool } from './pool-metrics.js';
import { RecentWriters, type Actor } from './recent-writers.js';
import { Replicas, type Choice, type ReadOutcome } from './replicas.js';
import { SharedReads } from './shared-reads.js';

/** A statement with a name: PostgreSQL plans it once for each connection. Names are unique in the whole service. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** What runs statements: the pool, or one connection inside a transaction. */
export interface Queries {
  query<Row extends QueryResultRow>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

/** The primary, or a replica. */
interface Server {
  readonly pool: Pool;
  readonly reads: SharedReads;
}

/**
 * SQL on the pool that TypeORM owns. Everything on the path of a request goes through here: hydrating entities costs
 * more than the query itself.
 *
 * Statements belong to the budget of the request that is being served: when it ends they are cancelled at the server and
 * fail with `BudgetEnded`. What a request sets off for others as well, or for later, is given `null` for a budget.
 */
@Injectable()
export class Database implements Queries {
  private readonly primary: Server;

  constructor(
    @InjectDataSource() dataSource: DataSource,
    @Inject(Configuration) private readonly configuration: Configuration,
    private readonly metrics: Metrics,
    private readonly replicas: Replicas,
    private readonly writers: RecentWriters,
  ) {
    const pool = (dataSource.driver as unknown as { master: Pool }).master;
    this.primary = { pool, reads: new SharedReads(pool) };
    exposePool(this.primary, metrics.registry);
  }

  /** Runs one statement on a connection of the pool. */
  query<Row extends QueryResultRow>(
    statement: Statement,
    values: readonly unknown[] = [],
    budget: Budget | null = requestBudget() ?? null,
  ): Promise<Row[]> {
    return this.queryAt(this.primary.pool, statement, values, budget);
  }

  /**
   * Runs one statement that only reads, beside others on one connection, and again when it is lost with its
   * connection; at a replica if there is one that is near enough. What it finds may lack the changes
   * of the last `DATABASE_REPLICA_MAX_LAG` milliseconds, except for those that its actors made (`RecentWriters.note`).
   * @param about whom the rows are about; none when nobody reads there what he wrote
   */
  read<Row extends QueryResultRow>(
    statement: Statement,
    values: readonly unknown[] = [],
    about: (rows: readonly Row[]) => readonly Actor[] = () => [],
  ): Promise<Row[]> {
    return this.replicas.none
      ? this.readAt(this.primary, statement, values)
      : this.readNearby(statement, values, about);
  }

  /**
   * Runs `work` in one transaction on one connection; rolls back when it throws. A connection that is lost, or busy with
   * a statement that nobody waits for any more, is not waited for: it is dropped, and PostgreSQL rolls back by itself.
   */
  async transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    const loan = await this.borrow(requestBudget() ?? null);
    try {
      await loan.run({ text: 'BEGIN' });
      const result = await work({
        query: (statement, values = []) => this.queryOn(loan, statement, values),
      });
      await loan.run({ text: 'COMMIT' });
      return result;
    } catch (error) {
      if (loan.usable) await loan.run({ text: 'ROLLBACK' }).catch((lost: Error) => loan.abandon(lost));
      throw error;
    } finally {
      loan.end();
    }
  }

  private async readNearby<Row extends QueryResultRow>(
    statement: Statement,
    values: readonly unknown[],
    about: (rows: readonly Row[]) => readonly Actor[],
  ): Promise<Row[]> {
    const choice = this.replicas.choose();
    const rows = choice && (await this.tryAt<Row>(choice, statement, values));
    const outcome = rows ? await this.judge(choice, about(rows)) : choice ? 'failed' : 'behind';
    this.replicas.count(outcome);
    return rows && outcome === 'replica' ? rows : this.readAt(this.primary, statement, values);
  }

  /** Whether what a replica has answered may be used. */
  private async judge(choice: Choice, actors: readonly Actor[]): Promise<ReadOutcome> {
    if (await this.writers.include(actors)) return 'own_write';
    return this.replicas.isNear(choice) ? 'replica' : 'behind';
  }

  /** Undefined when the replica has failed. */
  private async tryAt<Row extends QueryResultRow>(
    choice: Choice,
    statement: Statement,
    values: readonly unknown[],
  ): Promise<Row[] | undefined> {
    try {
      return await this.readAt<Row>(choice.replica, statement, values);
    } catch (error) {
      if (error instanceof BudgetEnded) throw error;
      this.replicas.failed(choice, error);
      return undefined;
    }
  }

  /** Without named statements there may be a pgbouncer between, which may not know several statements at once either. */
  private readAt<Row extends QueryResultRow>(
    { pool, reads }: Server,
    statement: Statement,
    values: readonly unknown[],
  ): Promise<Row[]> {
    const budget = requestBudget() ?? null;
    if (!this.configuration.DATABASE_PREPARED_STATEMENTS) return this.queryAt(pool, statement, values, budget);
    return observed(statement, this.metrics.stores, () => reads.run<Row>(this.config(statement, values), budget));
  }

  private queryAt<Row extends QueryResultRow>(
    pool: Pool,
    statement: Statement,
    values: readonly unknown[],
    budget: Budget | null,
  ): Promise<Row[]> {
    return observed(statement, this.metrics.stores, () => this.runAlone(pool, this.config(statement, values), budget));
  }

  /** On one connection after the other, while they have a plan that is outdated: each of those is dropped. */
  private async runAlone<Row extends QueryResultRow>(pool: Pool, config: QueryConfig, budget: Budget | null) {
    for (let left = pool.options.max; ; left -= 1) {
      const loan = await this.borrow(budget, pool);
      try {
        return (await loan.run<Row>(config)).rows;
      } catch (error) {
        if (left === 0 || !isPlanOutdated(error)) throw error;
      } finally {
        loan.end();
      }
    }
  }

  private queryOn<Row extends QueryResultRow>(
    loan: Loan,
    statement: Statement,
    values: readonly unknown[],
  ): Promise<Row[]> {
    return observed(
      statement,
      this.metrics.stores,
      async () => (await loan.run<Row>(this.config(statement, values))).rows,
    );
  }

  /** Waits for a connection: `DATABASE_CONNECT_TIMEOUT` at most, and no longer than the budget lasts. */
  private borrow(budget: Budget | null, pool = this.primary.pool): Promise<Loan> {
    return new Promise((resolve, reject) => {
      if (budget?.ended) return reject(budget.ended);
      budget?.watch(reject);
      pool.connect((error, client, release) => {
        budget?.unwatch(reject);
        if (error) return reject(new StoreUnreachable(error));
        if (client === undefined || budget?.ended) return void release();
        resolve(new Loan(client, budget));
      });
    });
  }

  private config({ name, text }: Statement, values: readonly unknown[]): QueryConfig {
    const config: QueryConfig = { text, values: values as unknown[] };
    if (this.configuration.DATABASE_PREPARED_STATEMENTS) config.name = name;
    return config;
  }
}
