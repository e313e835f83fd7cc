import { createDecipheriv, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';

const deriveKey = promisify(pbkdf2);

/** Of the cipher that GitLab 14.0 writes and later ones still read (schema.md 3.4). */
const ITERATIONS = 2_000;
const KEY_BYTES = 32;
const CIPHER = 'aes-256-cbc';

/** The three columns of a TOTP secret: Base64 with line breaks, the salt behind an underscore. */
export interface EncryptedOtpSecret {
  readonly encrypted_otp_secret: string | null;
  readonly encrypted_otp_secret_iv: string | null;
  readonly encrypted_otp_secret_salt: string | null;
}

/**
 * The Base32 secret behind the columns, or undefined when there is none or another key made it. The key is derived on a
 * thread of the pool.
 */
export async function decryptOtpSecret(columns: EncryptedOtpSecret, otpKeyBase: string): Promise<string | undefined> {
  const { encrypted_otp_secret: secret, encrypted_otp_secret_iv: iv, encrypted_otp_secret_salt: salt } = columns;
  if (secret === null || iv === null || salt === null) return undefined;
  const key = await deriveKey(otpKeyBase, Buffer.from(salt.replace(/^_/, ''), 'base64'), ITERATIONS, KEY_BYTES, 'sha1');
  try {
    const decipher = createDecipheriv(CIPHER, key, Buffer.from(iv, 'base64'));
    return decipher.update(secret, 'base64', 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
}
