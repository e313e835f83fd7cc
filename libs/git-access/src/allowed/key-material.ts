import type { KeyType } from '../decision/index.js';

export interface KeyMaterial {
  readonly type: KeyType | null;
  readonly bits: number;
}

const UNREADABLE: KeyMaterial = { type: null, bits: 0 };

/** Types whose size lies in the name of the type. */
const FIXED: Readonly<Record<string, KeyMaterial>> = {
  'ssh-ed25519': { type: 'ed25519', bits: 256 },
  'ecdsa-sha2-nistp256': { type: 'ecdsa', bits: 256 },
  'ecdsa-sha2-nistp384': { type: 'ecdsa', bits: 384 },
  'ecdsa-sha2-nistp521': { type: 'ecdsa', bits: 521 },
  'sk-ssh-ed25519@openssh.com': { type: 'ed25519_sk', bits: 256 },
  'sk-ecdsa-sha2-nistp256@openssh.com': { type: 'ecdsa_sk', bits: 256 },
};

/** Position of the number that makes the size, counted behind the type: RSA has its modulus second, DSA its p first. */
const MEASURED: Readonly<Record<string, { readonly type: KeyType; readonly field: number }>> = {
  'ssh-rsa': { type: 'rsa', field: 2 },
  'ssh-dss': { type: 'dsa', field: 1 },
};

/** Type and size of a stored public key line `<type> <base64> [comment]` (RFC 4253 6.6); what is no key has none. */
export function keyMaterial(line: string | null): KeyMaterial {
  const [name = '', blob = ''] = (line ?? '').trim().split(/\s+/, 2);
  if (Object.hasOwn(FIXED, name)) return FIXED[name] ?? UNREADABLE;
  const measured = Object.hasOwn(MEASURED, name) ? MEASURED[name] : undefined;
  if (measured === undefined) return UNREADABLE;
  const bits = sizeOf(Buffer.from(blob, 'base64'), measured.field);
  return bits === 0 ? UNREADABLE : { type: measured.type, bits };
}

/** Bits of the nth length-prefixed field, read as a number. */
function sizeOf(blob: Buffer, field: number): number {
  let position = 0;
  for (let index = 0; ; index++) {
    if (position + 4 > blob.length) return 0;
    const length = blob.readUInt32BE(position);
    const start = position + 4;
    position = start + length;
    if (position > blob.length) return 0;
    if (index === field) return bitLength(blob.subarray(start, position));
  }
}

function bitLength(number: Buffer): number {
  const first = number.findIndex((byte) => byte !== 0);
  return first === -1 ? 0 : (number.length - first) * 8 - Math.clz32(number[first] ?? 0) + 24;
}
