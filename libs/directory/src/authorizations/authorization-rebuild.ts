import { Injectable } from '@nestjs/common';
import { Database } from '@app/platform';
import { COUNT_USERS, REFRESH_BATCH, REPAIR_TREES } from './authorization-rebuild.sql.js';

const BATCH = 500;

/** How far a rebuild has come, in users. */
export interface RebuildProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * Derives effective access anew for everybody, as after a restored dump or a bulk load with the triggers off. Each batch
 * is a transaction of its own: the service goes on meanwhile, and a rebuild that was interrupted may simply be run again.
 */
@Injectable()
export class AuthorizationRebuild {
  constructor(private readonly database: Database) {}

  /** Returns the number of users. */
  async run(report: (progress: RebuildProgress) => void): Promise<number> {
    await this.database.query(REPAIR_TREES);
    const [users] = await this.database.query<{ count: number }>(COUNT_USERS);
    const total = users?.count ?? 0;
    let done = 0;
    for (let last = 0; ;) {
      const [batch] = await this.database.query<{ count: number; last: number | null }>(REFRESH_BATCH, [last, BATCH]);
      if (batch?.last == null) return done;
      last = batch.last;
      done += batch.count;
      report({ done, total: Math.max(total, done) });
    }
  }
}
