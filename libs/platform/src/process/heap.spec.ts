import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
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

const request = (): ServerResponse => new ServerResponse(new IncomingMessage(new Socket()));

describe('the memory of large requests', () => {
  it('is collected once when they are over', async () => {
    const large = new LargeRequests();
    const slow = request();
    large.note(1_000_000, slow);
    const burst = async () => {
      for (let index = 0; index < 3; index += 1) {
        const quick = request();
        large.note(1_000_000, quick);
        quick.emit('close');
        await sleep(100);
      }
      await sleep(1_200);
    };
    expect(await askedFor(burst)).toBe(0);
    slow.emit('close');
    expect(await askedFor(() => sleep(2_000))).toBe(1);
  });

  it('is not collected for every one of many in a row', async () => {
    const large = new LargeRequests();
    const one = async () => {
      const response = request();
      large.note(1_000_000, response);
      response.emit('close');
      await sleep(1_200);
    };
    expect(await askedFor(one)).toBe(1);
    expect(await askedFor(one)).toBe(0);
  });

  it('does not wait for an answer whose connection has gone before it was noted', async () => {
    const large = new LargeRequests();
    const [gone, other] = [request(), request()];
    gone.req.socket.destroy();
    large.note(1_000_000, gone);
    large.note(1_000_000, other);
    other.emit('close');
    expect(await askedFor(() => sleep(1_500))).toBe(1);
  });

  it('is nothing to collect for where there were none', async () => {
    const response = request();
    new LargeRequests().note(10_000, response);
    response.emit('close');
    expect(await askedFor(() => sleep(1_500))).toBe(0);
  });
});
