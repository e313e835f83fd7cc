import fc from 'fast-check';
import { measureJson, memberText } from './json-tokens.js';
import { readJson, stringsOf, writeJson } from './lossless-json.js';
import { stopwatch } from '../../../../test/support/stopwatch.js';

describe('lossless JSON', () => {
  it('writes what it has read', () => {
    const text = '{"b":1,"1":[true,false,null,-0.50,1E+3,12345678901234567890],"a":{"":"\\u0000\\"\\\\"}}';
    expect(writeJson(readJson(text))).toBe(text);
    expect(writeJson(readJson(` {\n"b" :\t[ ] ,"a":{ } } `))).toBe('{"b":[],"a":{}}');
    expect(writeJson(readJson('"x"'))).toBe('"x"');
  });

  it('agrees with JSON.parse on any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.parse(writeJson(readJson(text)))).toEqual(JSON.parse(text));
        const spaced = JSON.stringify(JSON.parse(text), null, '\t');
        expect(measureJson(spaced).bytes).toBe(Buffer.byteLength(JSON.stringify(JSON.parse(text))));
      }),
    );
  });

  it('finds a member of the outermost object, the last of its name', () => {
    expect(memberText('{"a":{"alert":1},"alert" : {"x":[1,2]} , "b":2}', 'alert')).toBe('{"x":[1,2]}');
    expect(memberText('{"alert":1,"alert":2}', 'alert')).toBe('2');
    expect(memberText('{"\\u0061lert":"}"}', 'alert')).toBe('"}"');
    expect(memberText('{"a":"alert","b":["alert",{"alert":1}]}', 'alert')).toBeUndefined();
    expect(memberText('{"alert":[1,2],"b":{}}', 'alert')).toBe('[1,2]');
    expect(memberText('["alert"]', 'alert')).toBeUndefined();
    expect(memberText('{}', 'alert')).toBeUndefined();
  });

  it('measures bytes of the compact form and levels', () => {
    expect(measureJson('{ "a": [ "\\u00e9", {} ] }')).toEqual({ bytes: '{"a":["é",{}]}'.length + 1, depth: 3 });
    expect(measureJson('1')).toEqual({ bytes: 1, depth: 0 });
  });

  it('measures what is very deep or very long without fainting', () => {
    const deep = 200_000;
    expect(measureJson('['.repeat(deep) + ']'.repeat(deep)).depth).toBe(deep);
    const took = stopwatch();
    expect(measureJson(JSON.stringify('\\'.repeat(500_000))).bytes).toBe(1_000_002);
    expect(measureJson(JSON.stringify('"'.repeat(500_000))).bytes).toBe(1_000_002);
    expect(took()).toBeLessThan(5_000);
  });

  it('lists every string, keys included', () => {
    expect([...stringsOf(readJson('{"a":["b",{"c":1}],"d":null}'))]).toEqual(['a', 'b', 'c', 'd']);
  });
});
