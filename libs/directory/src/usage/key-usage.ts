import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, Configuration, Database, describeError, Logger, WriteBehind } from '@app/platform';
import { TOUCH_KEYS } from './key-usage.sql.js';

const DAY = 86_400_000;

/** When a key was last used, to the day (git-access.md 2.5). Nobody waits for it and nothing fails by it. */
@Injectable()
export class KeyUsage implements OnApplicationShutdown {
  private readonly writes: WriteBehind;

  constructor(
    database: Database,
    private readonly clock: Clock,
    @Inject(Configuration) private readonly configuration: Configuration,
    logger: Logger,
  ) {
    this.writes = new WriteBehind(
      (ids) => database.query(TOUCH_KEYS, [ids, clock.now()], null),
      (error) => logger.warn('keys not touched', describeError(error)),
    );
  }

  /** Notes a use of the key, accepted or refused. */
  touch(key: { readonly id: number; readonly lastUsedAt: Date | null }): void {
    if (this.configuration.DATABASE_READ_ONLY) return;
    const due = key.lastUsedAt === null || key.lastUsedAt.getTime() + DAY <= this.clock.now().getTime();
    if (due) this.writes.add(key.id);
  }

  /** Resolves when every use noted so far has been written. */
  flush(): Promise<void> {
    return this.writes.flush();
  }

  /** When nothing listens any more: the last requests leave marks of use as well. */
  onApplicationShutdown(): Promise<void> {
    return this.flush();
  }
}
