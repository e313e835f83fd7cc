import { BadBody } from '../http/wire-errors.js';
import { parseBody } from './body.js';
import { isNestedDeeperThan } from './nesting.js';

const lists = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('nesting of JSON', () => {
  it('is counted in levels', () => {
    expect([0, 'x', null, {}].map((value) => isNestedDeeperThan(1, value))).toEqual([false, false, false, false]);
    expect(isNestedDeeperThan(1, { a: 1, b: [] })).toBe(true);
    expect(isNestedDeeperThan(2, { a: 1, b: [] })).toBe(false);
    expect(isNestedDeeperThan(2, [[], {}, { a: [], b: 1 }])).toBe(true);
  });

  it('ends at 1,000 levels, however many there are', () => {
    const read = (levels: number) => parseBody({ 'content-type': 'application/json' }, Buffer.from(lists(levels)));
    expect(read(1_000).parameters).toEqual({});
    for (const levels of [1_001, 5_000, 1_000_000]) expect(() => read(levels)).toThrow(BadBody);
  });
});
