import { AsyncLocalStorage } from 'node:async_hooks';
import { WriteBehind } from './write-behind.js';

/** A store that takes its time: every write waits until the test ends it. */
function slowStore() {
  const written: number[][] = [];
  const failures: unknown[] = [];
  const underWay: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const writes = new WriteBehind(
    (ids) => {
      written.push(ids);
      return new Promise<void>((resolve, reject) => underWay.push({ resolve, reject }));
    },
    (error) => failures.push(error),
  );
  return { writes, written, failures, underWay };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('WriteBehind', () => {
  it('writes the first id at once, and what comes meanwhile together, each once', async () => {
    const { writes, written, underWay } = slowStore();
    for (const id of [1, 2, 3, 2]) writes.add(id);
    await turn();
    expect(written).toEqual([[1]]);
    underWay[0]!.resolve();
    await turn();
    expect(written).toEqual([[1], [2, 3]]);
  });

  it('tells of a write that failed, gives up its ids and goes on with later ones', async () => {
    const { writes, written, failures, underWay } = slowStore();
    writes.add(1);
    writes.add(2);
    const lost = new Error('lost');
    underWay[0]!.reject(lost);
    await turn();
    expect([failures, written]).toEqual([[lost], [[1], [2]]]);
    underWay[1]!.resolve();
    await writes.flush();
    writes.add(3);
    expect(written).toEqual([[1], [2], [3]]);
    expect(failures).toHaveLength(1);
  });

  it('is flushed when all is written, also what came during the flush', async () => {
    const { writes, underWay } = slowStore();
    await writes.flush();
    writes.add(1);
    writes.add(2);
    let flushed = false;
    const flush = writes.flush().then(() => (flushed = true));
    underWay[0]!.resolve();
    await turn();
    writes.add(3);
    underWay[1]!.resolve();
    await turn();
    expect(flushed).toBe(false);
    underWay[2]!.resolve();
    await flush;
    expect(underWay).toHaveLength(3);
  });

  it('writes in the context of no request', async () => {
    const request = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const writes = new WriteBehind(
      () => Promise.resolve(seen.push(request.getStore())),
      () => undefined,
    );
    request.run('the first', () => writes.add(1));
    request.run('the second', () => writes.add(2));
    await writes.flush();
    expect(seen).toEqual([undefined, undefined]);
  });
});
