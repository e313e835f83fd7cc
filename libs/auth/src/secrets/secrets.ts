import { Inject, Injectable } from '@nestjs/common';
import { BootError, Configuration } from '@app/platform';
import { keyBase, readOrMakeSecret, shellSecret } from './secret-file.js';

/** The shell's secret as its two generations of clients use it (git-access.md 1.3, clients.md 1.3). */
export interface ShellSecret {
  /** Trimmed at both ends. */
  readonly text: string;
  /** As the file holds it; shells 13.26 to 14.11 sign with this. */
  readonly raw: string;
}

/** The secrets of this process, read at boot. An empty one would authenticate anybody, so it keeps the boot from going on. */
@Injectable()
export class Secrets {
  readonly shell: ShellSecret;
  /** Key material of token digests and ciphers (schema.md 3). */
  readonly dbKeyBase: string;
  /** Key material of TOTP secrets (schema.md 3.4). */
  readonly otpKeyBase: string;

  constructor(@Inject(Configuration) configuration: Configuration) {
    const raw = readOrMakeSecret(configuration.SHELL_SECRET_FILE, shellSecret);
    this.shell = { text: notEmpty(configuration.SHELL_SECRET_FILE, raw.trim()), raw };
    this.dbKeyBase = keyBaseOf(configuration.DB_KEY_BASE_FILE);
    this.otpKeyBase = keyBaseOf(configuration.OTP_KEY_BASE_FILE);
  }
}

function keyBaseOf(path: string): string {
  return notEmpty(path, readOrMakeSecret(path, keyBase).trim());
}

function notEmpty(path: string, text: string): string {
  if (text === '') throw new BootError(`${path} is empty`);
  return text;
}
