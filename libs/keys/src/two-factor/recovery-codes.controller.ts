import { Controller, Post } from '@nestjs/common';
import { ShellCaller } from '@app/auth';
import { BelongsTo, Parameters } from '@app/platform';
import { refusal } from '../actors/actor-refusals.js';
import { ActorParameters } from '../actors/actors.js';
import { RecoveryCodesService } from './recovery-codes.service.js';

/** `POST /internal/two_factor_recovery_codes`: `ssh git@host 2fa_recovery_codes`. Status 200 whatever happens. */
@Controller('internal/two_factor_recovery_codes')
@BelongsTo('system_access')
@ShellCaller()
export class RecoveryCodesController {
  constructor(private readonly service: RecoveryCodesService) {}

  @Post()
  async replace(@Parameters() parameters: ActorParameters) {
    const codes = await this.service.replace(parameters);
    return typeof codes === 'string' ? refusal(codes) : { success: true, recovery_codes: codes };
  }
}
