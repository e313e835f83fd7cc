import { createCipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';
import { TOTP, Secret } from 'otpauth';
import type { Suite } from './suite.js';

/** The key of the suites that check second factors; written into `otp_key_base` by `startApi`. */
const OTP_KEY_BASE = 'fedcba9876543210'.repeat(8);

/** A second factor as the person's device holds it. */
export class Device {
  readonly secret = new Secret({ size: 20 });

  /** The code of a moment. */
  code(moment: Date): string {
    return new TOTP({ secret: this.secret }).generate({ timestamp: moment.getTime() });
  }
}

/** Switches TOTP on for a user, stored as GitLab 14.0 stores it (schema.md 3.4). */
export async function enrol(suite: Suite, userId: number): Promise<Device> {
  const device = new Device();
  const [iv, salt] = [randomBytes(16), randomBytes(16)];
  const cipher = createCipheriv('aes-256-cbc', pbkdf2Sync(OTP_KEY_BASE, salt, 2000, 32, 'sha1'), iv);
  const encrypted = Buffer.concat([cipher.update(device.secret.base32, 'utf8'), cipher.final()]);
  await suite.sql(
    `UPDATE users SET otp_required_for_login = true, encrypted_otp_secret = $2, encrypted_otp_secret_iv = $3,
            encrypted_otp_secret_salt = $4, consumed_timestep = NULL, failed_attempts = 0, locked_at = NULL
      WHERE id = $1`,
    [userId, `${encrypted.toString('base64')}\n`, `${iv.toString('base64')}\n`, `_${salt.toString('base64')}\n`],
  );
  return device;
}
