import { Injectable } from '@nestjs/common';
import { describeError, Logger } from '@app/platform';
import { Redis } from 'ioredis';

/** Seconds; a push that never reaches post-receive stops counting by itself (git-access.md 10.1). */
const LIFE = 600;

const INCREASE = `
  local value = redis.call('INCR', KEYS[1])
  redis.call('EXPIRE', KEYS[1], ARGV[1])
  return value`;

const DECREASE = `
  local value = redis.call('DECR', KEYS[1])
  if value < 0 then redis.call('DEL', KEYS[1]) end
  return value`;

/**
 * Pushes in progress for each repository, under GitLab's own key and with its life, so that GitLab's storage moves can
 * wait for the same number. Each change is one script; a store that does not answer gives false, never an error.
 */
@Injectable()
export class ReferenceCounter {
  constructor(
    private readonly redis: Redis,
    private readonly logger: Logger,
  ) {}

  /** Counts a push that may be accepted; false when Redis did not take it. */
  increase(identifier: string): Promise<boolean> {
    return this.run(() => this.redis.eval(INCREASE, 1, key(identifier), LIFE));
  }

  /** Counts a push that has ended; the life of the counter is not renewed, and it never stays below zero. */
  decrease(identifier: string): Promise<boolean> {
    return this.run(async () => {
      const value = Number(await this.redis.eval(DECREASE, 1, key(identifier)));
      if (value < 0) this.logger.warn('reference counter below zero', { gl_repository: identifier });
    });
  }

  private async run(change: () => Promise<unknown>): Promise<boolean> {
    try {
      await change();
      return true;
    } catch (error) {
      this.logger.warn('reference counter not changed', describeError(error));
      return false;
    }
  }
}

const key = (identifier: string): string => `git-receive-pack-reference-counter:${identifier}`;
