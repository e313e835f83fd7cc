import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, Configuration, Database, describeError, Logger, WriteBehind } from '@app/platform';
import { randomInt } from 'node:crypto';
import { RECORD_TOKEN_USES } from './agent-token.sql.js';

const MINUTE = 60_000;
/** Milliseconds for which a recorded use holds, drawn anew each time so that agents do not write all at once. */
const SHORTEST = 40 * MINUTE;
const LONGEST = 55 * MINUTE;

/**
 * Keeps `last_used_at` of agent tokens roughly right at the price of about one write an hour (kubernetes.md 1.4). Nobody
 * waits for it and nothing fails by it.
 */
@Injectable()
export class TokenUsage implements OnApplicationShutdown {
  private readonly writes: WriteBehind;

  constructor(
    database: Database,
    private readonly clock: Clock,
    @Inject(Configuration) private readonly configuration: Configuration,
    logger: Logger,
  ) {
    this.writes = new WriteBehind(
      (ids) => {
        const now = clock.now();
        // No shorter time was drawn for any of them.
        return database.query(RECORD_TOKEN_USES, [ids, now, new Date(now.getTime() - SHORTEST)], null);
      },
      (error) => logger.warn('agent token uses not recorded', describeError(error)),
    );
  }

  /** Notes a use, which is recorded when the last one is long ago. */
  record(tokenId: number, lastUsedAt: Date | null): void {
    if (this.configuration.DATABASE_READ_ONLY) return;
    const longAgo = this.clock.now().getTime() - randomInt(SHORTEST, LONGEST + 1);
    if (lastUsedAt === null || lastUsedAt.getTime() <= longAgo) this.writes.add(tokenId);
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
