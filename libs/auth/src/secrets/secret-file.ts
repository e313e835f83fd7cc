import { BootError } from '@app/platform';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Only its owner may read a secret. */
const MODE = 0o600;

/**
 * The untrimmed text of a secret file; a missing file is made first from `generate`, with mode 0600. Two processes that
 * start at once agree on the text of the one that was first.
 * @throws BootError naming the file when it can be neither read nor made
 */
export function readOrMakeSecret(path: string, generate: () => string): string {
  try {
    mkdirSync(dirname(path), { recursive: true });
    // The flag makes the file only where there is none.
    writeFileSync(path, generate(), { flag: 'wx', mode: MODE });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      const text = readIfThere(path);
      if (text !== undefined) return text;
      throw new BootError(`${path} cannot be made: ${(error as Error).message}`);
    }
  }
  const text = readIfThere(path);
  if (text === undefined) throw new BootError(`${path} cannot be read`);
  return text;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** 32 lower-case hex characters, as GitLab makes the shell's secret. */
export const shellSecret = (): string => randomBytes(16).toString('hex');
/** Base64 of exactly 32 bytes. */
export const kasSecret = (): string => randomBytes(32).toString('base64');
/** 128 hex characters, as GitLab makes `db_key_base` and `otp_key_base`. */
export const keyBase = (): string => randomBytes(64).toString('hex');
