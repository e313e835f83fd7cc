import { describeError, type Logger } from '@app/platform';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { readOrMakeSecret } from './secret-file.js';
import { secretFingerprint } from './secret-fingerprint.js';

/** Milliseconds between two looks at a file. Looking works where files are swapped by links, as in Kubernetes. */
const LOOK_INTERVAL = 1_000;

/** A secret that this service shares with a client, as a file. */
export interface SecretKind<Value> {
  /** For the log: `kas secret`. */
  readonly name: string;
  /** Made with `generate` on the first start, and never overwritten. */
  readonly path: string;
  readonly generate: () => string;
  /** The secret before this one, still accepted; the file may be missing or empty, and usually is. */
  readonly previousPath: string;
  /** What the text of a file at a path means. @throws BootError when it means nothing */
  readonly decode: (path: string, text: string) => Value;
}

interface Held<Value> {
  readonly text: string;
  readonly value: Value;
  readonly fingerprint: string;
}

/**
 * A shared secret that can be changed while both sides run: what was the secret goes to the file of the previous one, the
 * new one to the file itself, and both are accepted until the previous file is emptied or removed. Files are read again
 * when they change. A change to something unusable, the secret's own file emptied or gone included, is told to the log
 * and changes nothing.
 */
export class RotatingSecret<Value> {
  /** Every value that a client may use, the current one first. */
  accepted: readonly Value[];
  /** Of the same secrets, for logs. */
  fingerprints: readonly string[];
  private current: Held<Value>;
  private previous: Held<Value> | undefined;
  private readonly lookAtCurrent = (): void => this.reload(this.kind.path, () => this.readCurrent());
  private readonly lookAtPrevious = (): void => this.reload(this.kind.previousPath, () => this.readPrevious());

  /** @throws BootError naming the file that cannot be used */
  constructor(
    private readonly kind: SecretKind<Value>,
    private readonly logger: Logger,
  ) {
    const { path, previousPath, generate } = kind;
    this.current = this.hold(path, readOrMakeSecret(path, generate));
    this.readPrevious();
    [this.accepted, this.fingerprints] = this.list();
    watchFile(path, { interval: LOOK_INTERVAL, persistent: false }, this.lookAtCurrent);
    watchFile(previousPath, { interval: LOOK_INTERVAL, persistent: false }, this.lookAtPrevious);
  }

  /** Looks no more. */
  close(): void {
    unwatchFile(this.kind.path, this.lookAtCurrent);
    unwatchFile(this.kind.previousPath, this.lookAtPrevious);
  }

  private readCurrent(): void {
    const text = readFileSync(this.kind.path, 'utf8');
    if (text !== this.current.text) this.current = this.hold(this.kind.path, text);
  }

  private readPrevious(): void {
    const text = readIfThere(this.kind.previousPath);
    if (text === this.previous?.text) return;
    this.previous = text === undefined ? undefined : this.hold(this.kind.previousPath, text);
  }

  private reload(path: string, read: () => void): void {
    try {
      read();
    } catch (error) {
      return this.logger.error(`${this.kind.name} is unusable, the old one stays`, {
        file: path,
        ...describeError(error),
      });
    }
    const before = this.fingerprints;
    [this.accepted, this.fingerprints] = this.list();
    if (before.join() !== this.fingerprints.join()) {
      this.logger.info(`${this.kind.name} changed`, { secret_fingerprints: this.fingerprints });
    }
  }

  private hold(path: string, text: string): Held<Value> {
    return { text, value: this.kind.decode(path, text), fingerprint: secretFingerprint(text) };
  }

  private list(): [Value[], string[]] {
    const held = this.previous === undefined ? [this.current] : [this.current, this.previous];
    return [held.map(({ value }) => value), held.map(({ fingerprint }) => fingerprint)];
  }
}

/** The text of a file; undefined when there is none, or nothing in it. */
function readIfThere(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return text.trim() === '' ? undefined : text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
