import fc from 'fast-check';
import { compilePattern } from './pattern.js';
import { stopwatch } from '../../../../../test/support/stopwatch.js';

const matches = (source: string, text: string, multiline = false) => compilePattern(source, { multiline })?.(text);

describe('regular expressions of push rules', () => {
  it('agrees with the language where both mean the same', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', '\\b', '^', '$', 'é', '1', ' ');
    const expression = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        atom,
        fc.tuple(tie('node'), tie('node')).map(([left, right]) => left + right),
        fc.tuple(tie('node'), tie('node')).map(([left, right]) => `(${left}|${right})`),
        fc
          .tuple(tie('node'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{2,}'))
          .map(([node, count]) => `(?:${node})${count}`),
      ),
    })).node;
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', ' ', 'é', 'A'), maxLength: 8 });
    fc.assert(
      fc.property(expression, text, (source, subject) => {
        expect([source, subject, matches(source, subject)]).toEqual([
          source,
          subject,
          new RegExp(source, 'u').test(subject),
        ]);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['(?i)jira-\\d+', 'see JIRA-7', true],
    ['JIRA\\-\\d+', 'jira-7', false],
    ['^(feat|fix)(\\(.+\\))?: .{1,72}$', 'fix(core): stop', true],
    ['\\A[[:upper:]][[:alnum:]]*\\z', 'Abc1', true],
    ['^\\p{Lu}\\p{L}+', 'Über', true],
    ['\\p{Greek}', 'α', true],
    ['(?P<ticket>[A-Z]+)-(?<number>\\d+)', 'AB-1', true],
    ['a(?i:B)c', 'abc', true],
    ['a(?i:B)c', 'abC', false],
    ['\\x41\\x{1F600}', 'A😀', true],
    ['[\\]\\-x]+$', 'a]-x', true],
    ['[]a]', ']', true],
    ['@example\\.com$', 'x@example.com\n', false],
    ['', 'anything', true],
  ])('%s on %j', (source, text, expected) => expect(matches(source, text)).toBe(expected));

  it('lets lines begin and end where that is asked for', () => {
    expect(matches('^two$', 'one\ntwo\nthree', true)).toBe(true);
    expect(matches('^two$', 'one\ntwo\nthree')).toBe(false);
    expect(matches('(?m)^two$', 'one\ntwo\nthree')).toBe(true);
  });

  it.each([
    '(?=a)',
    '(?!a)',
    '(?<!a)b',
    '(a)\\1',
    '(',
    ')',
    '[a',
    'a**',
    '*a',
    'a{2000}',
    '(a{1000}){1000}',
    '[z-a]',
    '\\q',
    '\\p{Nope}',
    'a++',
  ])('does not read %s', (source) => expect(compilePattern(source)).toBeUndefined());

  it('is linear whatever the expression', () => {
    const text = `${'a'.repeat(20_000)}!`;
    const took = stopwatch();
    for (const source of ['^(a+)+$', '^(a|a)*$', '(.*)*x', '(a?){50}a{50}$', '^(\\w+\\s?)*$'])
      expect(matches(source, text)).toBe(false);
    expect(took()).toBeLessThan(5000);
  });
});
