import { randomTokenText, tokenDigest } from './token-digest.js';

describe('personal access tokens at rest', () => {
  it('are the check value of schema.md 3.9', () => {
    expect(tokenDigest('glpat-AAAAAAAAAAAAAAAAAAAA', '0123456789abcdef'.repeat(8))).toBe(
      'esnHb81e/dZ57KgFHjzPm3Ug7BRDcHMeI5eqe3z1vGA=',
    );
  });

  it('are made of 20 characters that people do not confuse', () => {
    for (let count = 0; count < 200; count += 1) expect(randomTokenText()).toMatch(/^[A-HJ-NP-Za-km-z1-9_-]{20}$/);
  });
});
