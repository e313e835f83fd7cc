import { Inject, Injectable } from '@nestjs/common';
import { Clock, Configuration, Database, Logger } from '@app/platform';
import { Actors, type ActorParameters } from '../actors/actors.js';
import { holderOf } from '../actors/holder.js';
import { hashRecoveryCodes, makeRecoveryCodes } from './recovery-codes.js';
import { REPLACE_RECOVERY_CODES } from './recovery-codes.sql.js';
import { twoFactorRefusals } from './two-factor-refusals.js';

/**
 * New recovery codes for whom a request names (git-access.md 8). The codes of an earlier call are dead from then on, so
 * that a call which the shell repeats leaves ten valid codes: those of the last arrival, whose answer it prints.
 */
@Injectable()
export class RecoveryCodesService {
  constructor(
    private readonly actors: Actors,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly logger: Logger,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {}

  /** The codes, or the text of the refusal. */
  async replace(parameters: ActorParameters): Promise<readonly string[] | string> {
    const actor = await this.actors.find(parameters);
    const holder = holderOf(actor, await this.actors.rules());
    if (typeof holder === 'string') return holder;
    if (holder.key?.deployKey) return twoFactorRefusals.deployKeyCodes;
    if (!holder.user.twoFactor) return twoFactorRefusals.notEnabled;

    const codes = makeRecoveryCodes();
    const hashes = await hashRecoveryCodes(codes, this.configuration.BCRYPT_COST);
    const [changed] = await this.database.query(REPLACE_RECOVERY_CODES, [holder.user.id, hashes, this.clock.now()]);
    if (changed === undefined) return twoFactorRefusals.notEnabled;
    this.logger.info('recovery codes replaced', { gl_user_id: holder.user.id, gl_key_id: holder.key?.id });
    return codes;
  }
}
