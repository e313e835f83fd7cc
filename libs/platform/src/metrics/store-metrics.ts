import { Counter, Histogram, type Registry } from 'prom-client';

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** What PostgreSQL and Redis cost those who ask them. */
export class StoreMetrics {
  private readonly sql: Histogram<'statement'>;
  private readonly sqlErrors: Counter<'reason'>;
  private readonly redis: Histogram<'storage'>;
  private readonly redisErrors: Counter<'storage'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.sql = new Histogram({
      name: 'gitlab_sql_duration_seconds',
      help: 'Time of one SQL statement as its caller sees it, the wait for a connection included.',
      labelNames: ['statement'],
      buckets: BUCKETS,
      registers,
    });
    this.sqlErrors = new Counter({
      name: 'internal_api_sql_errors_total',
      help: 'SQL statements that failed: PostgreSQL was not there for them, or refused them.',
      labelNames: ['reason'],
      registers,
    });
    this.redis = new Histogram({
      name: 'gitlab_redis_client_requests_duration_seconds',
      help: 'Time of one Redis command as its caller sees it.',
      labelNames: ['storage'],
      buckets: BUCKETS,
      registers,
    });
    this.redisErrors = new Counter({
      name: 'gitlab_redis_client_exceptions_total',
      help: 'Redis commands that failed.',
      labelNames: ['storage'],
      registers,
    });
    for (const reason of ['unavailable', 'fault'] as const) this.sqlErrors.inc({ reason }, 0);
    this.redis.zero(SHARED_STATE);
    this.redisErrors.inc(SHARED_STATE, 0);
  }

  /** One statement; `failure` is why it failed, if it did. */
  statement(name: string, seconds: number, failure?: 'unavailable' | 'fault'): void {
    this.sql.observe({ statement: name }, seconds);
    if (failure) this.sqlErrors.inc({ reason: failure });
  }

  /** One command of the shared connection. */
  command(seconds: number, failed: boolean): void {
    this.redis.observe(SHARED_STATE, seconds);
    if (failed) this.redisErrors.inc(SHARED_STATE);
  }
}

/** GitLab's name for what counters, leases and messages are kept in. */
const SHARED_STATE = { storage: 'shared_state' } as const;
