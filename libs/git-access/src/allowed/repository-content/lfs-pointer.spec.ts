import { pointedObject } from './lfs-pointer.js';

const OID = '0123456789abcdef'.repeat(4);
const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${OID}\nsize 12\n`;

describe('pointedObject (gitaly.md 3.6)', () => {
  it.each([
    POINTER,
    POINTER.replace('/v1', '/v2'),
    POINTER.replace('\noid', '\next-0-foo sha256:1\noid'),
    POINTER.trimEnd(),
  ])('reads %j', (text) => {
    expect(pointedObject(Buffer.from(text))).toBe(OID);
  });

  it.each([
    '',
    ` ${POINTER}`,
    POINTER.replace('size 12', ''),
    POINTER.replace('size 12', 'size x'),
    POINTER.replace(OID, OID.toUpperCase()),
    POINTER.replace(OID, OID.slice(1)),
    `${POINTER}${'x'.repeat(100)}`,
  ])('takes %j for no pointer', (text) => {
    expect(pointedObject(Buffer.from(text))).toBeUndefined();
  });
});
