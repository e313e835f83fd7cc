import { jest } from '@jest/globals';
import { AsyncLocalStorage } from 'node:async_hooks';
import { RowBuffer } from './row-buffer.js';

const AWAY = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const POISON = new Error('invalid input syntax');

function buffer(settings: { capacity?: number; batch?: number; interval?: number } = {}) {
  const batches: number[][] = [];
  const events: string[] = [];
  /** What the next writes throw. */
  const faults: (Error | undefined)[] = [];
  const rows = new RowBuffer<number>({
    capacity: 100,
    batch: 10,
    interval: 600_000,
    ...settings,
    write: async (batch) => {
      const fault = faults.shift();
      if (fault) throw fault;
      batches.push([...batch]);
      return Promise.resolve();
    },
    written: (count) => events.push(`written ${count}`),
    dropped: (count, reason) => events.push(`${reason} ${count}`),
    delayed: (waiting) => events.push(`delayed ${waiting}`),
  });
  const add = (...numbers: number[]) => numbers.forEach((number) => rows.add(number));
  return { rows, batches, events, faults, add };
}

describe('RowBuffer', () => {
  it('writes in batches, in order', async () => {
    const { rows, batches, add } = buffer({ batch: 3 });
    add(1, 2, 3, 4, 5, 6, 7);
    await rows.flush(1_000);
    expect(batches).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
    expect(rows.waiting).toBe(0);
  });

  it('keeps rows while the store is away, and writes each once when it is back', async () => {
    const { rows, batches, events, faults, add } = buffer({ batch: 2 });
    add(1, 2, 3);
    faults.push(AWAY);
    await rows.flush(1_000);
    expect([rows.waiting, batches]).toEqual([3, []]);
    add(4);
    await rows.flush(1_000);
    expect(batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(events).toEqual(['delayed 3', 'written 2', 'written 2']);
  });

  it('drops a batch that the store refuses, and goes on with the next', async () => {
    const { rows, batches, events, faults, add } = buffer({ batch: 2 });
    add(1, 2, 3);
    faults.push(POISON);
    await rows.flush(1_000);
    expect([batches, events]).toEqual([[[3]], ['refused 2', 'written 1']]);
  });

  it('drops what comes when it is full, and takes rows again when there is room', async () => {
    const { rows, batches, events, add } = buffer({ capacity: 2 });
    add(1, 2, 3, 4);
    await rows.flush(1_000);
    add(5);
    await rows.flush(1_000);
    expect([batches, events]).toEqual([
      [[1, 2], [5]],
      ['full 1', 'full 1', 'written 2', 'written 1'],
    ]);
  });

  it('writes by itself after the interval, and later and later while the store is away', async () => {
    jest.useFakeTimers();
    try {
      const { batches, events, faults, add } = buffer({ interval: 1_000 });
      faults.push(AWAY, AWAY);
      add(1);
      await jest.advanceTimersByTimeAsync(999);
      expect(events).toEqual([]);
      await jest.advanceTimersByTimeAsync(1);
      expect(events).toEqual(['delayed 1']);
      await jest.advanceTimersByTimeAsync(1_999);
      expect(events).toHaveLength(1);
      await jest.advanceTimersByTimeAsync(1);
      expect(events).toEqual(['delayed 1', 'delayed 1']);
      await jest.advanceTimersByTimeAsync(4_000);
      expect(batches).toEqual([[1]]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('writes outside the request whose row it was', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const rows = new RowBuffer<number>({
      capacity: 10,
      batch: 10,
      interval: 1,
      write: () => Promise.resolve(seen.push(storage.getStore())),
      written: () => undefined,
      dropped: () => undefined,
      delayed: () => undefined,
    });
    storage.run('request', () => rows.add(1));
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(seen).toEqual([undefined]);
  });

  it('does not hold up a shutdown for a store that hangs', async () => {
    const rows = new RowBuffer<number>({
      capacity: 1,
      batch: 1,
      interval: 600_000,
      write: () => new Promise(() => undefined),
      written: () => undefined,
      dropped: () => undefined,
      delayed: () => undefined,
    });
    rows.add(1);
    await rows.flush(20);
    expect(rows.waiting).toBe(1);
  });
});
