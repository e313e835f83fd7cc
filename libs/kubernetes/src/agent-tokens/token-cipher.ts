import { createCipheriv, createHash } from 'node:crypto';

/** What fills a key that is too short. */
const PAD = '0';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;

/**
 * Agent tokens at rest: AES-256-GCM with a nonce that the key or the token itself determines, so that a presented token
 * is found by equality and nothing is ever decrypted (schema.md 3.2).
 */
export class TokenCipher {
  private readonly key: Buffer;
  private readonly staticNonce: Buffer;

  /** @param dbKeyBase GitLab's secret of that name */
  constructor(dbKeyBase: string) {
    this.key = fit(dbKeyBase, KEY_BYTES);
    this.staticNonce = fit(dbKeyBase, NONCE_BYTES);
  }

  /** The form that is written: format B, whose nonce comes from the token and stands behind the Base64. */
  encrypt(token: Buffer): string {
    const nonce = createHash('sha256').update(token).digest('hex').slice(0, NONCE_BYTES);
    return `|${this.sealed(token, Buffer.from(nonce, 'latin1'))}${nonce}`;
  }

  /** Every form under which a token may stand in the database: the current one, and format A of GitLab 14.0. */
  forms(token: Buffer): readonly string[] {
    return [this.encrypt(token), this.sealed(token, this.staticNonce)];
  }

  /** Ciphertext and tag in Base64. */
  private sealed(token: Buffer, nonce: Buffer): string {
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    return Buffer.concat([cipher.update(token), cipher.final(), cipher.getAuthTag()]).toString('base64');
  }
}

/** At most so many bytes, cut between two characters, then filled up. */
function fit(text: string, bytes: number): Buffer {
  let kept = '';
  for (const character of text) {
    if (Buffer.byteLength(kept + character) > bytes) break;
    kept += character;
  }
  const head = Buffer.from(kept);
  return Buffer.concat([head, Buffer.from(PAD.repeat(bytes - head.length))]);
}
