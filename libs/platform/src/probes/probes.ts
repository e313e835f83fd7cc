import { Injectable } from '@nestjs/common';
import {
  HealthCheckService,
  HealthIndicatorService,
  TypeOrmHealthIndicator,
  type HealthCheckResult,
} from '@nestjs/terminus';
import { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import { Lifecycle } from './lifecycle.js';
import { OtherChecks } from './other-checks.js';

const STORE_TIMEOUT = 2_000;

/** Status and body of a probe, in GitLab's own shape: `{"status":"ok","db_check":[{"status":"ok"}]}`. */
export interface ProbeAnswer {
  readonly status: 200 | 503;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What an orchestrator asks. Readiness does not look at the stores: a slow database must not evict healthy pods. */
@Injectable()
export class Probes {
  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly database: TypeOrmHealthIndicator,
    private readonly connection: DataSource,
    private readonly redis: Redis,
    private readonly others: OtherChecks,
  ) {}

  /** The process is up and its event loop turns. */
  liveness(): ProbeAnswer {
    return { status: 200, body: { status: 'ok' } };
  }

  /** Traffic is welcome. With `all` the stores are asked as well, and whatever else has registered, each with its own status. */
  async readiness(all: boolean): Promise<ProbeAnswer> {
    if (!this.lifecycle.serving) return { status: 503, body: { status: 'failed', message: 'not serving' } };
    if (!all) return { status: 200, body: { status: 'ok' } };
    const [{ status, details }, others] = await Promise.all([this.checkStores(), this.others.run()]);
    const checks = Object.entries(details).map(([name, detail]) => [
      `${name}_check`,
      [detail.status === 'up' ? { status: 'ok' } : { status: 'failed', message: 'unavailable' }],
    ]);
    return {
      status: status === 'ok' ? 200 : 503,
      body: { status: status === 'ok' ? 'ok' : 'failed', ...(Object.fromEntries(checks) as object), ...others },
    };
  }

  private async checkStores(): Promise<HealthCheckResult> {
    try {
      return await this.health.check([
        // With a connection given, Terminus does not load Nest's TypeORM module once more, from outside the bundle.
        () => this.database.pingCheck('db', { connection: this.connection, timeout: STORE_TIMEOUT }),
        async () => {
          const indicator = this.indicators.check('redis');
          return this.redis.ping().then(
            () => indicator.up(),
            () => indicator.down(),
          );
        },
      ]);
    } catch (error) {
      // Terminus throws its result when a check fails.
      return (error as { getResponse(): HealthCheckResult }).getResponse();
    }
  }
}
