import type { OutgoingHttpHeaders } from 'node:http';
import { createHmac } from 'node:crypto';
import { form, send, type Answer } from './http.js';

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A compact JWT over HS256, or over what the header says, for tests that forge. */
export function signJwt(
  claims: object,
  secret: string | Buffer,
  header: object = { alg: 'HS256', typ: 'JWT' },
): string {
  const signed = `${base64url(header)}.${base64url(claims)}`;
  const algorithm = (header as { alg?: string }).alg === 'HS512' ? 'sha512' : 'sha256';
  return `${signed}.${createHmac(algorithm, secret).update(signed).digest('base64url')}`;
}

/** The claims of gitlab-shell 14.56 and Gitaly 16.7 (clients.md 1.3). */
export function shellClaims(now = Math.floor(Date.now() / 1000)): { iss: string; iat: number; exp: number } {
  return { iss: 'gitlab-shell', iat: now, exp: now + 60 };
}

/** Speaks as gitlab-shell 14.56 does: JSON bodies, JWT, one connection a request. */
export class ShellClient {
  constructor(
    private readonly url: string,
    private readonly secret: string,
  ) {}

  get(endpoint: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
    const query = form(parameters);
    return send(this.url, `/api/v4/internal${endpoint}${query === '' ? '' : `?${query}`}`, { headers: this.headers() });
  }

  post(endpoint: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
    return send(this.url, `/api/v4/internal${endpoint}`, {
      method: 'POST',
      headers: this.headers(),
      body: JSON.stringify(parameters),
    });
  }

  headers(): OutgoingHttpHeaders {
    return {
      'content-type': 'application/json',
      'user-agent': 'GitLab-Shell',
      'gitlab-shell-api-request': signJwt(shellClaims(), this.secret),
      connection: 'close',
    };
  }
}
