import { jest } from '@jest/globals';
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter, once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { atEndOfTurn, awaitConnections } from './end-of-turn.js';

describe('at the end of the turn', () => {
  it('tasks run in their order, behind what is going on', async () => {
    const order: string[] = [];
    atEndOfTurn(() => order.push('first'));
    atEndOfTurn(() => order.push('second'));
    void Promise.resolve().then(() => order.push('microtask'));
    order.push('now');
    await nextTurn();
    expect(order).toEqual(['now', 'microtask', 'first', 'second']);
  });

  it('what a task puts off runs in the same row', async () => {
    const order: string[] = [];
    atEndOfTurn(() => {
      order.push('first');
      atEndOfTurn(() => order.push('third'));
    });
    atEndOfTurn(() => order.push('second'));
    await nextTurn();
    expect(order).toEqual(['first', 'second', 'third']);
  });

  it('runs in the context of nobody who put a task off', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const look = () => seen.push(storage.getStore());
    storage.run('a request', () =>
      atEndOfTurn(() => {
        look();
        storage.run('another', () => atEndOfTurn(look));
      }),
    );
    await nextTurn();
    expect(seen).toEqual([undefined, undefined]);
  });

  it('a task that throws keeps none of the others, and none to come', async () => {
    const order: string[] = [];
    const immediate = jest.spyOn(globalThis, 'setImmediate');
    atEndOfTurn(() => {
      throw new Error('a bug');
    });
    atEndOfTurn(() => order.push('after it'));
    const [run] = immediate.mock.calls[0] as [() => void];
    immediate.mockRestore();
    expect(run).toThrow('a bug');
    await nextTurn();
    atEndOfTurn(() => order.push('later'));
    await nextTurn();
    expect(order).toEqual(['after it', 'later']);
  });
});

describe('while connections come', () => {
  const server = new EventEmitter();
  awaitConnections(server as Server);

  it('their tasks run in few rows', async () => {
    const rows: number[] = [];
    let turn = 0;
    const real = createServer((socket) => {
      socket.destroy();
      atEndOfTurn(() => rows.push(turn));
    }).listen(0, '127.0.0.1');
    await once(real, 'listening');
    awaitConnections(real);
    const { port } = real.address() as AddressInfo;
    for (let count = 0; count < 8; count += 1) connect(port, '127.0.0.1').on('error', () => undefined);
    for (; rows.length < 8; turn += 1) await nextTurn();
    real.close();
    // One as a rule; a busy machine may hold connections back.
    expect(new Set(rows).size).toBeLessThan(5);
  });

  it('those of later turns do not wait', async () => {
    let ran = false;
    server.emit('connection');
    await nextTurn();
    atEndOfTurn(() => (ran = true));
    await nextTurn();
    expect(ran).toBe(true);
  });

  it('they wait for sixteen turns at the most', async () => {
    let turns = 0;
    let ran = false;
    atEndOfTurn(() => (ran = true));
    for (; !ran; turns += 1) {
      server.emit('connection');
      await nextTurn();
    }
    expect(turns).toBe(17);
  });
});
