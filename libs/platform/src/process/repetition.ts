import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Work of a process that comes back: at the start, and again `interval` milliseconds after each run. Every process that has
 * it may do it, so it must stand being done twice; it needs no queue, and therefore no Redis. A run that fails is told to
 * `failed`, and the next one tries again.
 */
export class Repetition {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly interval: number,
    private readonly work: () => Promise<unknown>,
    private readonly failed: (error: unknown) => void,
  ) {}

  start(): void {
    this.running = this.run();
  }

  /** Resolves when the run that is under way has ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.work().catch(this.failed);
      await sleep(this.interval, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
