import { Injectable } from '@nestjs/common';
import { describeError, Logger, ServiceUnavailable } from '@app/platform';
import { Redis } from 'ioredis';
import type { Facts, KeyFacts } from '../decision/index.js';

/** Adds the one fact that Redis keeps: whether a key has shown its second factor lately (git-access.md 3.9). */
@Injectable()
export class SecondFactors {
  constructor(
    private readonly redis: Redis,
    private readonly logger: Logger,
  ) {}

  /**
   * The facts with GitLab's own entry about the key looked up.
   * @throws ServiceUnavailable when Redis does not tell: nobody is let in unverified, and nobody is sent for a code in vain
   */
  async lookUp(key: KeyFacts, facts: Facts): Promise<Facts> {
    try {
      return { ...facts, secondFactorShown: (await this.redis.exists(`session:otp:${key.id}`)) === 1 };
    } catch (error) {
      this.logger.error('second factor cannot be looked up', describeError(error));
      throw new ServiceUnavailable();
    }
  }
}
