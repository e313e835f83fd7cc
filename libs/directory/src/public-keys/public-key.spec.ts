import { parsePublicKey } from './public-key.js';
import { stopwatch } from '../../../../test/support/stopwatch.js';

/** schema.md 3.9 */
const BLOB = 'AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f';

const field = (value: Buffer | string): Buffer => {
  const bytes = Buffer.from(value as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};
const line = (type: string, ...fields: (Buffer | string)[]): string =>
  `${type} ${Buffer.concat([type, ...fields].map(field)).toString('base64')}`;
const number = (bits: number): Buffer => {
  const bytes = Buffer.alloc(Math.floor(bits / 8) + 1);
  bytes[bits % 8 === 0 ? 1 : 0] = 1 << ((bits - 1) % 8);
  return bytes;
};
/** Generator of P-256. */
const POINT = Buffer.from(
  '046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' +
    '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
  'hex',
);

describe('parsePublicKey', () => {
  it('gives the fingerprints of schema.md 3.9', () => {
    const key = parsePublicKey(`ssh-ed25519 ${BLOB} admin@example.com, at home`);
    expect(key).toMatchObject({ kind: 'ed25519', bits: 256, blob: BLOB, comment: 'admin@example.com, at home' });
    expect(key?.md5).toBe('0f:a2:0a:d7:38:3e:65:45:08:6b:63:84:1c:ff:dc:ba');
    expect(key?.sha256.toString('base64')).toBe('ZkAslGjFiUHdGf/WUL8rQvkib4PTvQatUV0OUQSncCA=');
  });

  it.each([
    ['rsa', 2048, line('ssh-rsa', number(17), number(2048))],
    ['rsa', 2047, line('ssh-rsa', number(17), number(2047))],
    ['dsa', 1024, line('ssh-dss', number(1024), number(160), number(1024), number(1024))],
    ['ecdsa', 256, line('ecdsa-sha2-nistp256', 'nistp256', POINT)],
    ['ecdsa_sk', 256, line('sk-ecdsa-sha2-nistp256@openssh.com', 'nistp256', POINT, 'ssh:')],
    ['ed25519_sk', 256, line('sk-ssh-ed25519@openssh.com', Buffer.alloc(32, 1), 'ssh:')],
  ])('reads a key of kind %s with %d bits', (kind, bits, text) => {
    expect(parsePublicKey(text)).toMatchObject({ kind, bits, comment: '' });
  });

  it('gives a blob without padding its padding', () => {
    const padded = line('sk-ssh-ed25519@openssh.com', Buffer.alloc(32, 1), 'ssh:');
    expect(padded).toMatch(/=$/);
    expect(`sk-ssh-ed25519@openssh.com ${parsePublicKey(padded.replace(/=+$/, ''))?.blob}`).toBe(padded);
  });

  it.each([
    ['nothing', ''],
    ['a type alone', 'ssh-ed25519'],
    ['a blob alone', BLOB],
    ['an unknown type', line('ssh-foo', 'x')],
    ['another type in the blob', `ssh-rsa ${BLOB}`],
    ['options before the type', `command="x" ssh-ed25519 ${BLOB}`],
    ['two lines', `ssh-ed25519 ${BLOB}\nssh-ed25519 ${BLOB}`],
    ['a cut blob', `ssh-ed25519 ${BLOB.slice(0, -4)}`],
    ['a blob with more behind it', `ssh-ed25519 ${BLOB}AAAA`],
    ['characters that are not Base64', `ssh-ed25519 ${BLOB.replace('IAAB', 'IA!B')}`],
    ['a negative modulus', line('ssh-rsa', number(17), Buffer.alloc(256, 0xff))],
    ['an empty modulus', line('ssh-rsa', number(17), '')],
    ['a missing field', line('ssh-rsa', number(17))],
    [
      'a point off its curve',
      line('ecdsa-sha2-nistp256', 'nistp256', Buffer.concat([POINT.subarray(0, 64), Buffer.of(0)])),
    ],
    ['a curve that is not the type', line('ecdsa-sha2-nistp256', 'nistp384', POINT)],
    ['a security key without application', line('sk-ssh-ed25519@openssh.com', Buffer.alloc(32, 1))],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----'],
    ['6,000 characters', `ssh-ed25519 ${BLOB} ${'x'.repeat(6_000)}`],
  ])('reads no key in %s', (_, text) => {
    expect(parsePublicKey(text)).toBeUndefined();
  });

  it('takes linear time on a line of blanks (CVE-2026-1102)', () => {
    const took = stopwatch();
    expect(parsePublicKey(`ssh-ed25519 ${BLOB}${' '.repeat(4_800)}\nx`)).toBeUndefined();
    expect(took()).toBeLessThan(1_000);
  });
});
