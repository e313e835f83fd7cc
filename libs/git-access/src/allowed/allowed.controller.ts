import { Controller, Inject, Post } from '@nestjs/common';
import { ShellCaller } from '@app/auth';
import { Configuration, Parameters, type Reply } from '@app/platform';
import { AllowedParameters } from './allowed.parameters.js';
import { presentAllowed } from './allowed.presenter.js';
import { AllowedService } from './allowed.service.js';

/** `POST /internal/allowed`: asked before every Git command, and by Gitaly's pre-receive hook before refs change. */
@Controller('internal/allowed')
@ShellCaller()
export class AllowedController {
  constructor(
    private readonly service: AllowedService,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {}

  @Post()
  async allowed(@Parameters() parameters: AllowedParameters): Promise<Reply> {
    return presentAllowed(await this.service.decide(parameters), this.configuration);
  }
}
