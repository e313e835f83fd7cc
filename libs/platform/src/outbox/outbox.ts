import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { Database, type Queries } from '../database/database.js';
import { describeError, Logger } from '../logging/logger.js';
import { withRequestFields } from '../logging/request-context.js';
import { isStoreUnavailable } from '../stores/unavailable.js';
import { traced } from '../tracing/tracing.js';
import { BEGIN_ATTEMPT, FAIL, TAKE } from './outbox.sql.js';

/** A job that fails is set aside with its reason once it was begun so often, a minute apart. */
const MAX_ATTEMPTS = 5;
/** So often a job may be begun without an end that says why: its process was killed, or the store went away meanwhile. */
const MAX_LOST_ATTEMPTS = 20;

/** Data of the Bull job that stands for an outbox row. */
export interface OutboxTicket {
  readonly id: number;
}

interface Begun {
  attempts: number;
  queue: string;
  traceparent: string | null;
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
   * @throws what `work` throws, after the failure has been noted; nothing of the work remains then
   */
  async process<Payload>(
    { id }: OutboxTicket,
    work: (payload: Payload, queries: Queries) => Promise<void>,
  ): Promise<void> {
    const [begun] = await this.database.query<Begun>(BEGIN_ATTEMPT, [id, this.clock.now()]);
    if (begun === undefined) return;
    if (begun.attempts > MAX_LOST_ATTEMPTS)
      return this.fail(id, `begun ${MAX_LOST_ATTEMPTS} times without an end`, true);
    await traced(
      () => spanOf(id, begun),
      () => this.attempt(id, begun, work),
    );
  }

  private async attempt<Payload>(
    id: number,
    begun: Begun,
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
      // A database that goes away is no fault of the job.
      await this.fail(id, reason, begun.attempts >= MAX_ATTEMPTS && !isStoreUnavailable(error));
      throw error;
    }
  }

  private async fail(id: number, reason: string, givenUp: boolean): Promise<void> {
    await this.database.query(FAIL, [id, reason.slice(0, 1000), givenUp ? this.clock.now() : null]);
    if (givenUp) this.logger.error('job set aside', { outbox_id: id, reason: reason.slice(0, 1000) });
  }
}

/** The work belongs to the trace of the request that promised it. */
const spanOf = (id: number, { queue, attempts, traceparent }: Begun) =>
  ({
    name: `process ${queue}`,
    kind: 'consumer',
    from: { traceparent: traceparent ?? undefined },
    attributes: {
      'messaging.system': 'bull',
      'messaging.destination.name': queue,
      'messaging.message.id': String(id),
      'messaging.attempt': attempts,
    },
  }) as const;
