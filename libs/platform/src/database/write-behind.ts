/**
 * Writes that no answer waits for. The first id is written at once; what comes while a write is under way goes together
 * with the next one, so a burst costs two statements and not one each.
 */
export class WriteBehind {
  private waiting = new Set<number>();
  private running: Promise<void> | null = null;

  /** `write` takes many ids; what it throws goes to `failed`, and the ids of that write are given up. */
  constructor(
    private readonly write: (ids: number[]) => Promise<unknown>,
    private readonly failed: (error: unknown) => void,
  ) {}

  add(id: number): void {
    this.waiting.add(id);
    this.running ??= this.drain();
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
