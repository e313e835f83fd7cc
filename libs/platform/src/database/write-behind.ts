import { AsyncResource } from 'node:async_hooks';

/**
 * Writes that no answer waits for. The first id is written at once; what comes while a write is under way goes together
 * with the next one, so a burst costs two statements and not one each. A write runs in nobody's context: most of what it writes
 * comes from other requests than the one that has set it off.
 */
export class WriteBehind {
  private waiting = new Set<number>();
  private running: Promise<void> | null = null;
  private readonly scope = new AsyncResource('WriteBehind');

  /** `write` takes many ids; what it throws goes to `failed`, and the ids of that write are given up. */
  constructor(
    private readonly write: (ids: number[]) => Promise<unknown>,
    private readonly failed: (error: unknown) => void,
  ) {}

  add(id: number): void {
    this.waiting.add(id);
    this.running ??= this.scope.runInAsyncScope(() => this.drain());
  }

  /** Resolves when everything added so far has been written. */
  async flush(): Promise<void> {
    while (this.running !== null) await this.running;
  }

  private async drain(): Promise<void> {
    try {
      while (this.waiting.size > 0) {
        const ids = [...this.waiting];
        this.waiting = new Set();
        await this.write(ids).catch(this.failed);
      }
    } finally {
      this.running = null;
    }
  }
}
