import { status } from '@grpc/grpc-js';
import type { Logger } from '@app/platform';
import { GitalyError } from '../../../gitaly/gitaly-error.js';
import type { Calls } from '../../../gitaly/messages.js';

/** Milliseconds after which a server is asked again: it may be a newer one by then, and checks must not stay left out. */
const MEMORY = 600_000;

/** Which calls the Gitaly of a storage turned out not to have: older ones lack some (gitaly.md 2.5). */
export class MissingCalls {
  /** When each was found missing. */
  private readonly missing = new Map<keyof Calls, number>();

  constructor(
    private readonly storage: string,
    private readonly logger: Logger,
  ) {}

  /** The result of `call`, which calls `name`; undefined when the server lacks that, for a time without asking again. */
  async unless<Result>(name: keyof Calls, call: () => Promise<Result>): Promise<Result | undefined> {
    const since = this.missing.get(name);
    if (since !== undefined && performance.now() - since < MEMORY) return undefined;
    try {
      const result = await call();
      this.missing.delete(name);
      return result;
    } catch (error) {
      if (!(error instanceof GitalyError) || error.status !== status.UNIMPLEMENTED) throw error;
      if (!this.missing.has(name)) {
        this.logger.warn('gitaly is too old for a check', { gitaly_storage: this.storage, gitaly_call: name });
      }
      this.missing.set(name, performance.now());
      return undefined;
    }
  }
}
