import fc from 'fast-check';
import { compileRefPattern } from './ref-pattern.js';
import { stopwatch } from '../../../../test/support/stopwatch.js';

/** The rule word for word, and slow: each star tries every run. */
function byDefinition(pattern: string, name: string): boolean {
  if (pattern === '') return name === '';
  if (pattern[0] !== '*') return name !== '' && name[0] === pattern[0] && byDefinition(pattern.slice(1), name.slice(1));
  for (let taken = 0; taken <= name.length; taken++) {
    if (byDefinition(pattern.slice(1), name.slice(taken))) return true;
  }
  return false;
}

describe('wildcards of protection rules (git-access.md 3.7)', () => {
  it('agrees with the definition', () => {
    const letters = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 9 });
    fc.assert(
      fc.property(letters('ab/*'), letters('ab/'), (pattern, name) => {
        expect(compileRefPattern(pattern)(name)).toBe(byDefinition(pattern, name));
      }),
      { numRuns: 5000 },
    );
  });

  it('takes everything but the star literally', () => {
    expect(compileRefPattern('v.*')('vx1')).toBe(false);
    expect(compileRefPattern('[a-z]+*')('abc')).toBe(false);
    expect(compileRefPattern('[a-z]+*')('[a-z]+c')).toBe(true);
    expect(compileRefPattern('ab*ba')('aba')).toBe(false);
  });

  it('is linear for patterns made to hang a matcher (CVE-2024-2800)', () => {
    const name = 'a'.repeat(200_000);
    const took = stopwatch();
    expect(compileRefPattern(`${'a*'.repeat(200)}b`)(name)).toBe(false);
    expect(compileRefPattern(`*${'a'.repeat(200)}b*c`)(`${name}c`)).toBe(false);
    expect(compileRefPattern(`*${'*'.repeat(500)}`)(name)).toBe(true);
    expect(took()).toBeLessThan(1000);
  });
});
