import { Inject, Injectable } from '@nestjs/common';
import { Clock, Configuration, Database, describeError, Logger } from '@app/platform';
import { randomInt } from 'node:crypto';
import { RECORD_TOKEN_USE } from './agent-token.sql.js';

const MINUTE = 60_000;
/** Milliseconds for which a recorded use holds, drawn anew each time so that agents do not write all at once. */
const SHORTEST = 40 * MINUTE;
const LONGEST = 55 * MINUTE;

/** Keeps `last_used_at` of agent tokens roughly right at the price of about one write an hour (kubernetes.md 1.4). */
@Injectable()
export class TokenUsage {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(Configuration) private readonly configuration: Configuration,
    private readonly logger: Logger,
  ) {}

  /** Records a use when the last one is long ago. A use that cannot be recorded is told to the log and hinders nobody. */
  async record(tokenId: number, lastUsedAt: Date | null): Promise<void> {
    if (this.configuration.DATABASE_READ_ONLY) return;
    const now = this.clock.now();
    const longAgo = new Date(now.getTime() - randomInt(SHORTEST, LONGEST + 1));
    if (lastUsedAt !== null && lastUsedAt > longAgo) return;
    try {
      await this.database.query(RECORD_TOKEN_USE, [tokenId, now, longAgo]);
    } catch (error) {
      this.logger.warn('agent token use not recorded', { agent_token_id: tokenId, ...describeError(error) });
    }
  }
}
