import { setFlagsFromString } from 'node:v8';

/**
 * Percent by which the heap may outgrow what was alive at the last collection. V8 itself lets it become four times as
 * large: a process that had met pushes of 10,000 refs kept 600 MB for minutes, most of it garbage (docs/performance.md).
 */
const GROWTH = 100;

/** To be called once, before there is anything to collect. */
export function boundHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
}
