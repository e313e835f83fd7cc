import { status } from '@grpc/grpc-js';
import type { Logger } from '@app/platform';
import { GitalyError } from '../../../gitaly/gitaly-error.js';
import type { Calls } from '../../../gitaly/messages.js';

/** Which calls the Gitaly of a storage turned out not to have: older ones lack some (gitaly.md 2.5). */
export class MissingCalls {
  private readonly missing = new Set<keyof Calls>();

  constructor(
    private readonly storage: string,
    private readonly logger: Logger,
  ) {}

  /** The result of `call`, which calls `name`; undefined when the server lacks that, from then on without asking again. */
  async unless<Result>(name: keyof Calls, call: () => Promise<Result>): Promise<Result | undefined> {
    if (this.missing.has(name)) return undefined;
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof GitalyError) || error.status !== status.UNIMPLEMENTED) throw error;
      this.missing.add(name);
      this.logger.warn('gitaly is too old for a check', { gitaly_storage: this.storage, gitaly_call: name });
      return undefined;
    }
  }
}
