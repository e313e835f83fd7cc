import type { AccessDecision, LoggedVerdict } from '../entities/index.js';

/** What to look for; what is left out narrows nothing. Moments are inclusive from `since` and exclusive up to `until`. */
export interface DecisionFilter {
  readonly userId?: number;
  readonly keyId?: number;
  readonly projectId?: number;
  readonly verdict?: LoggedVerdict;
  readonly rule?: string;
  readonly correlationId?: string;
  readonly since?: Date;
  readonly until?: Date;
}

/** The last row of a page, behind which the next one begins. */
export type DecisionCursor = Pick<AccessDecision, 'decidedAt' | 'id'>;

export interface DecisionPage {
  /** Newest first. */
  readonly decisions: readonly AccessDecision[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: DecisionCursor | undefined;
}
