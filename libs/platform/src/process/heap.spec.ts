import { constants, PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { LargeRequests } from './heap.js';

/** Collections that were asked for while `work` ran; V8's own do not count. */
async function askedFor(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries() as unknown as { detail: { kind: number; flags: number } }[]) {
      const forced = (detail.flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) !== 0;
      if (forced && detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) count += 1;
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  await work();
  observer.disconnect();
  return count;
}

describe('the memory of large requests', () => {
  it('is collected once when they are over', async () => {
    const large = new LargeRequests();
    const burst = async () => {
      for (let index = 0; index < 3; index += 1) {
        large.note(1_000_000);
        await sleep(100);
      }
    };
    expect(await askedFor(burst)).toBe(0);
    expect(await askedFor(() => sleep(2_000))).toBe(1);
  });

  it('is nothing to collect for where there were none', async () => {
    new LargeRequests().note(10_000);
    expect(await askedFor(() => sleep(1_500))).toBe(0);
  });
});
