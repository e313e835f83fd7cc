import type { Waiting } from '../decision/index.js';
import type { ContentExhausted } from './repository-content/repository-content.js';

/**
 * What the pusher reads when the checks ran out of time (git-access.md 3.14). The checks before the one that waited
 * decide by what is already known, so they took no time worth a number.
 */
export function timedOutMessage(waiting: Waiting | null, milliseconds: number): string {
  const lines = waiting
    ? [
        `Running checks for ref: ${waiting.ref}`,
        ...waiting.done.map((text) => `${text} (0ms)`),
        `${waiting.current} (cancelled after ${Math.round(milliseconds * 100) / 100}ms)`,
      ]
    : [];
  return `Push operation timed out\n\nTiming information for debugging purposes:\n${lines.join('\n')}`;
}

/** What the pusher reads when Gitaly takes no more work (gitaly.md 3.5). */
export function exhaustedMessage({ reason }: ContentExhausted): string {
  return `Upstream Gitaly has been exhausted${reason === null ? '' : `: ${reason}`}. Try again later`;
}
