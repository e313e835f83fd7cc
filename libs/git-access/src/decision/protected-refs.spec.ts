import fc from 'fast-check';
import { indexRules } from './protected-refs.js';
import { fits } from './testing/reference-refs.js';

describe('rules for refs', () => {
  it('are found for a name, each of them once', () => {
    const text = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(text('ab*')), text('ab'), (patterns, name) => {
        const rules = patterns.map((pattern, id) => ({ name: pattern, id }));
        const found = indexRules(rules).matching(name);
        expect(new Set(found)).toEqual(new Set(rules.filter((rule) => fits(rule.name, name))));
        expect(found.length).toBe(new Set(found).size);
      }),
      { numRuns: 2000 },
    );
  });
});
