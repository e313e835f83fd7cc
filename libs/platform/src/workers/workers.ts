import cluster, { type Worker } from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../logging/logger.js';

/** Milliseconds between the end of a worker that nobody has stopped and the next one: a fault may end it at once again. */
const PAUSE = 1_000;

/** Where workers listen. */
export interface ListenAddress {
  readonly address: string;
  readonly port: number;
}

/**
 * Processes that share one port, as many as there should be: one that ends is followed by another, and all of them can be
 * renewed in turn without a moment in which nobody listens. Whichever is free takes the next connection from the port
 * itself: handed out by this process, as Node does unless told, each costs it as much as half an answer.
 */
export class Workers {
  private readonly listening = new Map<Worker, ListenAddress>();
  private readonly ending = new Set<Worker>();
  private stopped = false;
  private renewal: Promise<void> = Promise.resolve();

  /** @param environment what the workers' environment has beside this process's own */
  constructor(
    private readonly count: number,
    private readonly environment: Readonly<Record<string, string>>,
    private readonly logger: Logger,
  ) {
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    cluster.on('listening', (worker, { address, port }) => this.listening.set(worker, { address, port }));
    cluster.on('exit', (worker) => this.listening.delete(worker));
  }

  /** Where the port is served; undefined while nobody listens, and from the moment they are told to stop. */
  get address(): ListenAddress | undefined {
    return this.stopped ? undefined : [...this.listening.values()][0];
  }

  /** @returns false when one of them has ended before it listened: it has told why on standard error */
  async start(): Promise<boolean> {
    const started = await Promise.all(Array.from({ length: this.count }, () => this.launch()));
    return !started.includes(undefined);
  }

  /** Puts a new worker in the place of each old one, which ends when its requests are answered. */
  renew(): Promise<void> {
    this.renewal = this.renewal.then(async () => {
      for (const old of all()) {
        // One that does not come up has said why; the others go on as they are.
        if (this.stopped || (await this.launch()) === undefined) return;
        await this.end(old);
      }
    });
    return this.renewal;
  }

  /** Ends all of them; each answers what it has begun. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(all().map((worker) => this.end(worker)));
  }

  /** A worker that listens, and is followed by another should it end by itself; undefined when it never listened. */
  private launch(): Promise<Worker | undefined> {
    const worker = cluster.fork(this.environment);
    // A message to one that has just died fails so; that it has is told by its exit.
    worker.on('error', (error) => this.logger.warn('worker not reached', { error_message: error.message }));
    return new Promise((resolve) => {
      worker.once('exit', () => resolve(undefined));
      worker.once('listening', () => {
        worker.once('exit', (code: number, signal: string) => void this.follow(worker, { code, signal }));
        resolve(worker);
      });
    });
  }

  private async follow(worker: Worker, how: { code: number; signal: string }): Promise<void> {
    if (this.stopped || this.ending.has(worker)) return;
    this.logger.error('worker has ended by itself', { worker_pid: worker.process.pid, ...how });
    do await sleep(PAUSE);
    while (!this.stopped && (await this.launch()) === undefined);
  }

  private async end(worker: Worker): Promise<void> {
    if (worker.isDead()) return;
    this.ending.add(worker);
    // Not by `once` of the library: that fails by an error of the worker's, and would leave the others running.
    const exit = new Promise((resolve) => worker.once('exit', resolve));
    worker.process.kill('SIGTERM');
    await exit;
    this.ending.delete(worker);
  }
}

const all = (): Worker[] => Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
