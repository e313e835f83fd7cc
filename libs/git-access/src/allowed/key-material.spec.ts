import { keyMaterial } from './key-material.js';

const field = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** A number of so many bits, as keys carry it: with a zero byte in front where the top bit is set. */
const number = (bits: number): Buffer => {
  const bytes = Buffer.alloc(Math.ceil(bits / 8), 0xff);
  bytes[0] = 0xff >> ((8 - (bits % 8)) % 8);
  return field(bits % 8 === 0 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
};

const line = (type: string, ...fields: Buffer[]): string =>
  `${type} ${Buffer.concat([field(Buffer.from(type)), ...fields]).toString('base64')} somebody@example.com`;

describe('type and size of a stored key', () => {
  it.each([1024, 2047, 2048, 3072, 4096])('case 32: rsa of %i bits', (bits) => {
    expect(keyMaterial(line('ssh-rsa', number(17), number(bits)))).toEqual({ type: 'rsa', bits });
  });

  it('dsa by its first number, the others by their name', () => {
    expect(keyMaterial(line('ssh-dss', number(1024), number(160)))).toEqual({ type: 'dsa', bits: 1024 });
    expect(keyMaterial(line('ssh-ed25519'))).toEqual({ type: 'ed25519', bits: 256 });
    expect(keyMaterial('ecdsa-sha2-nistp521 AAAA')).toEqual({ type: 'ecdsa', bits: 521 });
    expect(keyMaterial('sk-ssh-ed25519@openssh.com AAAA')).toEqual({ type: 'ed25519_sk', bits: 256 });
  });

  it.each([
    null,
    '',
    'ssh-rsa',
    'ssh-rsa AAAA',
    'constructor x',
    'ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB',
    `ssh-rsa ${'/'.repeat(100)}`,
  ])('reads no key in %j', (text) => expect(keyMaterial(text)).toEqual({ type: null, bits: 0 }));
});
