import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  addRequestFields,
  Clock,
  Configuration,
  declareCaller,
  Unauthorized,
  type RequestWithBody,
} from '@app/platform';
import { Authenticators, type Authenticator } from '../callers/authenticators.js';
import { offeredToken } from './carriers.js';
import { rememberUser, requireAdministrator, type AuthenticatedUser } from './current-user.js';
import { PersonalAccessTokens } from './personal-access-tokens.js';
import { parseScopes } from './scopes.js';
import { expiredToken, insufficientScope, revokedToken, stateRefusal } from './token-refusals.js';

const USER = 'user';
const ADMINISTRATOR = 'administrator';

/** Anybody with a valid personal access token; the handler decides what they may do. */
export const UserCaller = declareCaller(USER);

/** An administrator with a valid personal access token; anybody else is refused before the parameters are read. */
export const AdministratorCaller = declareCaller(ADMINISTRATOR);

/** Scopes of which one suffices; reading takes less than changing. */
const READING = ['api', 'read_api'];
const CHANGING = ['api'];

/** Callers with a personal access token: the billing portal, and owners who look at their subscription (billing.md 1.1). */
@Injectable()
export class UserAuthenticator implements Authenticator, OnModuleInit {
  constructor(
    private readonly authenticators: Authenticators,
    private readonly tokens: PersonalAccessTokens,
    private readonly clock: Clock,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {}

  onModuleInit(): void {
    this.authenticators.register(USER, this);
    this.authenticators.register(ADMINISTRATOR, {
      authenticate: (request) => this.authenticateAdministrator(request),
    });
  }

  /** @throws WireError with the refusals of billing.md 1.1, in its order: token, scope, state of the user */
  async authenticate(request: RequestWithBody): Promise<void> {
    await this.identify(request);
  }

  /** As `authenticate`, and 403 for anybody but an administrator. */
  async authenticateAdministrator(request: RequestWithBody): Promise<void> {
    requireAdministrator(await this.identify(request));
  }

  private async identify(request: RequestWithBody): Promise<AuthenticatedUser> {
    const offered = offeredToken(request);
    const token = offered === undefined ? undefined : await this.tokens.find(offered);
    if (token === undefined) throw new Unauthorized();
    if (token.expires_at !== null && token.expires_at <= this.clock.today()) throw expiredToken();
    if (token.revoked === true) throw revokedToken();

    const scopes = parseScopes(token.scopes);
    const sufficient = request.method === 'GET' || request.method === 'HEAD' ? READING : CHANGING;
    if (!sufficient.some((scope) => scopes.includes(scope))) throw insufficientScope(sufficient);

    const refusal = stateRefusal(token.state, this.configuration.baseUrl);
    if (refusal !== undefined) throw refusal;

    this.tokens.touch(token);
    const administrator = token.admin && (!token.admin_mode || scopes.includes('admin_mode'));
    const user = { id: token.user_id, username: token.username, administrator };
    rememberUser(request, user);
    addRequestFields({ gl_user_id: user.id });
    return user;
  }
}
