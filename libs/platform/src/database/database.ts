import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool, PoolClient, QueryConfig, QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import { Configuration } from '../config/configuration.js';
import { Metrics } from '../metrics/metrics.js';

/** A statement with a name: PostgreSQL plans it once for each connection. Names are unique in the whole service. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** What runs statements: the pool, or one connection inside a transaction. */
export interface Queries {
  query<Row extends QueryResultRow>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

/**
 * SQL on the pool that TypeORM owns. Everything on the path of a request goes through here: hydrating entities costs
 * more than the query itself.
 */
@Injectable()
export class Database implements Queries {
  private readonly pool: Pool;

  constructor(
    @InjectDataSource() dataSource: DataSource,
    @Inject(Configuration) private readonly configuration: Configuration,
    private readonly metrics: Metrics,
  ) {
    this.pool = (dataSource.driver as unknown as { master: Pool }).master;
  }

  /** Runs one statement on a connection of the pool. */
  query<Row extends QueryResultRow>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    return this.run<Row>(this.pool, statement, values);
  }

  /**
   * Runs `work` in one transaction on one connection; rolls back when it throws. A connection that is lost, or busy with
   * a statement that nobody waits for any more, is not waited for: it is dropped, and PostgreSQL rolls back by itself.
   */
  async transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    const lost = (error: Error): void => void (broken = error);
    // The pool listens to idle connections only: one that ends in between two statements would end the process.
    client.on('error', lost);
    try {
      await client.query('BEGIN');
      const result = await work({
        query: <Row extends QueryResultRow>(statement: Statement, values: readonly unknown[] = []) =>
          this.run<Row>(client, statement, values),
      });
      await client.query('COMMIT');
      return result;
    } catch (error) {
      if (isQueryTimeout(error)) broken = error;
      if (broken === undefined) await client.query('ROLLBACK').catch(lost);
      throw error;
    } finally {
      client.off('error', lost);
      client.release(broken);
    }
  }

  private async run<Row extends QueryResultRow>(
    connection: Pool | PoolClient,
    statement: Statement,
    values: readonly unknown[],
  ): Promise<Row[]> {
    const stop = this.metrics.sqlDuration.startTimer({ statement: statement.name });
    try {
      const result = await connection.query<Row>(this.config(statement, values));
      return result.rows;
    } finally {
      stop();
    }
  }

  private config({ name, text }: Statement, values: readonly unknown[]): QueryConfig {
    const config: QueryConfig = { text, values: values as unknown[] };
    if (this.configuration.DATABASE_PREPARED_STATEMENTS) config.name = name;
    return config;
  }
}

/** `DATABASE_QUERY_TIMEOUT` is over; pg tells it by this text alone. */
function isQueryTimeout(error: unknown): error is Error {
  return error instanceof Error && error.message === 'Query read timeout';
}
