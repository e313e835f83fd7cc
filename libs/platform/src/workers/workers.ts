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
  /** Those in whose place another one is being put: they do not count. */
  private readonly leaving = new Set<Worker>();
  private stopped = false;
  private renewal: Promise<unknown> = Promise.resolve();

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
    const starting = Promise.all(Array.from({ length: this.count }, () => this.launch()));
    // None is renewed before all have come up.
    this.renewal = starting;
    return !(await starting).includes(undefined);
  }

  /** Puts a new worker in the place of each old one, which ends when its requests are answered. */
  async renew(): Promise<void> {
    this.renewal = this.renewal.then(async () => {
      for (const old of living()) if (!(await this.replace(old))) return;
    });
    await this.renewal;
  }

  /** Ends all of them; each answers what it has begun. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(living().map((worker) => this.end(worker)));
  }

  /** @returns false when no successor comes up: it has said why, and the others go on as they are */
  private async replace(old: Worker): Promise<boolean> {
    // One that has ended meanwhile is followed already.
    if (old.isDead()) return true;
    this.leaving.add(old);
    const successor = await this.launch();
    if (successor !== undefined) await this.end(old);
    this.leaving.delete(old);
    // The old one may have ended while its place seemed to be taken.
    if (successor === undefined) void this.fill();
    return successor !== undefined;
  }

  /** A worker that listens, and is followed by another should it end by itself; undefined when it never listened. */
  private launch(): Promise<Worker | undefined> {
    const worker = this.fork();
    return new Promise((resolve) => {
      if (worker === undefined) return resolve(undefined);
      worker.once('exit', () => resolve(undefined));
      worker.on('error', (error) => {
        // A message to one that has just died fails so; that it has is told by its exit.
        if (worker.process.pid !== undefined) {
          return void this.logger.warn('worker not reached', { error_message: error.message });
        }
        // Without a process there is no exit, at which the library would forget it.
        delete cluster.workers?.[worker.id];
        resolve(this.failed(error));
      });
      worker.once('listening', () => {
        worker.once('exit', (code: number, signal: string) => void this.follow(worker, { code, signal }));
        resolve(worker);
      });
    });
  }

  /** Some of the reasons why there can be no process are thrown, the others come as an error. */
  private fork(): Worker | undefined {
    if (this.stopped) return undefined;
    try {
      return cluster.fork(this.environment);
    } catch (error) {
      return this.failed(error as Error);
    }
  }

  private failed(error: Error): undefined {
    this.logger.error('worker not started', { error_message: error.message });
  }

  private async follow(worker: Worker, how: { code: number; signal: string }): Promise<void> {
    if (this.stopped) return;
    if (how.code !== 0 || !this.leaving.has(worker)) {
      this.logger.error('worker has ended by itself', { worker_pid: worker.process.pid, ...how });
    }
    await this.fill();
  }

  /** Starts workers, one after another, until there are as many as there should be. */
  private async fill(): Promise<void> {
    for (await sleep(PAUSE); this.lacksOne; await sleep(PAUSE)) await this.launch();
  }

  private get lacksOne(): boolean {
    return !this.stopped && living().filter((worker) => !this.leaving.has(worker)).length < this.count;
  }

  /** Resolves when it has answered what it has begun. */
  private async end(worker: Worker): Promise<void> {
    if (worker.isDead()) return;
    // Not by `once` of the library: that fails by an error of the worker's, and would leave the others running.
    const exit = new Promise((resolve) => worker.once('exit', resolve));
    worker.process.kill('SIGTERM');
    await exit;
  }
}

/** The library names others as well, that have just ended or were never started. */
const living = (): Worker[] =>
  Object.values(cluster.workers ?? {}).filter(
    (worker) => worker !== undefined && worker.process.pid !== undefined && !worker.isDead(),
  ) as Worker[];
