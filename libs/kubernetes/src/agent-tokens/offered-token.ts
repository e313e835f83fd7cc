import type { IncomingHttpHeaders } from 'node:http';

/** Headers of kas 15 and later, read when there is no `Authorization` (kubernetes.md 1.4). */
const CURRENT_HEADERS = ['gitlab-agentk-api-request', 'gitlab-agent-api-request'];

const SCHEME = /^(?:Bearer|Token)[ \t]+(\S.*)$/is;
/** `token="…"` or `token=…`, perhaps with other parameters behind it. */
const PARAMETER = /^token=(?:"([^"]*)"|([^\s",;]*))[ \t]*(?:[,;].*)?$/is;

/**
 * The agent token that a request offers, as the bytes that were sent, or undefined when it offers none. Nothing but a
 * header counts: addresses and bodies end up in logs.
 */
export function offeredToken(headers: IncomingHttpHeaders): Buffer | undefined {
  const token = headers.authorization === undefined ? currentToken(headers) : authorizationToken(headers.authorization);
  // Node reads headers as Latin-1, which keeps every byte.
  return token === undefined || token === '' ? undefined : Buffer.from(token, 'latin1');
}

function authorizationToken(header: string): string | undefined {
  const credentials = SCHEME.exec(header)?.[1];
  if (credentials === undefined) return undefined;
  const parameter = PARAMETER.exec(credentials);
  return parameter === null ? credentials : (parameter[1] ?? parameter[2]);
}

function currentToken(headers: IncomingHttpHeaders): string | undefined {
  const offered = CURRENT_HEADERS.map((name) => headers[name]).find((value) => value !== undefined);
  return typeof offered === 'string' ? offered : undefined;
}
