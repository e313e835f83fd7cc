import type { Configuration } from '@app/platform';
import { readFileSync, statSync } from 'node:fs';
import { secretFingerprint } from './secret-fingerprint.js';

/** One secret file as an operator compares it with a client's; the secret itself is nowhere to be seen. */
export interface CheckedSecret {
  readonly name: string;
  readonly path: string;
  /** Permissions in octal digits; null when the file cannot be looked at. */
  readonly mode: string | null;
  /** Characters without white space at either end. */
  readonly length: number | null;
  /** As the logs print it. */
  readonly fingerprint: string | null;
  /** What is wrong with it; null when nothing is. */
  readonly problem: string | null;
}

interface Kind {
  readonly name: string;
  readonly path: string;
  /** What is wrong with a text that is not blank. */
  readonly problem?: (text: string) => string | null;
}

/** Looks at the secret files of this configuration. Nothing is made or changed. */
export function checkSecrets(configuration: Configuration): CheckedSecret[] {
  const { SHELL_SECRET_FILE, KAS_SECRET_FILE, DB_KEY_BASE_FILE, OTP_KEY_BASE_FILE } = configuration;
  const kinds: readonly Kind[] = [
    { name: 'shell secret', path: SHELL_SECRET_FILE },
    { name: 'kas secret', path: KAS_SECRET_FILE, problem: kasProblem },
    { name: 'db_key_base', path: DB_KEY_BASE_FILE },
    { name: 'otp_key_base', path: OTP_KEY_BASE_FILE },
  ];
  return kinds.map(checkSecret);
}

function checkSecret({ name, path, problem }: Kind): CheckedSecret {
  try {
    const mode = statSync(path).mode & 0o777;
    const text = readFileSync(path, 'utf8').trim();
    const found = { name, path, mode: mode.toString(8).padStart(4, '0'), length: text.length };
    if (text === '') return { ...found, fingerprint: null, problem: 'is empty' };
    const open = (mode & 0o007) === 0 ? null : 'can be read by everybody: chmod 600';
    return { ...found, fingerprint: secretFingerprint(text), problem: problem?.(text) ?? open };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read: ${code}`;
    return { name, path, mode: null, length: null, fingerprint: null, problem: why };
  }
}

/** kas signs with 32 bytes (kubernetes.md 1.3). */
function kasProblem(text: string): string | null {
  return /^[A-Za-z0-9+/]{43}=$/.test(text) ? null : 'does not contain 32 bytes in Base64';
}
