import type { SignedTokens } from './signed-tokens.js';

/** What a token must say beside being signed. */
export interface TokenRules {
  readonly issuer: string;
  /** Seconds by which the clocks of both sides may differ. */
  readonly leeway: number;
  readonly expiryRequired: boolean;
  /** Absent: not looked at. */
  readonly audience?: { readonly name: string; readonly required: boolean };
}

/** Which check a credential did not pass, for the log alone. */
export interface CredentialRefusal {
  readonly reason: string;
  /** How long ago a token expired, or how long until it begins. */
  readonly seconds?: number;
}

interface Claims {
  readonly iss?: unknown;
  readonly aud?: unknown;
  readonly exp?: unknown;
  readonly nbf?: unknown;
}

/**
 * Why a token is refused, or undefined when it does. `now` is in whole seconds, and so are the claims compared: kas sends
 * fractions. `iat` and `jti` say nothing.
 */
export function tokenRefusal(
  token: string,
  readers: readonly SignedTokens[],
  rules: TokenRules,
  now: number,
): CredentialRefusal | undefined {
  const claims = claimsOf(token, readers);
  if (claims === undefined) return { reason: unreadable(token) };
  if (claims.iss !== rules.issuer) return { reason: 'wrong issuer' };
  return audienceRefusal(claims, rules) ?? timeRefusal(claims, rules, now);
}

function claimsOf(token: string, readers: readonly SignedTokens[]): Claims | undefined {
  for (const reader of readers) {
    const claims = reader.claimsOf<Claims>(token);
    if (claims !== undefined) return claims;
  }
  return undefined;
}

/** What keeps anybody from reading the token, by what it says of itself. */
function unreadable(token: string): string {
  const [head = '', , signature] = token.split('.');
  let header: { alg?: unknown; crit?: unknown } | null;
  try {
    header = JSON.parse(Buffer.from(head, 'base64url').toString('utf8')) as typeof header;
  } catch {
    header = null;
  }
  if (typeof header !== 'object' || header === null || signature === undefined) return 'not a token';
  if (header.alg !== 'HS256') return 'wrong algorithm';
  if (header.crit !== undefined) return 'critical extensions';
  return 'signed with another secret, or changed';
}

function audienceRefusal({ aud }: Claims, { audience }: TokenRules): CredentialRefusal | undefined {
  if (audience === undefined) return undefined;
  if (aud === undefined) return audience.required ? { reason: 'no audience' } : undefined;
  const named = aud === audience.name || (Array.isArray(aud) && aud.includes(audience.name));
  return named ? undefined : { reason: 'wrong audience' };
}

function timeRefusal({ exp, nbf }: Claims, rules: TokenRules, now: number): CredentialRefusal | undefined {
  if (exp === undefined) {
    if (rules.expiryRequired) return { reason: 'no expiry' };
  } else {
    if (!isMoment(exp)) return { reason: 'unreadable expiry' };
    if (Math.floor(exp) <= now - rules.leeway) return { reason: 'expired', seconds: now - Math.floor(exp) };
  }
  if (nbf === undefined) return undefined;
  if (!isMoment(nbf)) return { reason: 'unreadable beginning' };
  return Math.floor(nbf) > now + rules.leeway ? { reason: 'not yet valid', seconds: Math.floor(nbf) - now } : undefined;
}

const isMoment = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
