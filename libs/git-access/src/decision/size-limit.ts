import type { ProjectAttempt, Refusal } from './attempt.js';
import { denials } from './denials.js';

/** Step 15e: nothing more is taken by a repository that is full already. */
export function sizeLimitNotReached(attempt: ProjectAttempt): Refusal {
  const measured = measure(attempt);
  if (!measured) return undefined;
  const { limit, sizes } = measured;
  return sizes.repository >= limit ? denials.sizeLimitReached(limit, sizes.repository - limit) : undefined;
}

/** Step 15g: what the push brings has to fit in. */
export function sizeLimitKept(attempt: ProjectAttempt): Refusal {
  const measured = measure(attempt);
  if (!measured) return undefined;
  const { limit, sizes } = measured;
  return sizes.repository + sizes.push > limit ? denials.sizeLimitExceeded(limit) : undefined;
}

/**
 * Undefined when nothing is limited, when nobody can look or has looked yet, and for a push that only deletes: that is the
 * way to make room.
 */
function measure({ project, request: { changes }, repository }: ProjectAttempt) {
  const limit = project.refs?.sizeLimit ?? null;
  if (limit === null || changes.kind === 'any') return undefined;
  const growing = changes.changes.filter(({ kind, target }) => kind !== 'deletion' && target !== 'unreadable');
  if (growing.length === 0) return undefined;
  const sizes = repository.sizes([...new Set(growing.map(({ newRev }) => newRev))]);
  return sizes ? { limit, sizes } : undefined;
}
