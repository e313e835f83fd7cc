import fc from 'fast-check';
import { BadBody } from '../http/wire-errors.js';
import { parseAnyForm, parseForm } from './form.js';

/** What a parser makes of a text, the order of its names included, or what it throws. */
function outcome(parse: (text: string) => Record<string, unknown>, text: string): unknown {
  try {
    const form = parse(text);
    return [JSON.stringify(form), Object.getPrototypeOf(form)];
  } catch (error) {
    return error;
  }
}

const sameAsAny = (text: string): void => expect(outcome(parseForm, text)).toEqual(outcome(parseAnyForm, text));

const NAMES = ['a', 'b', 'key_id', '0', '01', '-1', '__proto__', 'constructor', 'toString', 'length', 'hasOwnProperty'];
const MARKS = ['&', '=', '&&', '==', '=&', '&=', '+', ';', ',', '.', '?', '#', '/', ' ', '\0', '"', '\\', '`'];
const ESCAPES = [
  '%',
  '%%',
  '%2',
  '%zz',
  '%00',
  '%20',
  '%25',
  '%26',
  '%2B',
  '%2b',
  '%2E',
  '%3D',
  '%3d',
  '%41',
  '%5F',
  '%7f',
];
const BRACKETS = ['[', ']', '[]', '[a]', '][', ']=', '%5B', '%5b', '%5D', '%5d', '%5', '%255B', '%5B%5D'];
const BEYOND_ASCII = ['é', '\u{1f600}', '\ud800', '\udc00', '%C3%A9', '%c3', '%80', '%fF', '%F0%9F%98%80', '%u0041'];

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 5, arbitrary: fc.constantFrom('&', '=') },
  { weight: 3, arbitrary: fc.constantFrom(...MARKS) },
  { weight: 2, arbitrary: fc.constantFrom(...ESCAPES) },
  { weight: 1, arbitrary: fc.constantFrom(...BRACKETS, ...BEYOND_ASCII) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
);

describe('parseForm', () => {
  it('reads plain texts as qs does', () => {
    const text = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));
    fc.assert(fc.property(text, sameAsAny), { numRuns: 20_000 });
  });

  it('refuses as qs does what is too much', () => {
    const many = fc.tuple(
      fc.constantFrom('&', 'a&', '=&', 'a=1&', 'a[]=1&', 'é&', '%41&'),
      fc.integer({ min: 1, max: 5_000 }),
    );
    const text = fc.array(many, { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(text, (runs) => sameAsAny(runs.map(([part, times]) => part.repeat(times)).join(''))),
      { numRuns: 200 },
    );
    for (const part of ['&', '=&', 'a&']) for (const length of [998, 999, 1_000, 1_001]) sameAsAny(part.repeat(length));
    expect(() => parseForm('a&'.repeat(1_001))).toThrow(BadBody);
    expect(() => parseForm('&'.repeat(4_096))).toThrow(BadBody);
  });

  it('gives every caller an object of its own', () => {
    for (const text of [null, '', 'a=1', 'a[b]=1']) {
      expect(Object.getPrototypeOf(parseForm(text))).toBeNull();
      expect(parseForm(text)).not.toBe(parseForm(text));
    }
  });

  it.each([
    ['key_id=7&username=jane', { key_id: '7', username: 'jane' }],
    ['key_id=7&key_id=8', { key_id: ['7', '8'] }],
    ['key=a%2Bb+c%3D&key_id', { key: 'a+b c=', key_id: '' }],
    ['=1&&__proto__=2&a=b=c', { a: 'b=c' }],
    ['a%5Bb%5D=1', { a: { b: '1' } }],
  ])('reads %j', (text, form) => {
    expect({ ...parseForm(text) }).toEqual(form);
  });
});
