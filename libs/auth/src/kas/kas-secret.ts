import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { BootError, Configuration, describeError, Logger } from '@app/platform';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { kasSecret, readOrMakeSecret } from '../secrets/secret-file.js';

/** Milliseconds between two looks at the file. Looking works where files are swapped by links, as in Kubernetes. */
const LOOK_INTERVAL = 1_000;

/** One line of padded Base64 of 32 bytes, perhaps with a newline behind it (kubernetes.md 1.3). */
const CONTENT = /^[A-Za-z0-9+/]{43}=(\r?\n)?$/;

/**
 * The key of kas, which signs with the bytes that its file holds in Base64. The file is made on the first start, is never
 * overwritten, and is read again whenever it changes; a change to something unusable is told to the log and changes
 * nothing.
 * @throws BootError `<path> does not contain 32 bytes`
 */
@Injectable()
export class KasSecret implements OnApplicationShutdown {
  private current: Buffer;
  private readonly path: string;
  private readonly look = (): void => this.reload();

  constructor(
    @Inject(Configuration) configuration: Configuration,
    private readonly logger: Logger,
  ) {
    this.path = configuration.KAS_SECRET_FILE;
    this.current = decode(this.path, readOrMakeSecret(this.path, kasSecret));
    watchFile(this.path, { interval: LOOK_INTERVAL, persistent: false }, this.look);
  }

  /** Every key that a token may be signed with. */
  get keys(): readonly Buffer[] {
    return [this.current];
  }

  onApplicationShutdown(): void {
    unwatchFile(this.path, this.look);
  }

  private reload(): void {
    try {
      const changed = decode(this.path, readFileSync(this.path, 'utf8'));
      if (changed.equals(this.current)) return;
      this.current = changed;
      this.logger.info('kas secret changed');
    } catch (error) {
      this.logger.error('kas secret is unusable, the old one stays', describeError(error));
    }
  }
}

function decode(path: string, text: string): Buffer {
  if (!CONTENT.test(text)) throw new BootError(`${path} does not contain 32 bytes`);
  return Buffer.from(text, 'base64');
}
