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

  /** Runs `work` in one transaction on one connection; rolls back when it throws. */
  async transaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const result = await work({
        query: <Row extends QueryResultRow>(statement: Statement, values: readonly unknown[] = []) =>
          this.run<Row>(client, statement, values),
      });
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
      throw error;
    } finally {
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
