import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, Configuration, Database, describeError, Logger, WriteBehind } from '@app/platform';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { TOUCH_USERS } from './usage.sql.js';

/** Seconds for which one process tries for a user (schema.md 4.1). */
const LEASE = 60;

/** The day on which a user was last active (git-access.md 3.12). Nobody waits for it and nothing fails by it. */
@Injectable()
export class UserActivity implements OnApplicationShutdown {
  private readonly writes: WriteBehind;
  private readonly leasing = new Set<Promise<void>>();

  constructor(
    database: Database,
    private readonly redis: Redis,
    private readonly clock: Clock,
    @Inject(Configuration) private readonly configuration: Configuration,
    private readonly logger: Logger,
  ) {
    this.writes = new WriteBehind(
      (ids) => database.query(TOUCH_USERS, [ids, clock.today()], null),
      (error) => logger.warn('users not touched', describeError(error)),
    );
  }

  /** Notes that the user was active today. */
  record(user: { readonly id: number; readonly lastActivityOn: string | null }): void {
    if (this.configuration.DATABASE_READ_ONLY || user.lastActivityOn === this.clock.today()) return;
    const lease = this.lease(user.id).finally(() => this.leasing.delete(lease));
    this.leasing.add(lease);
  }

  /** Resolves when every activity noted so far has been written. */
  async flush(): Promise<void> {
    await Promise.all(this.leasing);
    await this.writes.flush();
  }

  /** When nothing listens any more: the last requests leave marks of use as well. */
  onApplicationShutdown(): Promise<void> {
    return this.flush();
  }

  /** One try a minute among all processes; without Redis every try counts, since the statement writes a day only once. */
  private async lease(userId: number): Promise<void> {
    const key = `gitlab:exclusive_lease:activity_service:${userId}`;
    try {
      if ((await this.redis.set(key, randomUUID(), 'EX', LEASE, 'NX')) === null) return;
    } catch (error) {
      this.logger.warn('activity lease not taken', describeError(error));
    }
    this.writes.add(userId);
  }
}
