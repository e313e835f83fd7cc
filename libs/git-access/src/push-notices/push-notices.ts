import { Injectable } from '@nestjs/common';
import { describeError, Logger } from '@app/platform';
import { Redis } from 'ioredis';

/** Seconds for which a notice waits for the end of its push (git-access.md 11.4). */
const LIFE = 300;

/** In the order in which they are told. */
const KINDS = ['redirect_namespace', 'project_created'] as const;

export type NoticeKind = (typeof KINDS)[number];

/**
 * Texts that `/allowed` leaves for the pusher and `/post_receive` tells, under GitLab's own keys. A text that Redis does not
 * take or give is lost; nothing else depends on it.
 */
@Injectable()
export class PushNotices {
  constructor(
    private readonly redis: Redis,
    private readonly logger: Logger,
  ) {}

  /** Keeps a text for this user about this repository. */
  async leave(kind: NoticeKind, userId: number, identifier: string, text: string): Promise<void> {
    await this.attempt(() => this.redis.set(key(kind, userId, identifier), text, 'EX', LIFE));
  }

  /**
   * The texts left for this user about this repository; they are told once. `projectId` ends the keys of GitLab before
   * 13.9, which are read as well (schema.md 4.1).
   */
  async take(userId: number, identifier: string, projectId: number | null): Promise<string[]> {
    const names = projectId === null ? [identifier] : [identifier, String(projectId)];
    const keys = KINDS.flatMap((kind) => names.map((name) => key(kind, userId, name)));
    const texts = await this.attempt(() => Promise.all(keys.map((name) => this.redis.getdel(name))));
    return (texts ?? []).filter((text): text is string => text !== null && text !== '');
  }

  private async attempt<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      this.logger.warn('push notice lost', describeError(error));
      return undefined;
    }
  }
}

function key(kind: NoticeKind, userId: number, identifier: string): string {
  return `${kind}:${userId}:${identifier}`;
}
