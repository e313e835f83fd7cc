import { Controller, Get } from '@nestjs/common';
import { ShellCaller } from '@app/auth';
import { actorReference } from '@app/directory';
import { BelongsTo, FastLane, IdField, Parameters, RawField, TextField } from '@app/platform';
import { DiscoverService } from './discover.service.js';

export class DiscoverParameters {
  /** Names nobody here (git-access.md 2.4). */
  @RawField() krb5principal?: unknown;
  @IdField() key_id?: number | null;
  @IdField() user_id?: number | null;
  @TextField() username?: string;
  @TextField() identifier?: string;
}

/** `GET /internal/discover`: `ssh git@host`, which greets the person; `null` greets Anonymous. */
@Controller('internal/discover')
@BelongsTo('system_access')
@ShellCaller()
export class DiscoverController {
  constructor(private readonly service: DiscoverService) {}

  @Get()
  @FastLane()
  async discover(@Parameters() parameters: DiscoverParameters) {
    return (await this.service.person(actorReference(parameters))) ?? null;
  }
}
