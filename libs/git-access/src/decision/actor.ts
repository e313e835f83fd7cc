import type { Facts, KeyFacts, UserFacts } from './facts.js';

/** Who acts, in the words of git-access.md 2.4. */
export interface Actor {
  readonly kind: 'user' | 'deploy_key' | 'nobody';
  /** The key that was presented, whoever owns it. */
  readonly key: KeyFacts | null;
  /** The user seen by the access checker: nobody for a deploy key. */
  readonly user: UserFacts | null;
  /** Whose name the answer carries: the user, or the creator of a deploy key. */
  readonly identity: UserFacts | null;
}

/** A key that may only sign is no credential: it counts as not found, and so does the person behind it. */
export function actorOf(facts: Facts): Actor {
  if (facts.key && !facts.key.authenticates) return { kind: 'nobody', key: null, user: null, identity: null };
  if (facts.key?.kind === 'deploy_key') {
    return { kind: 'deploy_key', key: facts.key, user: null, identity: facts.user };
  }
  return { kind: facts.user ? 'user' : 'nobody', key: facts.key, user: facts.user, identity: facts.user };
}
