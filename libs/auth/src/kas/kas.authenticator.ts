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
import { SignedTokens } from '../secrets/signed-tokens.js';
import { KasSecret } from './kas-secret.js';

const KAS = 'kas';

/** kas itself, on its own behalf. Requests that it makes for an agent are declared by `@app/kubernetes`. */
export const KasCaller = declareCaller(KAS);

const HEADER = 'gitlab-kas-api-request';
const ISSUER = 'gitlab-kas';
const AUDIENCE = 'gitlab';

interface Claims {
  iss?: unknown;
  aud?: unknown;
  exp?: unknown;
  nbf?: unknown;
}

/** The switch and the JWT: checks 1 and 2 of kubernetes.md 1.2. Why a token is refused is told to the log alone. */
@Injectable()
export class KasAuthenticator implements Authenticator, OnModuleInit {
  private readonly readers = new WeakMap<Buffer, SignedTokens>();

  constructor(
    private readonly authenticators: Authenticators,
    private readonly secret: KasSecret,
    @Inject(Configuration) private readonly configuration: Configuration,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.authenticators.register(KAS, this);
  }

  /**
   * @throws WireError 404 while the Kubernetes endpoints are switched off, whatever the credentials
   * @throws Unauthorized when the request does not come from kas
   */
  authenticate(request: RequestWithBody): void {
    if (!this.configuration.KAS_API_ENABLED) throw new WireError(404, { message: '404 Not Found' });
    const refusal = this.refusalOf(request.headers[HEADER]);
    if (refusal === undefined) return;
    this.logger.warn('kas authentication failed', { reason: refusal });
    throw new Unauthorized('KAS JWT authentication invalid');
  }

  private refusalOf(token: unknown): string | undefined {
    const claims = this.claimsOf(typeof token === 'string' ? token : '');
    if (claims === undefined) return 'bad signature or algorithm';
    if (claims.iss !== ISSUER) return 'wrong issuer';
    return this.audienceRefusal(claims) ?? this.timeRefusal(claims);
  }

  private claimsOf(token: string): Claims | undefined {
    for (const key of this.secret.keys) {
      const claims = this.readerOf(key).claimsOf<Claims>(token);
      if (claims !== undefined) return claims;
    }
    return undefined;
  }

  private readerOf(key: Buffer): SignedTokens {
    let reader = this.readers.get(key);
    if (reader === undefined) this.readers.set(key, (reader = new SignedTokens(key)));
    return reader;
  }

  /** kas always names its audience; the oldest contract did not ask for it. */
  private audienceRefusal({ aud }: Claims): string | undefined {
    if (aud === undefined) return this.configuration.KAS_JWT_REQUIRE_AUDIENCE ? 'no audience' : undefined;
    return aud === AUDIENCE || (Array.isArray(aud) && aud.includes(AUDIENCE)) ? undefined : 'wrong audience';
  }

  /** Claims and clock are compared in whole seconds; `iat` says nothing. */
  private timeRefusal({ exp, nbf }: Claims): string | undefined {
    const now = this.clock.seconds();
    const leeway = this.configuration.KAS_JWT_LEEWAY_SECONDS;
    if (exp !== undefined && !(isNumber(exp) && Math.floor(exp) > now - leeway)) return 'expired';
    if (nbf !== undefined && !(isNumber(nbf) && Math.floor(nbf) <= now + leeway)) return 'not yet valid';
    return undefined;
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
