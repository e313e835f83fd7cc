import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  Clock,
  Configuration,
  declareCaller,
  Logger,
  requestParameters,
  Unauthorized,
  type RequestWithBody,
} from '@app/platform';
import { Authenticators, type Authenticator } from '../callers/authenticators.js';
import { equalSecrets } from '../secrets/equal-secrets.js';
import { Secrets } from '../secrets/secrets.js';
import { SignedTokens } from '../secrets/signed-tokens.js';

const SHELL = 'shell';

/** GitLab Shell, gitlab-sshd, Gitaly. */
export const ShellCaller = declareCaller(SHELL);

const JWT_HEADER = 'gitlab-shell-api-request';
const SECRET_HEADER = 'gitlab-shared-secret';
const ISSUER = 'gitlab-shell';
/** Seconds on either side. */
const LEEWAY = 60;

interface Claims {
  iss?: unknown;
  exp?: unknown;
  nbf?: unknown;
}

/**
 * The three credentials of git-access.md 1.2: the JWT alone when it is there, else the parameter `secret_token` alone,
 * else the header. A bad one is never saved by a good one behind it.
 */
@Injectable()
export class ShellAuthenticator implements Authenticator, OnModuleInit {
  /** The trimmed secret first, then the file's whole text where that is another one. */
  private readonly tokens: readonly SignedTokens[];

  constructor(
    private readonly authenticators: Authenticators,
    private readonly secrets: Secrets,
    @Inject(Configuration) private readonly configuration: Configuration,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    const { text, raw } = secrets.shell;
    this.tokens = [...new Set([text, raw])].map((secret) => new SignedTokens(secret));
  }

  onModuleInit(): void {
    this.authenticators.register(SHELL, this);
  }

  authenticate(request: RequestWithBody): void {
    const refusal = this.refusalOf(request);
    if (refusal === undefined) return;
    this.logger.warn('shell authentication failed', { reason: refusal });
    throw new Unauthorized();
  }

  /** Why the request is not the shell's, for the log alone; undefined when it is. */
  private refusalOf(request: RequestWithBody): string | undefined {
    const token = request.headers[JWT_HEADER];
    if (typeof token === 'string' && token !== '') return this.tokenRefusal(token);
    if (!this.configuration.INTERNAL_API_ALLOW_SHARED_SECRET) return 'no token';
    const { secret_token: parameter } = requestParameters(request);
    if (parameter !== undefined && parameter !== null) {
      return typeof parameter === 'string' && this.isSecret(parameter) ? undefined : 'wrong secret_token';
    }
    const header = request.headers[SECRET_HEADER];
    if (typeof header !== 'string') return 'no credentials';
    return this.isText(decodeBase64(header)) ? undefined : 'wrong shared secret';
  }

  /** The documentation shows the parameter in Base64, the original takes it plain: both are accepted. */
  private isSecret(offered: string): boolean {
    const plain = this.isText(offered);
    const encoded = this.isText(decodeBase64(offered));
    return plain || encoded;
  }

  private isText(offered: string): boolean {
    return equalSecrets(offered.trim(), this.secrets.shell.text);
  }

  private tokenRefusal(token: string): string | undefined {
    const claims = this.claimsOf(token);
    if (claims === undefined) return 'bad signature or algorithm';
    if (claims.iss !== ISSUER) return 'wrong issuer';
    return this.timeRefusal(claims);
  }

  private claimsOf(token: string): Claims | undefined {
    for (const tokens of this.tokens) {
      const claims = tokens.claimsOf<Claims>(token);
      if (claims !== undefined) return claims;
    }
    return undefined;
  }

  private timeRefusal({ exp, nbf }: Claims): string | undefined {
    const now = this.clock.seconds();
    if (exp === undefined) {
      if (this.configuration.SHELL_JWT_REQUIRE_EXP) return 'no expiry';
    } else if (typeof exp !== 'number' || exp <= now - LEEWAY) return 'expired';
    if (nbf !== undefined && (typeof nbf !== 'number' || nbf > now + LEEWAY)) return 'not yet valid';
    return undefined;
  }
}

/** Lenient, as the original decodes: line breaks and foreign characters are skipped. */
function decodeBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
