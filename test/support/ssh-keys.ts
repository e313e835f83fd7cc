import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';

export type SshKeyType =
  | 'ssh-rsa'
  | 'ssh-dss'
  | 'ssh-ed25519'
  | 'ecdsa-sha2-nistp256'
  | 'ecdsa-sha2-nistp384'
  | 'ecdsa-sha2-nistp521'
  | 'sk-ecdsa-sha2-nistp256@openssh.com'
  | 'sk-ssh-ed25519@openssh.com';

/** A public key in the forms in which clients and the database know it. */
export interface SshPublicKey {
  readonly type: SshKeyType;
  /** Second field of the public key line: Base64 with padding. */
  readonly blob: string;
  /** `<type> <blob>`, without a comment. */
  readonly line: string;
  /** MD5, colon form. */
  readonly md5: string;
  /** 32 raw bytes. */
  readonly sha256: Buffer;
}

/** A new public key. `bits` is for RSA and DSA only. The private half is thrown away. */
export function makeSshKey(type: SshKeyType = 'ssh-ed25519', bits = type === 'ssh-dss' ? 1024 : 2048): SshPublicKey {
  return sshKeyOf(type, Buffer.concat([text(type), ...fields(type, bits)]));
}

/** The forms of a key whose bytes are known. */
export function sshKeyOf(type: SshKeyType, bytes: Buffer): SshPublicKey {
  const blob = bytes.toString('base64');
  const md5 = createHash('md5').update(bytes).digest('hex');
  return {
    type,
    blob,
    line: `${type} ${blob}`,
    md5: md5.match(/../g)!.join(':'),
    sha256: createHash('sha256').update(bytes).digest(),
  };
}

function fields(type: SshKeyType, bits: number): Buffer[] {
  switch (type) {
    case 'ssh-rsa': {
      const { n, e } = generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' });
      return [number(fromJwk(e)), number(fromJwk(n))];
    }
    case 'ssh-dss': {
      // Numbers of the right size: nobody computes with this key.
      const p = randomBytes(bits / 8);
      p[0]! |= 0x80;
      return [number(p), number(randomBytes(20)), number(randomBytes(bits / 8)), number(randomBytes(bits / 8))];
    }
    case 'ssh-ed25519':
      return [bytes(edwardsPoint())];
    case 'sk-ssh-ed25519@openssh.com':
      return [bytes(edwardsPoint()), text('ssh:')];
    case 'sk-ecdsa-sha2-nistp256@openssh.com':
      return [text('nistp256'), bytes(curvePoint('P-256')), text('ssh:')];
    default: {
      const size = type.slice(-3);
      return [text(`nistp${size}`), bytes(curvePoint(`P-${size}`))];
    }
  }
}

function edwardsPoint(): Buffer {
  return fromJwk(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x);
}

function curvePoint(namedCurve: string): Buffer {
  const { x, y } = generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' });
  return Buffer.concat([Buffer.from([4]), fromJwk(x), fromJwk(y)]);
}

const fromJwk = (value: string | undefined): Buffer => Buffer.from(value ?? '', 'base64url');

/** RFC 4251 `string`: four bytes of length, then the bytes. */
function bytes(value: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(value.length);
  return Buffer.concat([length, value]);
}

const text = (value: string): Buffer => bytes(Buffer.from(value));

/** RFC 4251 `mpint` of a positive number: a leading zero byte where the top bit would read as a sign. */
function number(value: Buffer): Buffer {
  const start = value.findIndex((byte) => byte !== 0);
  const trimmed = value.subarray(start < 0 ? value.length : start);
  return bytes(trimmed.length > 0 && trimmed[0]! >= 0x80 ? Buffer.concat([Buffer.from([0]), trimmed]) : trimmed);
}
