import { JwtService } from '@nestjs/jwt';
import { createSecretKey } from 'node:crypto';

/** Times are checked by the callers, by the injected clock and in the fractions that kas sends. */
const verifyOptions = { algorithms: ['HS256' as const], ignoreExpiration: true, ignoreNotBefore: true };

/** Reads the tokens that are signed with HS256 and one key. */
export class SignedTokens {
  private readonly jwt: JwtService;

  constructor(key: string | Buffer) {
    // A key that is text is first tried as a public one for each token, which costs ten times the signature itself.
    this.jwt = new JwtService({
      secret: createSecretKey(typeof key === 'string' ? Buffer.from(key) : key),
      verifyOptions,
    });
  }

  /**
   * The claims of a token, or undefined when this key has not signed it. A token with critical extensions asks for
   * something that nobody here understands.
   */
  claimsOf<Claims extends object>(token: string): Claims | undefined {
    try {
      const { header, payload } = this.jwt.verify<{ header: { crit?: unknown }; payload: unknown }>(token, {
        complete: true,
      });
      return header.crit === undefined && typeof payload === 'object' && payload !== null
        ? (payload as Claims)
        : undefined;
    } catch {
      return undefined;
    }
  }
}
