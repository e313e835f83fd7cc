import { BadBody, UnsupportedContentType } from '../http/wire-errors.js';
import { parseBody } from './body.js';

const read = (type: string | undefined, text: string) => parseBody({ 'content-type': type }, Buffer.from(text));

describe('a body', () => {
  it.each([
    'application/json',
    'Application/JSON',
    ' application/json ;charset=utf-8',
    'application/json; charset="UTF8"',
  ])('of type %j is JSON', (type) => {
    expect(read(type, '\uFEFF{"a":[1]}')).toEqual({ parameters: { a: [1] }, json: { a: [1] } });
    expect(read(type, '[1]')).toEqual({ parameters: {}, json: [1] });
    expect(() => read(type, '{bad')).toThrow(BadBody);
  });

  it.each([
    undefined,
    '',
    ';charset=us-ascii',
    'application/x-www-form-urlencoded',
    'APPLICATION/x-www-form-urlencoded; x=y',
  ])('of type %j is a form', (type) => {
    const { parameters, json } = read(type, 'a=1&b[]=2');
    expect([{ ...parameters }, json]).toEqual([{ a: '1', b: ['2'] }, undefined]);
  });

  it.each([
    'text/plain',
    'application/json/x',
    'constructor',
    'application/json; charset=latin1',
    'application/x-www-form-urlencoded;charset=utf-16',
  ])('of type %j is refused, and an empty one is nothing', (type) => {
    expect(() => read(type, '{}')).toThrow(new UnsupportedContentType(type));
    expect(read(type, '')).toEqual({ parameters: {} });
  });

  it('has U+FFFD for bytes that are not UTF-8', () => {
    const bytes = Buffer.from([0x22, 0xff, 0x22]);
    expect(parseBody({ 'content-type': 'application/json' }, bytes).json).toBe('\uFFFD');
  });
});
