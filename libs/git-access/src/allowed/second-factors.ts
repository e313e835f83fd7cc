import { Injectable } from '@nestjs/common';
import { describeError, Logger, ServiceUnavailable } from '@app/platform';
import { Redis } from 'ioredis';
import { keyToVerify, type AllowedRequest, type Facts } from '../decision/index.js';

/** Adds the one fact that Redis keeps: whether a key has shown its second factor lately (git-access.md 3.9). */
@Injectable()
export class SecondFactors {
  constructor(
    private readonly redis: Redis,
    private readonly logger: Logger,
  ) {}

  /**
   * The facts with GitLab's own entry looked up; the same facts, and no call, when the decision does not need it.
   * @throws ServiceUnavailable when Redis does not tell: nobody is let in unverified, and nobody is sent for a code in vain
   */
  async lookUp(request: AllowedRequest, facts: Facts): Promise<Facts> {
    const key = keyToVerify(request, facts);
    if (key === undefined) return facts;
    try {
      return { ...facts, secondFactorShown: (await this.redis.exists(`session:otp:${key.id}`)) === 1 };
    } catch (error) {
      this.logger.error('second factor cannot be looked up', describeError(error));
      throw new ServiceUnavailable();
    }
  }
}
