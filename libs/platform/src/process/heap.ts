import type { ServerResponse } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Percent by which the heap may outgrow what was alive at the last collection. V8 itself lets it become four times as
 * large: a process that had met pushes of 10,000 refs kept 600 MB for minutes, most of it garbage (docs/performance.md).
 */
const GROWTH = 100;

/** To be called once, before there is anything to collect. */
export function boundHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
}

/** Node has no other way to ask for a collection from within. */
function collector(): (options: { type: 'major'; execution: 'async' }) => Promise<void> {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as ReturnType<typeof collector>;
}

/** Bytes of a body from which on what is made of it counts. */
const LARGE = 256 * 1024;
/** Milliseconds without a large request after which they are over, and from one collection to the next at least. */
const QUIET = 1_000;
const INTERVAL = 10_000;

/**
 * Collects once when large requests are over. V8 lets the heap grow by what was alive at its last collection; while large
 * requests are being served that is much, and it would stay so until other traffic has filled the heap.
 */
export class LargeRequests {
  private readonly collect = collector();
  private underWay = 0;
  private due: NodeJS.Timeout | undefined;
  private collectedAt = -Infinity;

  /** To be called when the body of a request has arrived, with its length. */
  note(bytes: number, response: Pick<ServerResponse, 'closed' | 'once' | 'req'>): void {
    if (bytes < LARGE || response.closed) return;
    // Of a pipeline's answers Node closes only the one whose turn it is: the others would be under way for ever.
    if (response.req.socket.destroyed) return;
    clearTimeout(this.due);
    this.underWay += 1;
    response.once('close', () => {
      this.underWay -= 1;
      if (this.underWay === 0) this.wait();
    });
  }

  private wait(): void {
    const pause = Math.max(QUIET, this.collectedAt + INTERVAL - performance.now());
    this.due = setTimeout(() => {
      this.collectedAt = performance.now();
      void this.collect({ type: 'major', execution: 'async' });
    }, pause).unref();
  }
}
