import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from './failure.mjs';

const PATIENCE = 120_000;

/**
 * Waits until GET answers 200 at an address.
 * @throws Failure when it does not within two minutes, with the last answer
 */
export async function waitUntilReady(url, stop) {
  let last = 'no answer';
  for (const until = Date.now() + PATIENCE; Date.now() < until && !stop.aborted;) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
      const text = await answer.text();
      if (answer.status === 200) return;
      last = `${answer.status} ${text.slice(0, 300)}`;
    } catch (error) {
      last = error.cause?.message ?? error.message;
    }
    await sleep(100);
  }
  if (!stop.aborted) throw new Failure(`${url} was not ready within ${PATIENCE / 1000} seconds: ${last}`);
}
