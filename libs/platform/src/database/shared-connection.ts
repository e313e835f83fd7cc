import type { PoolClient } from 'pg';
import type { BudgetEnded } from '../http/budget.js';
import { atEndOfTurn } from '../process/end-of-turn.js';
import { isPlanOutdated } from '../stores/outdated-plan.js';
import { cancelLeft, cancelStatements } from './cancel-statement.js';
import { DescribedOnce } from './described-once.js';
import { internalsOf } from './driver-internals.js';
import { Pace } from './pace.js';
import { isQueryTimeout } from './query-timeout.js';
import type { Read } from './read.js';

/**
 * Statements that may be under way on one connection. The last of them waits for all before it, so more of them make the
 * slowest answers slower; fewer leave the server idle between two writes.
 */
const DEPTH = 3;
/** Milliseconds for which a connection with nothing to do is kept for the next read: to give it back and forth costs too. */
const REST = 20;
/** Milliseconds for a statement whose client has gone: most end by themselves, and the connection serves others too. */
const GRACE = 100;

/** Who hands out reads, and takes back those that must run elsewhere. */
export interface ReadSource {
  /** One for a connection that has so many under way, if it should take one. */
  next(load: number): Read | undefined;
  /** Whether somebody waits for a connection of his own. */
  readonly crowded: boolean;
  /** Connections of the pool, at most. */
  readonly size: number;
  /** Of all connections, from one answer of a connection to its next. */
  readonly pace: Pace;
  /** One that was under way on a connection that is lost, and why it is. */
  again(read: Read, lost: Error): void;
  closed(connection: SharedConnection, lost?: Error): void;
}

/**
 * A connection of the pool with several reads under way at once, answered in their order (pg's pipeline mode). One that has
 * lasted too long takes the connection with it: the others run again elsewhere.
 */
export class SharedConnection {
  private readonly underWay = new Set<Read>();
  /** Of this one; a few answers back. */
  private readonly pace = new Pace(0.3);
  /** When it began with what it answers next. */
  private since = 0;
  private lost: Error | undefined;
  private corked = false;
  private released = false;
  private resting: NodeJS.Timeout | undefined;
  private readonly onError = (error: Error): void => this.lose(error);
  private readonly leave = (read: Read, ended: BudgetEnded): void => {
    if (ended.reason === 'timeout') return void this.giveUp(ended);
    setTimeout(() => {
      if (this.underWay.has(read)) void this.giveUp(ended);
    }, GRACE);
  };

  constructor(
    private readonly client: PoolClient,
    private readonly source: ReadSource,
  ) {
    client.on('error', this.onError);
  }

  get load(): number {
    return this.underWay.size;
  }

  get hasRoom(): boolean {
    return this.lost === undefined && this.underWay.size < this.depth;
  }

  /** One that is slower than the others, because its backend gets less of the processor, takes less at a time. */
  private get depth(): number {
    return Math.min(DEPTH, Math.max(1, Math.round(DEPTH * this.pace.comparedWith(this.source.pace))));
  }

  run(read: Read): void {
    if (this.underWay.size === 0) this.since = performance.now();
    this.underWay.add(read);
    read.onStop = this.leave;
    this.gather();
    const query = new DescribedOnce(read.config, (error, result) => {
      this.underWay.delete(read);
      if (error === null) {
        this.noteAnswer();
        read.succeed(result.rows);
      } else this.failed(read, error);
      this.goOn();
    });
    this.client.query(query);
  }

  /** Takes what waits, or gives the connection back when there has been nothing to do for a while. */
  goOn(): void {
    while (this.hasRoom) {
      const read = this.source.next(this.underWay.size);
      if (read === undefined) break;
      this.run(read);
    }
    if (this.underWay.size === 0) this.rest();
  }

  private noteAnswer(): void {
    const now = performance.now();
    this.pace.note(now - this.since);
    this.source.pace.note(now - this.since);
    this.since = now;
  }

  private rest(): void {
    if (this.lost !== undefined || this.source.crowded) return this.close();
    this.resting ??= setTimeout(() => {
      this.resting = undefined;
      if (this.underWay.size === 0) this.close();
    }, REST);
  }

  /** What one turn of the event loop asks goes out in one write: a write costs as much as all the rest of a statement. */
  private gather(): void {
    if (this.corked) return;
    this.corked = true;
    const { stream } = internalsOf(this.client).connection;
    stream.cork();
    atEndOfTurn(() => {
      this.corked = false;
      stream.uncork();
    });
  }

  private failed(read: Read, error: Error): void {
    if (isQueryTimeout(error)) {
      this.abandon(error);
      return read.fail(error);
    }
    const outdated = isPlanOutdated(error);
    if (outdated || endsConnection(error)) this.lose(error);
    // Any connection of the pool may have such a plan; to be lost with its connection is bad luck enough for a read once.
    const most = outdated ? this.source.size : 1;
    if (this.lost === undefined || read.repeated >= most) return read.fail(error);
    read.repeated += 1;
    this.source.again(read, this.lost);
  }

  private async giveUp(reason: Error): Promise<void> {
    if (this.lost) return;
    this.lose(reason);
    await cancelStatements(this.client, () => this.underWay.size === 0);
    // The driver would wait for statements that have not ended; this ends them, with an error.
    if (this.underWay.size > 0) internalsOf(this.client).connection.stream.destroy();
  }

  /** The driver is about to destroy the connection with all that is under way on it, besides the statement that hangs. */
  private abandon(reason: Error): void {
    if (this.lost) return;
    void cancelLeft(this.client, this.underWay.size + 1);
    this.lose(reason);
  }

  /** Nothing more is asked of it. */
  private lose(reason: Error): void {
    if (this.lost) return;
    this.lost = reason;
    this.source.closed(this, reason);
    if (this.underWay.size === 0) this.close();
  }

  private close(): void {
    if (this.released) return;
    this.released = true;
    if (this.lost === undefined) this.source.closed(this);
    this.client.off('error', this.onError);
    this.client.release(this.lost);
  }
}

/** PostgreSQL tells whoever is connected that it stops, and why; the severity beside the code is in its own language. */
const endsConnection = (error: Error): boolean =>
  /^(57P0[1-5]|25P0[34]|08...)$/.test((error as { code?: string }).code ?? '');
