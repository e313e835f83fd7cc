/** The decision core: pure, and the only door to it. */
export { parseChanges, type Change, type RequestedChanges } from './changes.js';
export { actorOf, type Actor } from './actor.js';
export type { Arrivals, ArrivalsWanted, NewCommit, Sizes } from './arrivals.js';
export {
  asksRepository,
  assumed,
  learned,
  mergeAnswers,
  pairKey,
  type Answers,
  type Content,
  type Questions,
} from './content.js';
export { decide } from './decide.js';
export { DENIAL_CODES, type DenialCode } from './denial-codes.js';
export { denials, type Denial } from './denials.js';
export { isInRanges } from './ip-access.js';
export type * from './facts.js';
export { remedies, remedyFor } from './remedies.js';
export { isDownload, isPush, type AllowedRequest, type RequestedRepository } from './request.js';
export { keyToVerify } from './second-factor.js';
export type { Asking, Creating, Denied, Granted, NewProject, Trail, TrailEntry, Verdict, Waiting } from './verdict.js';
