import { Injectable } from '@nestjs/common';
import { InstanceSettings } from '@app/directory';
import { Redis } from 'ioredis';

/**
 * Which keys have shown their second factor lately: GitLab's own entry, which `/allowed` looks for (git-access.md 3.9). The
 * value tells which code opened it.
 */
@Injectable()
export class OtpSessions {
  constructor(
    private readonly redis: Redis,
    private readonly settings: InstanceSettings,
  ) {}

  /** Opens Git to a key for as long as the instance says, 15 minutes by default. */
  async open(keyId: number, step: number): Promise<void> {
    const { gitTwoFactorSessionMinutes: minutes } = await this.settings.current();
    await this.redis.set(entry(keyId), String(step), 'EX', Math.max(minutes, 1) * 60);
  }

  async wasOpenedBy(keyId: number, step: number): Promise<boolean> {
    return (await this.redis.get(entry(keyId))) === String(step);
  }
}

const entry = (keyId: number): string => `session:otp:${keyId}`;
