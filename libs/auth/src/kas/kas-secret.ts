import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { BootError, Configuration, Logger } from '@app/platform';
import { RotatingSecret } from '../secrets/rotating-secret.js';
import { kasSecret } from '../secrets/secret-file.js';
import { SignedTokens } from '../secrets/signed-tokens.js';

/** One line of padded Base64 of 32 bytes, perhaps with a newline behind it (kubernetes.md 1.3). */
const CONTENT = /^[A-Za-z0-9+/]{43}=(\r?\n)?$/;

/**
 * The key of kas, which signs with the bytes that its file holds in Base64; during a rotation also the one before.
 * @throws BootError `<path> does not contain 32 bytes`
 */
@Injectable()
export class KasSecret implements OnApplicationShutdown {
  private readonly secret: RotatingSecret<SignedTokens>;

  constructor(@Inject(Configuration) configuration: Configuration, logger: Logger) {
    this.secret = new RotatingSecret(
      {
        name: 'kas secret',
        path: configuration.KAS_SECRET_FILE,
        generate: kasSecret,
        previousPath: configuration.KAS_SECRET_PREVIOUS_FILE,
        decode,
      },
      logger,
    );
  }

  /** Readers of tokens, one for each key that they may be signed with. */
  get tokens(): readonly SignedTokens[] {
    return this.secret.accepted;
  }

  get fingerprints(): readonly string[] {
    return this.secret.fingerprints;
  }

  onApplicationShutdown(): void {
    this.secret.close();
  }
}

function decode(path: string, text: string): SignedTokens {
  if (!CONTENT.test(text)) throw new BootError(`${path} does not contain 32 bytes`);
  return new SignedTokens(Buffer.from(text, 'base64'));
}
