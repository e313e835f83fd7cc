import { actorOf } from './actor.js';
import type { Facts, KeyFacts } from './facts.js';
import type { AllowedRequest } from './request.js';

/**
 * The key that opens Git only after it has shown its owner's second factor (git-access.md 3.4 step 0b, 3.9), or undefined.
 * Never a deploy key: nobody types a code for it.
 */
export function keyToVerify({ protocol }: AllowedRequest, facts: Facts): KeyFacts | undefined {
  if (facts.settings.secondFactorAt === null || protocol !== 'ssh') return undefined;
  const { key, user } = actorOf(facts);
  return key && user?.twoFactor ? key : undefined;
}
