import { AsyncResource } from 'node:async_hooks';
import { isStoreUnavailable } from '../stores/unavailable.js';

/** Longest pause between attempts while the store is away, in milliseconds. */
const LONGEST_PAUSE = 30_000;

export interface RowBufferOptions<Row> {
  /** Writes many rows at once. Rows may come again after it has thrown, so it must stand a row that is there already. */
  readonly write: (rows: readonly Row[]) => Promise<unknown>;
  /** Rows that wait at most; what comes on top is dropped. */
  readonly capacity: number;
  /** Rows of one write. */
  readonly batch: number;
  /** Milliseconds for which rows are gathered. */
  readonly interval: number;
  readonly written: (count: number) => void;
  /** Rows that are lost: there was no room, or the store refused them, for the reason given. */
  readonly dropped: (count: number, reason: 'full' | 'refused', error?: unknown) => void;
  /** The store is away; the rows wait. */
  readonly delayed: (waiting: number, error: unknown) => void;
}

/** Gathers rows that no answer waits for, and writes them in batches. Adding one never waits and never throws. */
export class RowBuffer<Row> {
  private readonly rows: Row[] = [];
  /** Where it was made: the writes belong to no request, neither in its log lines nor in its time. */
  private readonly scope = new AsyncResource('RowBuffer');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<boolean> | undefined;
  private failures = 0;

  constructor(private readonly options: RowBufferOptions<Row>) {}

  /** Rows that are not written yet. */
  get waiting(): number {
    return this.rows.length;
  }

  add(row: Row): void {
    if (this.rows.length >= this.options.capacity) return this.options.dropped(1, 'full');
    this.rows.push(row);
    this.arm();
  }

  /** Writes everything that waits; gives up at the first write that the store is not there for, and after `limit` milliseconds. */
  async flush(limit: number): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    let late: NodeJS.Timeout | undefined;
    const lateness = new Promise<void>((resolve) => (late = setTimeout(resolve, limit)));
    await Promise.race([this.writeAll(), lateness]);
    clearTimeout(late);
  }

  private arm(): void {
    if (this.timer !== undefined || this.running !== undefined) return;
    const pause = Math.min(this.options.interval * 2 ** this.failures, Math.max(LONGEST_PAUSE, this.options.interval));
    const due = (): void => {
      this.timer = undefined;
      void this.writeAll();
    };
    this.timer = this.scope.runInAsyncScope(() => setTimeout(due, pause));
    this.timer.unref();
  }

  private async writeAll(): Promise<void> {
    // A write that is under way may have begun before the rows that its caller means.
    while (this.rows.length > 0) {
      this.running ??= this.writeBatch();
      if (!(await this.running)) break;
    }
    if (this.rows.length > 0) this.arm();
  }

  /** False when the store is away. */
  private async writeBatch(): Promise<boolean> {
    const { batch, write, written, dropped, delayed } = this.options;
    const rows = this.rows.slice(0, batch);
    try {
      await write(rows);
      this.rows.splice(0, rows.length);
      this.failures = 0;
      written(rows.length);
    } catch (error) {
      if (isStoreUnavailable(error)) {
        this.failures += 1;
        delayed(this.rows.length, error);
        return false;
      }
      this.rows.splice(0, rows.length);
      dropped(rows.length, 'refused', error);
    } finally {
      this.running = undefined;
    }
    return true;
  }
}
