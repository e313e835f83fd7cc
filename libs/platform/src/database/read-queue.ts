import { StoreUnreachable } from '../stores/unavailable.js';
import type { Read } from './read.js';

/** Parts in which a wait is counted: a look at the clock for each read would cost more than all the rest of its wait. */
const PARTS = 10;
/** As the pool says it to whoever waits for a connection of his own. */
const TIMEOUT = 'timeout exceeded when trying to connect';

/** Reads that wait for a place on a connection, all of them wanted: first come, first served. */
export class ReadQueue {
  private readonly reads: Read[] = [];
  /** Runs while somebody waits, for all of them. */
  private timer: NodeJS.Timeout | undefined;
  private part = 0;
  private readonly leave = (read: Read): void => void this.reads.splice(this.reads.indexOf(read), 1);

  /**
   * @param patience milliseconds after which a read that still waits fails as unreachable, or up to a tenth before; 0: it
   *   waits for as long as it is wanted
   */
  constructor(private readonly patience: number) {}

  get length(): number {
    return this.reads.length;
  }

  add(read: Read): void {
    read.onStop = this.leave;
    read.queuedIn = this.part;
    this.reads.push(read);
    if (this.timer === undefined && this.patience > 0) this.awaitPart();
  }

  /** The one that has waited longest; it has another `onStop` from here on. */
  take(): Read | undefined {
    return this.reads.shift();
  }

  fail(error: Error): void {
    for (const read of this.reads.splice(0)) read.fail(error);
  }

  private awaitPart(): void {
    this.timer = setTimeout(this.endPart, this.patience / PARTS).unref();
  }

  private readonly endPart = (): void => {
    this.timer = undefined;
    this.part += 1;
    const overdue = this.part - PARTS;
    while (this.reads[0] !== undefined && this.reads[0].queuedIn <= overdue) {
      this.take()?.fail(new StoreUnreachable(new Error(TIMEOUT)));
    }
    if (this.length > 0) this.awaitPart();
  };
}
