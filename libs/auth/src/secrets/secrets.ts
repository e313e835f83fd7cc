import { Inject, Injectable } from '@nestjs/common';
import { BootError, Configuration } from '@app/platform';
import { keyBase, readOrMakeSecret } from './secret-file.js';

/** The secrets of this service alone, read at boot: what is stored with them is lost without them, so they do not change. */
@Injectable()
export class Secrets {
  /** Key material of token digests and ciphers (schema.md 3). */
  readonly dbKeyBase: string;
  /** Key material of TOTP secrets (schema.md 3.4). */
  readonly otpKeyBase: string;

  constructor(@Inject(Configuration) configuration: Configuration) {
    this.dbKeyBase = keyBaseOf(configuration.DB_KEY_BASE_FILE);
    this.otpKeyBase = keyBaseOf(configuration.OTP_KEY_BASE_FILE);
  }
}

function keyBaseOf(path: string): string {
  const text = readOrMakeSecret(path, keyBase).trim();
  if (text === '') throw new BootError(`${path} is empty`);
  return text;
}
