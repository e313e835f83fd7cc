import type { Denial, Facts, Trail } from '../decision/index.js';

/** Why a request of `/allowed` is answered as it is. */
export interface Explanation {
  readonly facts: Facts;
  /** Every check that spoke, in order. */
  readonly checks: Trail;
  readonly answer: ExplainedAnswer;
  /** What was assumed because nobody could be asked. */
  readonly assumptions: readonly string[];
}

export type ExplainedAnswer =
  | { readonly kind: 'granted'; readonly status: 200 }
  /** Nothing lies at the path: a first push would make this project, if its pusher may. */
  | { readonly kind: 'create'; readonly project: string }
  | {
      readonly kind: 'denied';
      readonly status: Denial['status'];
      readonly code: Denial['code'];
      readonly message: string;
      readonly remedy: string;
    }
  /** The repository, or Redis, should have answered and did not. */
  | { readonly kind: 'unavailable'; readonly status: 503 };
