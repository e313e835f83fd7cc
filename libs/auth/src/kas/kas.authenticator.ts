import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  Clock,
  Configuration,
  declareCaller,
  Logger,
  Unauthorized,
  WireError,
  type RequestWithBody,
} from '@app/platform';
import { Authenticators, type Authenticator } from '../callers/authenticators.js';
import { tokenRefusal, type TokenRules } from '../secrets/token-rules.js';
import { KasSecret } from './kas-secret.js';

const KAS = 'kas';

/** kas itself, on its own behalf. Requests that it makes for an agent are declared by `@app/kubernetes`. */
export const KasCaller = declareCaller(KAS);

const HEADER = 'gitlab-kas-api-request';

/** The switch and the JWT: checks 1 and 2 of kubernetes.md 1.2. Why a token is refused is told to the log alone. */
@Injectable()
export class KasAuthenticator implements Authenticator, OnModuleInit {
  private readonly rules: TokenRules;

  constructor(
    private readonly authenticators: Authenticators,
    private readonly secret: KasSecret,
    @Inject(Configuration) private readonly configuration: Configuration,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    this.rules = {
      issuer: 'gitlab-kas',
      leeway: configuration.KAS_JWT_LEEWAY_SECONDS,
      expiryRequired: false,
      // kas always names its audience; the oldest contract did not ask for it.
      audience: { name: 'gitlab', required: configuration.KAS_JWT_REQUIRE_AUDIENCE },
    };
  }

  onModuleInit(): void {
    this.authenticators.register(KAS, this);
  }

  /**
   * @throws WireError 404 while the Kubernetes endpoints are switched off, whatever the credentials
   * @throws Unauthorized when the request does not come from kas
   */
  authenticate(request: RequestWithBody): void {
    if (!this.configuration.KAS_API_ENABLED) throw new WireError(404, { message: '404 Not Found' });
    const token = request.headers[HEADER];
    const refusal =
      typeof token !== 'string' || token === ''
        ? { reason: 'no token' }
        : tokenRefusal(token, this.secret.tokens, this.rules, this.clock.seconds());
    if (refusal === undefined) return;
    this.logger.warn('kas authentication failed', { ...refusal, secret_fingerprints: this.secret.fingerprints });
    throw new Unauthorized('KAS JWT authentication invalid');
  }
}
