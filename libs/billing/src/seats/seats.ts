import { Injectable } from '@nestjs/common';
import { Clock, Database, type Queries } from '@app/platform';
import { COUNT_SEATS, PAID_SUBSCRIPTIONS, REFRESH_SEATS, RESTART_TERM, SHOW_LIVE_SEATS } from './seats.sql.js';

/** Subscriptions in one step of the refresh. */
const PAGE = 500;

/** Who takes a seat in a namespace, counted and cached (billing.md 3.6, 3.7). */
@Injectable()
export class Seats {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The number of billable users of a namespace and all below it, now. */
  async count(namespaceId: number): Promise<number> {
    const [row] = await this.database.query<{ seats: number }>(COUNT_SEATS, [namespaceId, this.clock.today()]);
    return row?.seats ?? 0;
  }

  /** Stores the live count as the seats in use; highest use and debt stay. */
  async showLive(subscriptionId: number, queries: Queries): Promise<void> {
    await queries.query(SHOW_LIVE_SEATS, this.moment(subscriptionId));
  }

  /** Begins a new term: highest use and debt follow from the live count alone. */
  async restartTerm(subscriptionId: number, queries: Queries): Promise<void> {
    await queries.query(RESTART_TERM, this.moment(subscriptionId));
  }

  /**
   * Counts the seats of every paid subscription anew, and with them highest use and debt; returns how many there were.
   * @throws AggregateError of what failed, when all others have been refreshed
   */
  async refreshAll(): Promise<number> {
    const failures: unknown[] = [];
    let refreshed = 0;
    for (let last = 0, more = true; more;) {
      const page = await this.database.query<{ id: number }>(PAID_SUBSCRIPTIONS, [last, PAGE]);
      for (const { id } of page) {
        await this.database.query(REFRESH_SEATS, this.moment(id)).catch((error: unknown) => failures.push(error));
        last = id;
      }
      refreshed += page.length;
      more = page.length === PAGE;
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${refreshed} not refreshed`);
    return refreshed;
  }

  private moment(subscriptionId: number): unknown[] {
    return [subscriptionId, this.clock.today(), this.clock.now()];
  }
}
