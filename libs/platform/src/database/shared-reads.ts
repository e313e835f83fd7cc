import type { Pool, QueryConfig, QueryResultRow } from 'pg';
import type { Budget } from '../http/budget.js';
import { StoreUnreachable } from '../stores/unavailable.js';
import { Pace } from './pace.js';
import { isQueryTimeout } from './query-timeout.js';
import { ReadQueue } from './read-queue.js';
import { Read } from './read.js';
import { SharedConnection, type ReadSource } from './shared-connection.js';

/** Reads under way on a connection from which on another one is worth having. */
const COMFORTABLE = 2;

/**
 * Reads that share connections of a pool, at most half of them (rounded up), for as long as reads are under way: the rest is
 * for those who need a connection for themselves. Under load a read costs this process half as much as on a connection of its
 * own (docs/performance.md).
 */
export class SharedReads implements ReadSource {
  readonly pace = new Pace(0.02);
  private readonly connections: SharedConnection[] = [];
  private readonly queue: ReadQueue;
  private opening = 0;

  /** @param isReplica whoever asks has the primary to ask as well, and had better not wait for a server that hangs */
  constructor(
    private readonly pool: Pool,
    private readonly isReplica = false,
  ) {
    this.queue = new ReadQueue(pool.options.connectionTimeoutMillis ?? 0);
  }

  /** Reads that wait for a connection. */
  get waiting(): number {
    return this.queue.length;
  }

  /**
   * @throws BudgetEnded as soon as the budget ends
   * @throws StoreUnreachable when neither a connection nor a place on one can be had within the pool's time for it
   */
  run<Row extends QueryResultRow>(config: QueryConfig, budget: Budget | null): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      if (budget?.ended) return reject(budget.ended);
      this.place(new Read(config, budget, resolve as (rows: QueryResultRow[]) => void, reject));
    });
  }

  get size(): number {
    return this.pool.options.max;
  }

  get crowded(): boolean {
    return this.pool.waitingCount > 0;
  }

  next(load: number): Read | undefined {
    return load < this.share ? this.queue.take() : undefined;
  }

  again(read: Read, lost: Error): void {
    if (this.isHung(lost)) read.fail(lost);
    else if (read.wanted) this.place(read);
  }

  closed(connection: SharedConnection, lost?: Error): void {
    this.connections.splice(this.connections.indexOf(connection), 1);
    if (this.isHung(lost)) this.queue.fail(lost);
    this.grow();
  }

  private place(read: Read): void {
    const connection = this.leastLoaded();
    if (connection && (connection.load < COMFORTABLE || this.isGrown)) connection.run(read);
    else {
      this.queue.add(read);
      this.grow();
    }
  }

  /** As many connections as what waits is worth. Counted first: a pool that has ended refuses each of them at once. */
  private grow(): void {
    const worth = Math.ceil(this.queue.length / COMFORTABLE) - this.opening;
    for (let left = Math.min(worth, this.room); left > 0; left -= 1) this.open();
  }

  private get isGrown(): boolean {
    return this.room <= 0;
  }

  /** Connections that it may have besides. */
  private get room(): number {
    return Math.ceil(this.size / 2) - this.connections.length - this.opening;
  }

  /** What one connection should have under way of all that is wanted; those that are being opened get their part. */
  private get share(): number {
    const load = this.connections.reduce((sum, connection) => sum + connection.load, this.queue.length);
    return Math.max(COMFORTABLE, Math.ceil(load / (this.connections.length + this.opening)));
  }

  private isHung(lost: Error | undefined): lost is Error {
    return this.isReplica && lost !== undefined && isQueryTimeout(lost);
  }

  /** Of those that have room. */
  private leastLoaded(): SharedConnection | undefined {
    let best: SharedConnection | undefined;
    for (const connection of this.connections) {
      if (connection.hasRoom && (best === undefined || connection.load < best.load)) best = connection;
    }
    return best;
  }

  private open(): void {
    this.opening += 1;
    this.pool.connect((error, client) => {
      this.opening -= 1;
      if (client === undefined) return this.refused(new StoreUnreachable(error as Error));
      const connection = new SharedConnection(client, this);
      this.connections.push(connection);
      connection.goOn();
    });
  }

  private refused(error: StoreUnreachable): void {
    // Whoever waits is served by the other connections, if there are any.
    if (this.connections.length + this.opening > 0) return;
    this.queue.fail(error);
  }
}
