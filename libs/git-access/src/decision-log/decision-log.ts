import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { atEndOfTurn, Configuration, Database, describeError, Logger, requestFields, RowBuffer } from '@app/platform';
import { DECISION_COLUMNS, WRITE_DECISIONS } from './decision-log.sql.js';
import { DecisionMetrics } from './decision-metrics.js';
import { decisionRow, type DecisionRow, type LoggedDecision } from './logged-decision.js';
import { isSampled } from './sample.js';

const BATCH = 500;
/** Milliseconds that the last rows get at shutdown, within `SHUTDOWN_TIMEOUT`. */
const LAST_WRITE = 5_000;

/**
 * Keeps what was decided: every refusal, and `DECISION_LOG_GRANTS` of the grants. No decision waits for it or fails by it:
 * rows gather in memory and go out in batches; what finds no room is counted and gone.
 */
@Injectable()
export class DecisionLog implements OnApplicationShutdown {
  private readonly rows: RowBuffer<DecisionRow>;

  constructor(
    database: Database,
    @Inject(Configuration) private readonly configuration: Configuration,
    private readonly metrics: DecisionMetrics,
    private readonly logger: Logger,
  ) {
    this.rows = new RowBuffer<DecisionRow>({
      write: (rows) => {
        const values = DECISION_COLUMNS.map((column) => rows.map((row) => row[column]));
        return database.query(WRITE_DECISIONS, values);
      },
      capacity: configuration.DECISION_LOG_BUFFER,
      batch: BATCH,
      interval: configuration.DECISION_LOG_INTERVAL,
      written: (count) => metrics.logged('written', count),
      dropped: (count, reason, error) => {
        metrics.logged(reason, count);
        if (error !== undefined) logger.error('decisions not logged', { count, ...describeError(error) });
      },
      delayed: (waiting, error) => logger.warn('decision log waits', { waiting, ...describeError(error) }),
    });
    metrics.watch(() => this.rows.waiting);
  }

  /** Counts a decision, and notes it unless it is a grant outside the sample. */
  record(decision: Omit<LoggedDecision, 'correlationId'>): void {
    this.metrics.decided(decision.ending);
    const correlationId = requestFields()?.correlation_id ?? null;
    const share = decision.ending.verdict === 'granted' ? this.configuration.DECISION_LOG_GRANTS : 1;
    if (this.configuration.DATABASE_READ_ONLY || !isSampled(correlationId, share)) return;
    // The digest of a large push takes milliseconds, which the answer must not wait for.
    afterAnswers(() => this.note({ ...decision, correlationId }));
  }

  /** Writes what has gathered. */
  async flush(limit = LAST_WRITE): Promise<void> {
    await new Promise<void>(afterAnswers);
    await this.rows.flush(limit);
  }

  /** Requests in flight have ended by then, which in the hooks before this one they have not. */
  async onApplicationShutdown(): Promise<void> {
    await this.flush(Math.min(LAST_WRITE, this.configuration.SHUTDOWN_TIMEOUT));
  }

  /** Nothing is above this that could answer for a fault. */
  private note(decision: LoggedDecision): void {
    try {
      this.rows.add(decisionRow(decision));
    } catch (error) {
      this.metrics.logged('refused', 1);
      this.logger.error('decision not logged', describeError(error));
    }
  }
}

/** In the turn behind the one in which those who have been decided on are answered, which may itself be put off. */
function afterAnswers(task: () => void): void {
  atEndOfTurn(() => setImmediate(task));
}
