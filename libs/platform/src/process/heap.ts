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
/** Milliseconds without a large body after which they are over. */
const QUIET = 1_000;

/**
 * Collects once when large requests are over. By what was alive at the last collection, and that was while they were being
 * served, the heap could go on to grow, and would, until then.
 */
export class LargeRequests {
  private readonly collect = collector();
  private quiet: NodeJS.Timeout | undefined;

  note(bytes: number): void {
    if (bytes < LARGE) return;
    if (this.quiet) this.quiet.refresh();
    else this.quiet = setTimeout(() => this.end(), QUIET).unref();
  }

  private end(): void {
    this.quiet = undefined;
    void this.collect({ type: 'major', execution: 'async' });
  }
}
