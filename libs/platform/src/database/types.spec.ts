import pg from 'pg';
import { registerTypeParsers } from './types.js';

const INT8 = 20;
const INT8_ARRAY = 1016 as typeof INT8;

describe('types of PostgreSQL', () => {
  beforeAll(() => registerTypeParsers());
  const read = (type: typeof INT8, text: string): unknown => pg.types.getTypeParser(type)(text);

  it('reads bigint and its lists as numbers', () => {
    expect(read(INT8, '9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
    expect(read(INT8_ARRAY, '{1,-2,3}')).toEqual([1, -2, 3]);
    expect(read(INT8_ARRAY, '{}')).toEqual([]);
  });

  it('keeps what is missing in a list, rather than making it the id 0', () => {
    expect(read(INT8_ARRAY, '{1,NULL,3}')).toEqual([1, null, 3]);
  });

  it('refuses what a number cannot hold', () => {
    expect(() => read(INT8, '9007199254740992')).toThrow(RangeError);
    expect(() => read(INT8_ARRAY, '{1,9007199254740992}')).toThrow(RangeError);
  });
});
