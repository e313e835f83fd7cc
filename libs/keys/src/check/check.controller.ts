import { Controller, Get, Inject } from '@nestjs/common';
import { ShellCaller } from '@app/auth';
import { Configuration } from '@app/platform';
import { Redis } from 'ioredis';

/** `GET /internal/check`: `gitlab-shell-check`, `gitaly check`, Geo. */
@Controller('internal/check')
@ShellCaller()
export class CheckController {
  constructor(
    @Inject(Configuration) private readonly configuration: Configuration,
    private readonly redis: Redis,
  ) {}

  @Get()
  async check() {
    const { GITLAB_VERSION, GITLAB_REVISION } = this.configuration;
    return {
      api_version: 'v4',
      gitlab_version: GITLAB_VERSION,
      gitlab_rev: GITLAB_REVISION,
      // Gitaly reads the revision under this name (clients.md 3.6).
      gitlab_revision: GITLAB_REVISION,
      redis: await this.redisAnswers(),
    };
  }

  /** Any trouble is a plain `false`. */
  private async redisAnswers(): Promise<boolean> {
    try {
      return (await this.redis.ping()) === 'PONG';
    } catch {
      return false;
    }
  }
}
