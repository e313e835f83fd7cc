import type { Read } from './read.js';

/** Reads that wait for a place on a connection, all of them wanted: first come, first served. */
export class ReadQueue {
  private readonly reads: Read[] = [];
  private readonly leave = (read: Read): void => void this.reads.splice(this.reads.indexOf(read), 1);

  get length(): number {
    return this.reads.length;
  }

  add(read: Read): void {
    read.onStop = this.leave;
    this.reads.push(read);
  }

  /** The one that has waited longest; it has another `onStop` from here on. */
  take(): Read | undefined {
    return this.reads.shift();
  }

  fail(error: Error): void {
    for (const read of this.reads.splice(0)) read.fail(error);
  }
}
