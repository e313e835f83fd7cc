import { totpStep } from './totp.js';

/** The secret of RFC 6238, appendix B, and the last six digits of its codes. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number): Date => new Date(seconds * 1000);

describe('totpStep', () => {
  it.each([
    [59, '287082', 1],
    [1111111109, '081804', 37037036],
    [1234567890, '005924', 41152263],
    [20000000000, '353130', 666666666],
  ])('knows the code of second %i', (second, code, step) => {
    expect(totpStep(SECRET, code, at(second))).toBe(step);
  });

  it('takes a code of the step before and after, and tells which', () => {
    expect(totpStep(SECRET, '287082', at(59 + 30))).toBe(1);
    expect(totpStep(SECRET, '287082', at(59 - 30))).toBe(1);
    expect(totpStep(SECRET, '287082', at(59 + 31))).toBeUndefined();
    expect(totpStep(SECRET, '287082', at(59 + 61))).toBeUndefined();
  });

  it('row 60: takes the blanks that people type, and leading zeros for what they are', () => {
    expect(totpStep(SECRET, ' 081 804\n', at(1111111109))).toBe(37037036);
    expect(totpStep(SECRET, '81804', at(1111111109))).toBeUndefined();
  });

  it.each(['', '12345', '1234567', '28708２', '-87082', '+28708', '0x1234', '1'.repeat(40)])('refuses %j', (code) => {
    expect(totpStep(SECRET, code, at(59))).toBeUndefined();
  });

  it.each(['', 'no base 32!', '1'])('knows no code for the secret %j', (secret) => {
    expect(totpStep(secret, '287082', at(59))).toBeUndefined();
  });
});
