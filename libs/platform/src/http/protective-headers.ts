import type { ServerResponse } from 'node:http';

/** On every answer, as GitLab sends them. */
export function protect(response: ServerResponse): void {
  response.setHeader('X-Frame-Options', 'SAMEORIGIN');
  response.setHeader('X-Content-Type-Options', 'nosniff');
}
