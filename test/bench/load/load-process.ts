import { connect, type Socket } from 'node:net';
import { percentile } from '../statistics.js';
import type { Load, Loaded } from './load.js';

type Request = Load['requests'][number];

const HEAD_END = Buffer.from('\r\n\r\n');

/** One answer, read as its parts arrive; complete when as many bytes have come as its head announces. */
class Answer {
  private said = 0;
  private received: Buffer[] = [];
  private missing = -1;

  /** True when the answer is complete. */
  take(chunk: Buffer): boolean {
    if (this.missing >= 0) return (this.missing -= chunk.length) <= 0;
    const head = this.received.length === 0 ? chunk : Buffer.concat([...this.received, chunk]);
    const end = head.indexOf(HEAD_END);
    if (end === -1) {
      this.received = [head];
      return false;
    }
    const text = head.toString('latin1', 0, end);
    this.said = Number(text.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
    if (length === undefined) throw new Error(`an answer without length: ${text}`);
    this.missing = Number(length) - (head.length - end - HEAD_END.length);
    return this.missing <= 0;
  }

  /** 0 unless the whole of it has come, and nothing more. */
  get status(): number {
    return this.missing === 0 ? this.said : 0;
  }
}

/** Runs one load. Autocannon was tried first: it counts no answer of a connection that it makes anew each time. */
function run({ port, requests, connections, close, until }: Load): Promise<Loaded> {
  const times: number[] = [];
  const statuses: Record<string, number> = {};
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const deadline = 'seconds' in until ? begun + until.seconds * 1000 : Infinity;
  const most = 'requests' in until ? until.requests : Infinity;
  const perSecond = 'seconds' in until ? until.perSecond : undefined;
  const inTurn = perSecond === undefined ? (turn: () => void): void => turn() : atRandom(perSecond, deadline);
  let unexpected = 0;
  let sent = 0;
  let open = connections;

  return new Promise((resolve) => {
    const done = (): void => {
      open -= 1;
      if (open > 0) return;
      const used = process.cpuUsage(cpu);
      resolve({ ...summary(times, performance.now() - begun), statuses, unexpected, cpu: seconds(used) });
    };
    const next = (): Request | undefined => {
      if (sent >= most || performance.now() >= deadline) return undefined;
      return requests[sent++ % requests.length];
    };
    const note = (start: number, { status }: Answer, request: Request): void => {
      times.push(performance.now() - start);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status !== request.status) unexpected += 1;
    };
    const dial = (): Socket => connect({ port, host: '127.0.0.1', noDelay: true });

    /** A new connection for each request. */
    const once = (): void => {
      const request = next();
      if (request === undefined) return done();
      const start = performance.now();
      const answer = new Answer();
      const socket = dial();
      const end = (): void => {
        socket.removeAllListeners();
        socket.on('error', () => undefined);
        socket.destroy();
        note(start, answer, request);
        inTurn(once);
      };
      socket.on('data', (chunk) => answer.take(chunk) && end());
      socket.on('error', end);
      socket.on('end', end);
      socket.write(request.bytes);
    };

    /** One connection for all of them. */
    const kept = (): void => {
      const socket = dial();
      let start = 0;
      let answer = new Answer();
      let request: Request | undefined;
      const send = (): void => {
        request = next();
        if (request === undefined) return (void socket.destroy(), done());
        start = performance.now();
        answer = new Answer();
        socket.write(request.bytes);
      };
      const lost = (): void => {
        socket.removeAllListeners();
        socket.on('error', () => undefined);
        if (request !== undefined) note(start, answer, request);
        kept();
      };
      socket.on('data', (chunk) => {
        if (request === undefined || !answer.take(chunk)) return;
        note(start, answer, request);
        request = undefined;
        inTurn(send);
      });
      socket.on('error', lost);
      socket.on('end', lost);
      inTurn(send);
    };
    for (let index = 0; index < connections; index += 1) {
      if (close) inTurn(once);
      else kept();
    }
  });
}

/**
 * Callers who know nothing of one another: turns come at random, so many a second, whoever has been answered by then. One
 * that finds no connection free is made up for. After `end` everybody has a turn at once.
 */
function atRandom(perSecond: number, end: number): (turn: () => void) => void {
  const free: (() => void)[] = [];
  let due = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    for (; due <= now && free.length > 0; due -= (Math.log(1 - Math.random()) * 1000) / perSecond) free.shift()?.();
    if (now < end) return;
    clearInterval(timer);
    for (const turn of free.splice(0)) turn();
  }, 1);
  return (turn) => (performance.now() < end ? void free.push(turn) : turn());
}

const seconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;

function summary(all: readonly number[], milliseconds: number) {
  const times = Float64Array.from(all);
  const seconds = milliseconds / 1000;
  return { answers: times.length, seconds, perSecond: times.length / seconds, p50: percentile(times, 0.5), times };
}

process.on('message', (load: Load) => void run(load).then((loaded) => process.send?.(loaded)));
// Without whoever measures there is nothing to do.
process.on('disconnect', () => process.exit());
