import { createHmac } from 'node:crypto';
import { SignedTokens } from './signed-tokens.js';
import { tokenRefusal, type TokenRules } from './token-rules.js';

const NOW = 1_700_000_000;
const LEEWAY = 60;
const readers = [new SignedTokens('current'), new SignedTokens('previous')];

interface Signing {
  readonly secret?: string;
  readonly header?: object;
}

function sign(claims: unknown, { secret = 'current', header = { alg: 'HS256' } }: Signing = {}): string {
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

const refuse = (token: string, rules: Partial<TokenRules> = {}) =>
  tokenRefusal(token, readers, { issuer: 'us', leeway: LEEWAY, expiryRequired: false, ...rules }, NOW);

describe('tokenRefusal', () => {
  it('accepts what either secret has signed, at the last second of its life and the first', () => {
    for (const secret of ['current', 'previous']) expect(refuse(sign({ iss: 'us' }, { secret }))).toBeUndefined();
    expect(refuse(sign({ iss: 'us', exp: NOW - LEEWAY + 1, nbf: NOW + LEEWAY + 0.9 }))).toBeUndefined();
  });

  it.each([
    ['nothing', '', 'not a token'],
    ['a word', 'word', 'not a token'],
    ['three words', 'one.two.three', 'not a token'],
    ['two parts', sign({ iss: 'us' }).split('.').slice(0, 2).join('.'), 'not a token'],
    ['no algorithm', sign({ iss: 'us' }, { header: { alg: 'none' } }), 'wrong algorithm'],
    ['another algorithm', sign({ iss: 'us' }, { header: { alg: 'HS512' } }), 'wrong algorithm'],
    ['extensions', sign({ iss: 'us' }, { header: { alg: 'HS256', crit: ['x'] } }), 'critical extensions'],
    ['another secret', sign({ iss: 'us' }, { secret: 'other' }), 'signed with another secret, or changed'],
    ['no issuer', sign({}), 'wrong issuer'],
    ['another issuer', sign({ iss: 'them' }), 'wrong issuer'],
    ['an expiry that is text', sign({ iss: 'us', exp: String(NOW + 60) }), 'unreadable expiry'],
    ['a beginning that is null', sign({ iss: 'us', nbf: null }), 'unreadable beginning'],
  ])('refuses %s', (_what, token, reason) => {
    expect(refuse(token)).toEqual({ reason });
  });

  it('tells by how much a clock is wrong', () => {
    expect(refuse(sign({ iss: 'us', exp: NOW - 3600 }))).toEqual({ reason: 'expired', seconds: 3600 });
    expect(refuse(sign({ iss: 'us', exp: NOW - LEEWAY }))).toEqual({ reason: 'expired', seconds: LEEWAY });
    expect(refuse(sign({ iss: 'us', nbf: NOW + 3600 }))).toEqual({ reason: 'not yet valid', seconds: 3600 });
  });

  it('asks for an expiry and an audience where the rules do', () => {
    expect(refuse(sign({ iss: 'us' }), { expiryRequired: true })).toEqual({ reason: 'no expiry' });
    const audience = { name: 'here', required: true };
    expect(refuse(sign({ iss: 'us' }), { audience })).toEqual({ reason: 'no audience' });
    expect(refuse(sign({ iss: 'us' }), { audience: { ...audience, required: false } })).toBeUndefined();
    expect(refuse(sign({ iss: 'us', aud: 'there' }), { audience })).toEqual({ reason: 'wrong audience' });
    for (const aud of ['here', ['there', 'here']])
      expect(refuse(sign({ iss: 'us', aud }), { audience })).toBeUndefined();
  });
});
