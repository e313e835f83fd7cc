import { Controller, Post } from '@nestjs/common';
import { ShellCaller } from '@app/auth';
import { BelongsTo, Parameters } from '@app/platform';
import { refusal } from '../actors/actor-refusals.js';
import { PersonalAccessTokenParameters, PersonalAccessTokenService } from './personal-access-token.service.js';

/** `POST /internal/personal_access_token`: `ssh git@host personal_access_token`. Status 200 whatever happens. */
@Controller('internal/personal_access_token')
@BelongsTo('system_access')
@ShellCaller()
export class PersonalAccessTokenController {
  constructor(private readonly service: PersonalAccessTokenService) {}

  @Post()
  async create(@Parameters() parameters: PersonalAccessTokenParameters) {
    const created = await this.service.create(parameters);
    if (typeof created === 'string') return refusal(created);
    const { token, scopes, expiresAt } = created;
    return { success: true, token, scopes, expires_at: expiresAt };
  }
}
