import { isStorable } from './storable.js';

describe('isStorable', () => {
  it('lets ordinary JSON pass', () => {
    expect(isStorable({ a: ['é😀', 1, null, { b: '\\u0000' }] })).toBe(true);
  });

  it.each([['\0'], ['a\ud800'], [{ '\udc00': 1 }], [[[{ a: ['\0'] }]]]])('refuses %j', (json) => {
    expect(isStorable(json)).toBe(false);
  });

  it('refuses what is nested without end', () => {
    const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    expect(isStorable(nested(100))).toBe(true);
    expect(isStorable(nested(100_000))).toBe(false);
  });
});
