import { Secret, TOTP } from 'otpauth';

/** Seconds of one time step. */
const PERIOD = 30;

/** Steps by which the person's clock may differ, to each side (schema.md 3.4). */
const DRIFT = 1;

/**
 * The time step that a code belongs to, or undefined for a wrong code. The step is what keeps a code from being used
 * twice. Blanks that people type are left out; leading zeros count.
 */
export function totpStep(base32: string, code: string, now: Date): number | undefined {
  const token = code.replace(/\s/g, '');
  const secret = readSecret(base32);
  if (secret === undefined || !/^[0-9]{6}$/.test(token)) return undefined;
  const totp = new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: PERIOD });
  const delta = totp.validate({ token, timestamp: now.getTime(), window: DRIFT });
  return delta === null ? undefined : Math.floor(now.getTime() / 1000 / PERIOD) + delta;
}

function readSecret(base32: string): Secret | undefined {
  try {
    const secret = Secret.fromBase32(base32.trim());
    return secret.bytes.length === 0 ? undefined : secret;
  } catch {
    return undefined;
  }
}
