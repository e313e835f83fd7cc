import { Controller, Inject, Post } from '@nestjs/common';
import { ShellCaller } from '@app/auth';
import { BelongsTo, Configuration, Parameters } from '@app/platform';
import { refusal } from '../actors/actor-refusals.js';
import { ActorParameters, Actors } from '../actors/actors.js';
import { holderOf } from '../actors/holder.js';

/** `POST /internal/two_factor_config`: whether somebody has a second factor to show (git-access.md 12.1). */
@Controller('internal/two_factor_config')
@BelongsTo('system_access')
@ShellCaller()
export class TwoFactorConfigController {
  constructor(
    private readonly actors: Actors,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {}

  @Post()
  async ask(@Parameters() parameters: ActorParameters) {
    if (this.configuration.TWO_FACTOR_OVER_SSH !== 'enabled') return { success: false };
    const actor = await this.actors.find(parameters);
    const holder = holderOf(actor, await this.actors.rules());
    if (typeof holder === 'string') return refusal(holder);
    // Nobody types a code for a deploy key, whatever its creator has.
    return { success: true, two_factor_required: holder.key?.deployKey ? false : holder.user.twoFactor };
  }
}
