import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Clients send up to 255 characters (clients.md 1.2); anything a log or a header could not hold is replaced. */
const CORRELATION_ID = /^[\x21-\x7e]{1,255}$/;

const ID = Symbol('correlation id');
type Identified = IncomingMessage & { [ID]?: string };

/** From `X-Request-Id`, or new; the same whoever asks. */
export function correlationIdOf(request: Identified): string {
  const offered = request.headers['x-request-id'];
  return (request[ID] ??= typeof offered === 'string' && CORRELATION_ID.test(offered) ? offered : randomUUID());
}

/** What is on every answer, names and values in turn: Node writes that form fastest. */
export function commonHeaders(request: IncomingMessage): string[] {
  // The protective ones as GitLab sends them.
  return [
    ...['X-Request-Id', correlationIdOf(request)],
    ...['X-Frame-Options', 'SAMEORIGIN'],
    ...['X-Content-Type-Options', 'nosniff'],
  ];
}

/** For whoever adds to them one by one. */
export function setCommonHeaders(request: IncomingMessage, response: ServerResponse): void {
  const headers = commonHeaders(request);
  for (let at = 0; at < headers.length; at += 2) response.setHeader(headers[at]!, headers[at + 1]!);
}
