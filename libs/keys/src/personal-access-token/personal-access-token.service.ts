import { Inject, Injectable } from '@nestjs/common';
import { PersonalAccessTokens, type CreatedToken } from '@app/auth';
import { Clock, Configuration, Logger, RawField, TextField, TextListField } from '@app/platform';
import { ActorParameters, Actors } from '../actors/actors.js';
import { holderOf } from '../actors/holder.js';
import { approveToken, notPermitted } from './new-token.js';

/** Parameters of `POST /internal/personal_access_token` (git-access.md 9). */
export class PersonalAccessTokenParameters extends ActorParameters {
  @TextField() name?: string;
  /** A list, one text, or texts with commas. */
  @TextListField() scopes: string[];
  @RawField() expires_at?: unknown;
}

const DEPLOY_KEY = 'Deploy keys cannot be used to create personal access tokens';

/**
 * Makes personal access tokens for whom a request names. Every arrival makes one, as in the original: a call that the
 * shell repeats after a lost answer leaves a token that nobody has seen, in the list of its owner's tokens.
 */
@Injectable()
export class PersonalAccessTokenService {
  constructor(
    private readonly actors: Actors,
    private readonly tokens: PersonalAccessTokens,
    private readonly clock: Clock,
    private readonly logger: Logger,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {}

  /** The token, or the text of the refusal. */
  async create(parameters: PersonalAccessTokenParameters): Promise<CreatedToken | string> {
    const actor = await this.actors.find(parameters);
    if (actor.key?.deployKey) return DEPLOY_KEY;
    const rules = await this.actors.rules();
    const holder = holderOf(actor, rules);
    if (typeof holder === 'string') return holder;

    const { name, scopes, expires_at: expiresAt } = parameters;
    const approved = approveToken(
      { name, scopes, expiresAt },
      {
        today: this.clock.today(),
        settings: rules.settings,
        followExpirySetting: this.configuration.REQUIRE_PAT_EXPIRY,
        additionalScopes: this.configuration.PAT_ADDITIONAL_SCOPES.split(',').filter((scope) => scope !== ''),
        registry: this.configuration.CONTAINER_REGISTRY_ENABLED,
      },
    );
    if (typeof approved === 'string') return approved;
    const token = await this.tokens.create({ userId: holder.user.id, ...approved });
    if (token === undefined) return notPermitted;
    this.logger.info('personal access token created', { gl_user_id: token.userId, personal_access_token_id: token.id });
    return token;
  }
}
