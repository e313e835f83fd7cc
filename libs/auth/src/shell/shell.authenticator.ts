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
import { tokenRefusal, type CredentialRefusal, type TokenRules } from '../secrets/token-rules.js';
import { ShellSecret } from './shell-secret.js';

const SHELL = 'shell';

/** GitLab Shell, gitlab-sshd, Gitaly. */
export const ShellCaller = declareCaller(SHELL);

const JWT_HEADER = 'gitlab-shell-api-request';
const SECRET_HEADER = 'gitlab-shared-secret';
/** Seconds on either side. */
const LEEWAY = 60;

/**
 * The three credentials of git-access.md 1.2: the JWT alone when it is there, else the parameter `secret_token` alone,
 * else the header. A bad one is never saved by a good one behind it.
 */
@Injectable()
export class ShellAuthenticator implements Authenticator, OnModuleInit {
  private readonly rules: TokenRules;

  constructor(
    private readonly authenticators: Authenticators,
    private readonly secret: ShellSecret,
    @Inject(Configuration) private readonly configuration: Configuration,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    this.rules = { issuer: 'gitlab-shell', leeway: LEEWAY, expiryRequired: configuration.SHELL_JWT_REQUIRE_EXP };
  }

  onModuleInit(): void {
    this.authenticators.register(SHELL, this);
  }

  /** @throws Unauthorized when the request comes neither from a shell nor from Gitaly; the log is told why */
  authenticate(request: RequestWithBody): void {
    const refusal = this.refusalOf(request);
    if (refusal === undefined) return;
    this.logger.warn('shell authentication failed', { ...refusal, secret_fingerprints: this.secret.fingerprints });
    throw new Unauthorized();
  }

  private refusalOf(request: RequestWithBody): CredentialRefusal | undefined {
    const token = request.headers[JWT_HEADER];
    if (typeof token === 'string' && token !== '') {
      return tokenRefusal(token, this.secret.tokens, this.rules, this.clock.seconds());
    }
    if (!this.configuration.INTERNAL_API_ALLOW_SHARED_SECRET) return { reason: 'no token' };
    const { secret_token: parameter } = requestParameters(request);
    if (parameter !== undefined && parameter !== null) {
      return typeof parameter === 'string' && this.isSecret(parameter) ? undefined : { reason: 'wrong secret_token' };
    }
    const header = request.headers[SECRET_HEADER];
    if (typeof header !== 'string') return { reason: 'no credentials' };
    return this.secret.is(decodeBase64(header)) ? undefined : { reason: 'wrong Gitlab-Shared-Secret' };
  }

  /** The documentation shows the parameter in Base64, the original takes it plain: both are accepted. */
  private isSecret(offered: string): boolean {
    const plain = this.secret.is(offered);
    const encoded = this.secret.is(decodeBase64(offered));
    return plain || encoded;
  }
}

/** Lenient, as the original decodes: line breaks and foreign characters are skipped. */
function decodeBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
