import { jest } from '@jest/globals';
import { JwtService } from '@nestjs/jwt';
import { createHmac } from 'node:crypto';
import { SignedTokens } from './signed-tokens.js';
import { tokenRefusal, type TokenRules } from './token-rules.js';

const ISSUED = 1_700_000_000;
const RULES: TokenRules = { issuer: 'gitlab-shell', leeway: 60, expiryRequired: true };

function sign(claims: object): string {
  const signed = [{ alg: 'HS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${signed}.${createHmac('sha256', 'key').update(signed).digest('base64url')}`;
}

const ofShell = (claims: object = {}): string =>
  sign({ iss: 'gitlab-shell', iat: ISSUED, exp: ISSUED + 60, ...claims });

describe('SignedTokens', () => {
  const verify = jest.spyOn(JwtService.prototype, 'verify');
  let tokens: SignedTokens;
  /** How often a signature is verified while these tokens are read. */
  const verifications = (...read: string[]): number => {
    verify.mockClear();
    for (const token of read) expect(tokens.claimsOf(token)).toMatchObject({ iss: 'gitlab-shell' });
    return verify.mock.calls.length;
  };

  beforeEach(() => (tokens = new SignedTokens('key')));
  afterAll(() => verify.mockRestore());

  it('verify the token of many requests once', () => {
    expect(verifications(ofShell(), ofShell(), ofShell())).toBe(1);
    expect(verifications(ofShell({ iat: ISSUED + 1 }))).toBe(1);
  });

  it('leave the times and the issuer of a remembered token to be judged each time', () => {
    const token = ofShell();
    const refusal = (now: number, rules = RULES) => tokenRefusal(token, [tokens], rules, now);
    expect(refusal(ISSUED)).toBeUndefined();
    expect(refusal(ISSUED + 119)).toBeUndefined();
    expect(refusal(ISSUED + 120)).toEqual({ reason: 'expired', seconds: 60 });
    expect(refusal(ISSUED, { ...RULES, issuer: 'gitlab-kas' })).toEqual({ reason: 'wrong issuer' });
    const audience = { name: 'gitlab', required: true };
    expect(refusal(ISSUED, { ...RULES, audience })).toEqual({ reason: 'no audience' });
  });

  it('remember for their own key and for this very token alone', () => {
    const token = ofShell();
    const [head, , signature] = token.split('.');
    const [, otherClaims] = ofShell({ exp: ISSUED + 3_600 }).split('.');
    expect(verifications(token)).toBe(1);
    expect(new SignedTokens('other key').claimsOf(token)).toBeUndefined();
    expect(tokens.claimsOf(`${token.slice(0, -10)}AAAAAAAAAA`)).toBeUndefined();
    expect(tokens.claimsOf([head, otherClaims, signature].join('.'))).toBeUndefined();
    expect(tokens.claimsOf([head, otherClaims, ''].join('.'))).toBeUndefined();
  });

  it('remember no token that they have refused', () => {
    const forged = `${ofShell().slice(0, -10)}AAAAAAAAAA`;
    verify.mockClear();
    for (let time = 0; time < 2; time += 1) expect(tokens.claimsOf(forged)).toBeUndefined();
    expect(verify).toHaveBeenCalledTimes(2);
  });

  it('remember a thousand tokens of at most 1,024 characters', () => {
    const many = Array.from({ length: 1_001 }, (_, second) => ofShell({ iat: ISSUED + second }));
    expect(verifications(...many)).toBe(1_001);
    expect(verifications(...many.slice(1))).toBe(0);
    expect(verifications(many[0]!)).toBe(1);
    const long = ofShell({ gl_id: 'x'.repeat(1_000) });
    expect(verifications(long, long)).toBe(2);
  });

  it('give claims that nobody can change', () => {
    const token = ofShell({ aud: ['gitlab'] });
    const read = (): { iss?: string; aud?: string[] } => tokens.claimsOf(token)!;
    expect(() => (read().iss = 'somebody')).toThrow(TypeError);
    expect(() => read().aud?.push('elsewhere')).toThrow(TypeError);
    expect(read()).toMatchObject({ iss: 'gitlab-shell', aud: ['gitlab'] });
  });
});
