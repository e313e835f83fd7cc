import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { Database, type Queries } from '../database/database.js';
import { describeError, Logger } from '../logging/logger.js';
import { withRequestFields } from '../logging/request-context.js';
import { FAIL, TAKE } from './outbox.sql.js';

/** After so many failures, a minute apart, a job is set aside with its reason. */
const MAX_ATTEMPTS = 5;

/** Data of the Bull job that stands for an outbox row. */
export interface OutboxTicket {
  readonly id: number;
}

/** The consumer's side of the outbox: the work of a row happens in the transaction that removes it. */
@Injectable()
export class Outbox {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * Does the work of one row, once: a ticket whose row is gone was served before and does nothing.
   * @throws what `work` throws, after the failure has been counted; nothing of the work remains then
   */
  async process<Payload>(
    { id }: OutboxTicket,
    work: (payload: Payload, queries: Queries) => Promise<void>,
  ): Promise<void> {
    try {
      await this.database.transaction(async (queries) => {
        const [row] = await queries.query<{ payload: Payload; correlation_id: string | null }>(TAKE, [id]);
        if (row === undefined) return;
        await withRequestFields({ correlation_id: row.correlation_id ?? `outbox-${id}` }, () =>
          work(row.payload, queries),
        );
      });
    } catch (error) {
      this.logger.error('job failed', { outbox_id: id, ...describeError(error) });
      const reason = error instanceof Error ? error.message : String(error);
      await this.database.query(FAIL, [id, reason.slice(0, 1000), this.clock.now(), MAX_ATTEMPTS]);
      throw error;
    }
  }
}
