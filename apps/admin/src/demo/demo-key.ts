import { createHash, generateKeyPairSync } from 'node:crypto';

export interface DemoKey {
  /** `ssh-rsa <Base64> <comment>` */
  readonly line: string;
  readonly md5: string;
  readonly sha256: Buffer;
}

/** A new RSA public key; nobody keeps the private half. */
export function makeDemoKey(comment: string): DemoKey {
  const { n = '', e = '' } = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
  const blob = Buffer.concat([field(Buffer.from('ssh-rsa')), integer(e), integer(n)]);
  const md5 = createHash('md5').update(blob).digest('hex');
  return {
    line: `ssh-rsa ${blob.toString('base64')} ${comment}`,
    md5: (md5.match(/../g) ?? []).join(':'),
    sha256: createHash('sha256').update(blob).digest(),
  };
}

/** RFC 4251 `string`. */
function field(value: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(value.length);
  return Buffer.concat([length, value]);
}

/** RFC 4251 `mpint` of a JWK number, which is positive. */
function integer(base64url: string): Buffer {
  const value = Buffer.from(base64url, 'base64url');
  return field((value[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), value]) : value);
}
