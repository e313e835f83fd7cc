import { createHmac } from 'node:crypto';

/**
 * What Gitaly wants to see in `authorization` (gitaly.md 1.2). It is good for 30 seconds around `seconds`, so every call
 * gets its own.
 * @param seconds since 1970
 */
export function gitalyAuthorization(token: string, seconds: number): string {
  const issued = String(seconds);
  return `Bearer v2.${createHmac('sha256', token).update(issued).digest('hex')}.${issued}`;
}
