import { Inject, Injectable } from '@nestjs/common';
import { Redis } from 'ioredis';
import { Configuration } from '../config/configuration.js';
import { describeError, Logger } from '../logging/logger.js';
import { Replicas } from './replicas.js';

/** Somebody who writes and reads, such as `user-7` or `key-3`. */
export type Actor = string;

/** The names under which somebody is noted: a push is told with a key or with its owner, and decided by either. */
export const actorsOf = (userId: number | null, keyId: number | null): Actor[] => [
  ...(userId === null ? [] : [`user-${userId}`]),
  ...(keyId === null ? [] : [`key-${keyId}`]),
];

/**
 * Who has written a moment ago: their reads stay with the primary, whichever process serves them. They are forgotten after
 * `DATABASE_REPLICA_MAX_LAG`, when no replica in use can lack what they wrote.
 */
@Injectable()
export class RecentWriters {
  constructor(
    private readonly redis: Redis,
    private readonly replicas: Replicas,
    @Inject(Configuration) private readonly configuration: Configuration,
    private readonly logger: Logger,
  ) {}

  /** After the write, and before its answer. Never rejects: a replica is then no later than it may be. */
  async note(actors: readonly Actor[]): Promise<void> {
    if (this.replicas.none || actors.length === 0) return;
    const life = this.configuration.DATABASE_REPLICA_MAX_LAG;
    try {
      await Promise.all(actors.map((actor) => this.redis.set(key(actor), '1', 'PX', life)));
    } catch (error) {
      this.logger.warn('write not noted for replicas', describeError(error));
    }
  }

  /** Whether one of them has written, or may have: Redis cannot tell. */
  async include(actors: readonly Actor[]): Promise<boolean> {
    if (actors.length === 0) return false;
    if (this.redis.status !== 'ready') return true;
    try {
      return (await this.redis.exists(...actors.map(key))) > 0;
    } catch {
      return true;
    }
  }
}

const key = (actor: Actor): string => `internal_api:wrote:${actor}`;
