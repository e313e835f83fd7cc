import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE = 60_000;

/** Asks again and again until it holds; an error counts as a no. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const begun = performance.now(); performance.now() - begun < PATIENCE; await sleep(50)) {
    try {
      if (await holds()) return;
    } catch {
      // Not yet.
    }
  }
  throw new Error('it did not come to hold');
}
