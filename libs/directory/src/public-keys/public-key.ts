import { createHash, createPublicKey } from 'node:crypto';
import { FieldReader } from './field-reader.js';

/** Kinds of keys as the instance restricts them: `application_settings.<kind>_key_restriction`. */
export type KeyKind = 'rsa' | 'dsa' | 'ecdsa' | 'ed25519' | 'ecdsa_sk' | 'ed25519_sk';

export interface PublicKey {
  /** As in the line: `ssh-ed25519`. */
  readonly type: string;
  readonly kind: KeyKind;
  readonly bits: number;
  /** Base64 with padding. */
  readonly blob: string;
  /** Free text behind the blob, without control characters; empty when there is none. */
  readonly comment: string;
  /** MD5, colon form. */
  readonly md5: string;
  /** SHA-256, 32 raw bytes. */
  readonly sha256: Buffer;
}

/** Longest text of a key that GitLab takes (git-access.md 5). */
const LONGEST_LINE = 5_000;

/** Leaves only one way to read each line: with several for a run of blanks the time grew with the cube of its length. */
const LINE = /^(\S+)[ \t]+(\S+)(?:[ \t](.*))?$/;

interface Format {
  readonly kind: KeyKind;
  /** Reads the fields behind the type; the size in bits, or undefined when they are no such key. */
  readonly measure: (fields: FieldReader) => number | undefined;
}

const FORMATS: ReadonlyMap<string, Format> = new Map([
  ['ssh-rsa', { kind: 'rsa', measure: rsa }],
  ['ssh-dss', { kind: 'dsa', measure: dsa }],
  ['ssh-ed25519', { kind: 'ed25519', measure: ed25519 }],
  ['ecdsa-sha2-nistp256', { kind: 'ecdsa', measure: curve(256) }],
  ['ecdsa-sha2-nistp384', { kind: 'ecdsa', measure: curve(384) }],
  ['ecdsa-sha2-nistp521', { kind: 'ecdsa', measure: curve(521) }],
  ['sk-ecdsa-sha2-nistp256@openssh.com', { kind: 'ecdsa_sk', measure: hardware(curve(256)) }],
  ['sk-ssh-ed25519@openssh.com', { kind: 'ed25519_sk', measure: hardware(ed25519) }],
] as const);

/**
 * Reads a public key line `<type> <base64> [comment]` (RFC 4253 6.6, 5656, 8709; OpenSSH's PROTOCOL.u2f). Undefined for
 * what is no key of a type that GitLab takes: wrong fields, fields left over, a point that is not on its curve.
 */
export function parsePublicKey(line: string): PublicKey | undefined {
  const read = readLine(line);
  if (read === undefined) return undefined;
  const { type, kind, bits, bytes, comment } = read;
  return {
    type,
    kind,
    bits,
    blob: bytes.toString('base64'),
    comment: comment.replace(/\p{Cc}+/gu, ' ').trim(),
    md5: (createHash('md5').update(bytes).digest('hex').match(/../g) ?? []).join(':'),
    sha256: createHash('sha256').update(bytes).digest(),
  };
}

/** What an instance restricts of the key in a line; every Git command asks for it, and for nothing else of the key. */
export function measurePublicKey(line: string): Pick<PublicKey, 'kind' | 'bits'> | undefined {
  return readLine(line);
}

function readLine(line: string) {
  if (line.length > LONGEST_LINE) return undefined;
  const [, type = '', base64 = '', comment = ''] = LINE.exec(line.trim()) ?? [];
  const format = FORMATS.get(type);
  if (format === undefined || !/^[A-Za-z0-9+/]+=*$/.test(base64)) return undefined;
  const bytes = Buffer.from(base64, 'base64');
  const fields = new FieldReader(bytes);
  if (fields.text() !== type) return undefined;
  const bits = format.measure(fields);
  if (bits === undefined || bits === 0 || !fields.isAtEnd) return undefined;
  return { type, kind: format.kind, bits, bytes, comment };
}

function rsa(fields: FieldReader): number | undefined {
  const exponent = fields.numberBits();
  const modulus = fields.numberBits();
  return exponent ? modulus : undefined;
}

function dsa(fields: FieldReader): number | undefined {
  const [p, q, g, y] = [fields.numberBits(), fields.numberBits(), fields.numberBits(), fields.numberBits()];
  return q && g && y ? p : undefined;
}

function ed25519(fields: FieldReader): number | undefined {
  return fields.bytes()?.length === 32 ? 256 : undefined;
}

function curve(bits: 256 | 384 | 521): Format['measure'] {
  const length = Math.ceil(bits / 8);
  return (fields) => {
    if (fields.text() !== `nistp${bits}`) return undefined;
    const point = fields.bytes();
    // Only the uncompressed form exists in SSH.
    if (point?.length !== 1 + 2 * length || point[0] !== 4) return undefined;
    const x = point.subarray(1, 1 + length).toString('base64url');
    const y = point.subarray(1 + length).toString('base64url');
    return isOnCurve(`P-${bits}`, x, y) ? bits : undefined;
  };
}

function isOnCurve(crv: string, x: string, y: string): boolean {
  try {
    createPublicKey({ key: { kty: 'EC', crv, x, y }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

/** The key of a security key: the same, and the application that it was made for. */
function hardware(measure: Format['measure']): Format['measure'] {
  return (fields) => {
    const bits = measure(fields);
    return fields.bytes() === undefined ? undefined : bits;
  };
}
