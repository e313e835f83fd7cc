import { Inject, Injectable } from '@nestjs/common';
import type { ActorReference } from '@app/directory';
import { Configuration, describeError, Logger } from '@app/platform';
import { Redis } from 'ioredis';
import { hash } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { isInRanges } from '../decision/index.js';
import type { AllowedCall } from './allowed.request.js';

const MINUTE = 60;
const PREFIX = 'application_rate_limiter:gitlab_shell_operation';

/**
 * How often one actor, and one address, may run a Git command on one repository in a minute (git-access.md 3.3). The
 * address is the person's, as the front end says it: the one that calls us is shared by everybody.
 * While Redis is away each process counts for itself, so that the limit grows but never ends.
 */
@Injectable()
export class OperationLimit {
  private readonly limiter: RateLimiterAbstract | undefined;
  private readonly trusted: readonly string[];

  constructor(
    redis: Redis,
    @Inject(Configuration) configuration: Configuration,
    private readonly logger: Logger,
  ) {
    const points = configuration.GITLAB_SHELL_OPERATION_LIMIT;
    const limits = { points, duration: MINUTE, keyPrefix: PREFIX };
    this.trusted = configuration.GITLAB_SHELL_TRUSTED_ADDRESSES.split(',').filter((range) => range.trim() !== '');
    if (points === 0) return;
    this.limiter = new RateLimiterRedis({
      ...limits,
      storeClient: redis,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(limits),
      // A client that goes on after a refusal costs no more trips to Redis.
      inMemoryBlockOnConsumed: points + 1,
    });
  }

  /** Counts the call; true when it is one too many. */
  async isExceeded(call: AllowedCall): Promise<boolean> {
    const { limiter } = this;
    if (limiter === undefined) return false;
    const counted = await Promise.all(scopesOf(call, this.trusted).map((scope) => this.count(limiter, scope)));
    return counted.includes(false);
  }

  /** False when the scope has used up its minute. */
  private async count(limiter: RateLimiterAbstract, scope: string): Promise<boolean> {
    try {
      await limiter.consume(scope);
      return true;
    } catch (error) {
      if (error instanceof RateLimiterRes) return false;
      this.logger.warn('operation not counted', describeError(error));
      return true;
    }
  }
}

/** Names of any length become keys of one length. */
function scopesOf({ request, actor, repositoryName }: AllowedCall, trusted: readonly string[]): string[] {
  const scope = (by: string) => hash('sha256', JSON.stringify([request.action, repositoryName, by]), 'hex');
  const { address } = request;
  const byActor = scope(actorName(actor));
  return address === null || isInRanges(address, trusted) ? [byActor] : [byActor, scope(`address ${address}`)];
}

function actorName(actor: ActorReference): string {
  if (actor.by === 'nobody') return 'nobody';
  return actor.by === 'username' ? `username ${actor.username.toLowerCase()}` : `${actor.by} ${actor.id}`;
}
