import { Controller, Inject, Post, Res } from '@nestjs/common';
import { ShellCaller } from '@app/auth';
import { BelongsTo, Configuration, FastLane, Parameters, Reply } from '@app/platform';
import type { Response } from 'express';
import { AllowedParameters } from './allowed.parameters.js';
import { presentAllowed } from './allowed.presenter.js';
import { AllowedService } from './allowed.service.js';

/** The one message that is an object: the shell shows no text of a 429 (clients.md row 15). */
const TOO_OFTEN = { message: { error: 'This endpoint has been requested too many times. Try again later.' } };

/** Seconds; the shell waits as long as it is told, twice, with the user waiting (git-access.md 3.3). */
const RETRY_AFTER = '1';

/** `POST /internal/allowed`: asked before every Git command, and by Gitaly's pre-receive hook before refs change. */
@Controller('internal/allowed')
@BelongsTo('source_code_management', 'low')
@ShellCaller()
export class AllowedController {
  constructor(
    private readonly service: AllowedService,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {}

  @Post()
  @FastLane()
  async allowed(
    @Parameters() parameters: AllowedParameters,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Reply> {
    const outcome = await this.service.decide(parameters);
    if (outcome !== undefined) return presentAllowed(outcome, this.configuration);
    response.setHeader('Retry-After', RETRY_AFTER);
    return new Reply(429, TOO_OFTEN);
  }
}
