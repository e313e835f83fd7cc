import { Injectable } from '@nestjs/common';
import { Database } from '@app/platform';
import type { AccessDecision } from '../entities/index.js';
import { readDecisions } from './access-decisions.sql.js';
import type { DecisionCursor, DecisionFilter, DecisionPage } from './decision-filter.js';

/** Reads the log of decisions, for an operator who looks somebody's refusal up. */
@Injectable()
export class AccessDecisions {
  constructor(private readonly database: Database) {}

  /**
   * One page of at most `limit` decisions, newest first. A page costs the same wherever it lies.
   * @param after `next` of the page before
   */
  async find(filter: DecisionFilter, limit: number, after?: DecisionCursor): Promise<DecisionPage> {
    const { statement, values } = readDecisions(filter, limit + 1, after);
    const rows = await this.database.query<AccessDecision>(statement, values);
    const decisions = rows.slice(0, limit);
    const last = decisions.at(-1);
    const next = rows.length > limit && last ? { decidedAt: last.decidedAt, id: last.id } : undefined;
    return { decisions, next };
  }
}
