import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { LIST, PRUNE, RETRY } from './outbox-jobs.sql.js';

/** `waiting` to be done, or `failed` so often that it was set aside. */
export type OutboxState = 'waiting' | 'failed';

/** One promised job as an operator sees it; what is in it stays in the database. */
export interface OutboxEntry {
  readonly id: number;
  readonly queue: string;
  /** Of the request that promised it. */
  readonly correlation_id: string | null;
  readonly created_at: Date;
  /** How often it was begun. */
  readonly attempts: number;
  /** When it was set aside; null while it waits. */
  readonly failed_at: Date | null;
  /** Why it failed the last time; null when it never did. */
  readonly error: string | null;
}

export interface OutboxSelection {
  readonly state: OutboxState;
  /** One queue only. */
  readonly queue?: string;
  /** At most so many, the oldest first; 100 unless said. */
  readonly limit?: number;
  /** Those behind this id: the last one of the part before. */
  readonly after?: number;
}

const PART = 100;

/** The operator's side of the outbox: what is owed, what was given up and why, and another try. */
@Injectable()
export class OutboxJobs {
  constructor(private readonly database: Database) {}

  list({ state, queue, limit = PART, after = 0 }: OutboxSelection): Promise<OutboxEntry[]> {
    return this.database.query<OutboxEntry>(LIST, [state === 'failed', queue ?? null, after, limit]);
  }

  /** Gives one job that was set aside all its tries again; false when none of that id was set aside. */
  async retry(id: number): Promise<boolean> {
    return (await this.release(id, null)) === 1;
  }

  /** The same for all of them, or all of one queue; returns how many. */
  retryAll(queue?: string): Promise<number> {
    return this.release(null, queue ?? null);
  }

  /** Forgets jobs that were set aside before a moment, and returns them. What waits is never forgotten. */
  prune(before: Date): Promise<OutboxEntry[]> {
    return this.database.query<OutboxEntry>(PRUNE, [before]);
  }

  private async release(id: number | null, queue: string | null): Promise<number> {
    return (await this.database.query(RETRY, [id, queue])).length;
  }
}
