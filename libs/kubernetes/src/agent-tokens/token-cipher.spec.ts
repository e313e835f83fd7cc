import { TokenCipher } from './token-cipher.js';

const token = Buffer.from('B'.repeat(50));

describe('TokenCipher', () => {
  const cipher = new TokenCipher('0123456789abcdef'.repeat(8));

  // schema.md 3.9
  const formatA = '2+uleAGI2lm3R2H/8UY+ZQDElo1ViigpZs2NW4u62+toPSU7sLBnhyKsPSOJyymc/C6HUNnENdD9BZWSSSbosi/Q';
  const formatB =
    '|PcuNfdQ0GG+JZ11ZiogQYIwBVHntgLoP08at9hAOL0VDCtlblbxDQD1+LEHPsG15DrX98DnI4O8glb0Nq5+bxyQv68f9b9c97915';

  it('finds both forms of GitLab', () => {
    expect(cipher.forms(token)).toEqual([formatB, formatA]);
  });

  it('writes the current one', () => {
    expect(cipher.encrypt(token)).toBe(formatB);
  });

  it('takes a short key, and cuts a long one between two characters', () => {
    expect(new TokenCipher('abc').forms(token)).toEqual(new TokenCipher(`abc${'0'.repeat(29)}`).forms(token));
    // The last character that begins within 32 bytes does not end there.
    const cut = `${'a'.repeat(31)}ä`;
    expect(new TokenCipher(cut).forms(token)).toEqual(new TokenCipher(`${'a'.repeat(31)}0`).forms(token));
  });
});
