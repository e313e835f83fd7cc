export type Store = 'db' | 'redis' | 'gitaly';

/** What a request has asked of the stores, and how its time went. One small object for each request. */
export class RequestCosts {
  private readonly begin = performance.now();
  private answered: number | undefined;
  private dbCount = 0;
  private dbSeconds = 0;
  private redisCount = 0;
  private redisSeconds = 0;
  private gitalyCount = 0;
  private gitalySeconds = 0;

  /** Seconds since it began. */
  get seconds(): number {
    return (performance.now() - this.begin) / 1000;
  }

  /** SQL statements so far. */
  get statements(): number {
    return this.dbCount;
  }

  add(store: Store, seconds: number): void {
    switch (store) {
      case 'db':
        this.dbCount += 1;
        this.dbSeconds += seconds;
        break;
      case 'redis':
        this.redisCount += 1;
        this.redisSeconds += seconds;
        break;
      case 'gitaly':
        this.gitalyCount += 1;
        this.gitalySeconds += seconds;
    }
  }

  answer(): void {
    this.answered ??= performance.now();
  }

  /** Log fields, under GitLab's names; of Redis and Gitaly only where they were asked. */
  fields(seconds: number): Record<string, number> {
    return {
      duration_s: rounded(seconds),
      ttfb_s: this.answered === undefined ? rounded(seconds) : rounded((this.answered - this.begin) / 1000),
      db_count: this.dbCount,
      db_duration_s: rounded(this.dbSeconds),
      ...(this.redisCount > 0 ? { redis_calls: this.redisCount, redis_duration_s: rounded(this.redisSeconds) } : {}),
      ...(this.gitalyCount > 0
        ? { gitaly_calls: this.gitalyCount, gitaly_duration_s: rounded(this.gitalySeconds) }
        : {}),
    };
  }
}

/** To the microsecond. */
const rounded = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;
