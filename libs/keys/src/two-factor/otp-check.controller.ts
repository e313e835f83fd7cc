import { Controller, Post } from '@nestjs/common';
import { ShellCaller } from '@app/auth';
import { BelongsTo, Parameters } from '@app/platform';
import { refusal } from '../actors/actor-refusals.js';
import { OtpCheckParameters, OtpCheckService, type OtpCheck } from './otp-check.service.js';

/**
 * `ssh git@host 2fa_verify`. The shell of 14.10 and later asks the push route and the manual one at the same time, and the
 * first success lets the person in; 13.14 to 14.9 ask the first route. Status 200 whatever happens.
 */
@Controller('internal')
@BelongsTo('system_access')
@ShellCaller()
export class OtpCheckController {
  constructor(private readonly service: OtpCheckService) {}

  @Post('two_factor_otp_check')
  checkOtp(@Parameters() parameters: OtpCheckParameters) {
    return this.answer('otp', parameters);
  }

  @Post('two_factor_manual_otp_check')
  checkManually(@Parameters() parameters: OtpCheckParameters) {
    return this.answer('manual', parameters);
  }

  @Post('two_factor_push_otp_check')
  checkPush(@Parameters() parameters: OtpCheckParameters) {
    return this.answer('push', parameters);
  }

  private async answer(check: OtpCheck, parameters: OtpCheckParameters) {
    const message = await this.service.check(check, parameters);
    return message === undefined ? { success: true } : refusal(message);
  }
}
