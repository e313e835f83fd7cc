import { JwtService } from '@nestjs/jwt';
import { createSecretKey } from 'node:crypto';

/** Times are checked by the callers, by the injected clock and in the fractions that kas sends. */
const verifyOptions = { algorithms: ['HS256' as const], ignoreExpiration: true, ignoreNotBefore: true };

/** Tokens remembered for one key, and the characters of the longest: about a mebibyte, which holders of the key alone fill. */
const MOST_REMEMBERED = 1_000;
const LONGEST_REMEMBERED = 1_024;

/**
 * Reads the tokens that are signed with HS256 and one key. GitLab Shell signs whole seconds and nothing of the request, so
 * that many requests bring the same token: what has been verified is remembered for as long as this reader is, and what is
 * asked of its claims, times included, is asked by the callers each time.
 */
export class SignedTokens {
  private readonly jwt: JwtService;
  /** Claims by token, the oldest first. */
  private readonly remembered = new Map<string, object>();

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
  claimsOf<Claims extends object>(token: string): Readonly<Claims> | undefined {
    const known = this.remembered.get(token);
    if (known !== undefined) return known as Claims;
    const claims = this.verified(token);
    if (claims !== undefined && token.length <= LONGEST_REMEMBERED) this.remember(token, claims);
    return claims as Claims | undefined;
  }

  private verified(token: string): object | undefined {
    try {
      const { header, payload } = this.jwt.verify<{ header: { crit?: unknown }; payload: unknown }>(token, {
        complete: true,
      });
      return header.crit === undefined && typeof payload === 'object' && payload !== null ? payload : undefined;
    } catch {
      return undefined;
    }
  }

  private remember(token: string, claims: object): void {
    const [oldest] = this.remembered.keys();
    if (oldest !== undefined && this.remembered.size >= MOST_REMEMBERED) this.remembered.delete(oldest);
    this.remembered.set(token, frozen(claims));
  }
}

/** The same object, which nobody can change for the next request. */
function frozen<Json extends object>(json: Json): Json {
  for (const value of Object.values(json)) if (typeof value === 'object' && value !== null) frozen(value as object);
  return Object.freeze(json);
}
