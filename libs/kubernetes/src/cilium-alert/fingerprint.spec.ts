import fc from 'fast-check';
import { fingerprintOf } from './fingerprint.js';
import { readJson, type JsonObject } from '../json/lossless-json.js';

const fingerprint = (text: string): string | undefined => fingerprintOf(readJson(text) as JsonObject)?.toString('hex');
const ofFlow = (flow: string): string | undefined => fingerprint(`{"flow":${flow}}`);

const VECTOR_1 =
  '{"time":"2021-06-01T10:00:00Z","verdict":"DROPPED","l4":{"TCP":{"sourcePort":40000,"destinationPort":80,"flags":{"SYN":true}}},"Summary":"TCP Flags: SYN"}';

describe('fingerprintOf', () => {
  // The five test vectors of kubernetes.md 5.4.
  it.each([
    [VECTOR_1, '21367b292650e41677572f6082aa9cbd680fe0c2'],
    ['{"verdict":"DROPPED","l4":{"UDP":{"sourcePort":53}}}', '630b53d6133f817b5c7dced877ac27c6c2880c9e'],
    ['{"l4":{"UDP":{"sourcePort":53}},"verdict":"DROPPED"}', 'b88facc5093dc1455c8a39e44f335df497174be0'],
    ['{"verdict":"A&B<C>"}', '7e9faa2c7bc96092c848ee0a7ea92f8a2f045dbe'],
  ])('of the flow %s', (flow, sha1) => {
    expect(ofFlow(flow)).toBe(sha1);
  });

  it('of a text, where there is no flow', () => {
    const sha1 = 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3';
    expect(fingerprint('{"fingerprint":"test"}')).toBe(sha1);
    expect(fingerprint('{"fingerprint":["te",["s",null],"t"]}')).toBe(sha1);
    expect(fingerprint('{"flow":"x","fingerprint":"test"}')).toBe(sha1);
    expect(fingerprint('{"flow":{"verdict":"A&B<C>"},"fingerprint":"test"}')).toBe(
      '7e9faa2c7bc96092c848ee0a7ea92f8a2f045dbe',
    );
  });

  it.each(['{}', '{"fingerprint":""}', '{"fingerprint":[]}', '{"fingerprint":null}', '{"fingerprint":false}'])(
    'of nothing in %s',
    (alert) => {
      expect(fingerprint(alert)).toBeUndefined();
    },
  );

  it('looks past time, summary and TCP flags alone', () => {
    const same = [
      VECTOR_1.replace('10:00', '11:00'),
      VECTOR_1.replace('SYN":true', 'ACK":true'),
      VECTOR_1.replace('TCP Flags: SYN', 'x'),
      VECTOR_1.replaceAll(',', ' ,\n\t').replaceAll(':{', ': {'),
      VECTOR_1.replace('"time"', '"\\u0074ime"').replace('DROPPED', '\\u0044ROPPED'),
    ];
    const other = [
      VECTOR_1.replace('"time"', '"Time"'),
      VECTOR_1.replace('"Summary"', '"summary"'),
      VECTOR_1.replace(',"flags":{"SYN":true}', ',"flags":null'),
      VECTOR_1.replace(',"flags":{"SYN":true}', ',"flags":false'),
      VECTOR_1.replace('"TCP"', '"tcp"'),
    ];
    expect(new Set(same.map(ofFlow))).toEqual(new Set([ofFlow(VECTOR_1)]));
    expect(new Set([VECTOR_1, ...other].map(ofFlow)).size).toBe(1 + other.length);
    expect(ofFlow(VECTOR_1.replace('{"SYN":true}', '{}'))).toBe(ofFlow(VECTOR_1));
  });

  it('tells apart what JSON.parse would make the same', () => {
    const flows = [
      '{"b":1,"1":2}',
      '{"1":2,"b":1}',
      '{"id":9007199254740993}',
      '{"id":9007199254740992}',
      '{"id":1.0}',
      '{"id":1}',
      '{"id":1e2}',
      '{"id":100}',
      '{"__proto__":1}',
      '{}',
    ];
    expect(new Set(flows.map(ofFlow)).size).toBe(flows.length);
  });

  it('escapes what could end a script, and leaves the rest as it is', () => {
    const written = '{"verdict":"\u2028\u2029<é€😀\\"\\\\/"}';
    const escaped = '{"verdict":"\\u2028\\u2029\\u003cé€😀\\"\\\\/"}';
    expect(ofFlow(written)).toBe(ofFlow(escaped));
  });

  it('does not depend on the writing of the same JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), fc.string(), (json, key) => {
        const flow = `{${JSON.stringify(key)}:${json}}`;
        const spaced = JSON.stringify(JSON.parse(flow), null, 2);
        // JSON.parse may move keys and rewrite numbers; only texts that it keeps can be compared.
        fc.pre(JSON.stringify(JSON.parse(flow)) === flow);
        expect(ofFlow(spaced)).toBe(ofFlow(flow));
      }),
    );
  });
});
