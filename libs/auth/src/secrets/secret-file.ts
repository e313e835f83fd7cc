import { BootError } from '@app/platform';
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Only its owner may read a secret. */
const MODE = 0o600;

/**
 * The untrimmed text of a secret file; a missing file is made first from `generate`, with mode 0600. Processes that start
 * at once agree on the text of the one that was first, and none of them sees half a file.
 * @throws BootError naming the file when it can be neither read nor made
 */
export function readOrMakeSecret(path: string, generate: () => string): string {
  if (!existsSync(path)) makeSecret(path, generate());
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new BootError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

function makeSecret(path: string, text: string): void {
  // Containers that share the folder may all be process 1.
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(draft, text, { mode: MODE });
    // A link is refused where the name is taken, so whoever was first stays.
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw new BootError(`${path} cannot be made: ${(error as Error).message}`);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** 32 lower-case hex characters, as GitLab makes the shell's secret. */
export const shellSecret = (): string => randomBytes(16).toString('hex');
/** Base64 of exactly 32 bytes. */
export const kasSecret = (): string => randomBytes(32).toString('base64');
/** 128 hex characters, as GitLab makes `db_key_base` and `otp_key_base`. */
export const keyBase = (): string => randomBytes(64).toString('hex');
