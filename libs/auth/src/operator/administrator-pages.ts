import { Injectable } from '@nestjs/common';
import {
  describeError,
  isStoreUnavailable,
  Logger,
  ServiceUnavailable,
  WireError,
  type RequestWithBody,
} from '@app/platform';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { UserAuthenticator } from '../tokens/user.authenticator.js';

/** Pages of the operator's port that only administrators may open. */
@Injectable()
export class AdministratorPages {
  constructor(
    private readonly users: UserAuthenticator,
    private readonly logger: Logger,
  ) {}

  /**
   * Lets a request through to a page when it carries an administrator's personal access token: in `PRIVATE-TOKEN`, as
   * `Bearer`, or for browsers as the password of HTTP basic authentication, with any user name.
   */
  guard(page: RequestListener): RequestListener {
    return (request, response) => {
      this.admit(request).then(
        () => page(request, response),
        (error: unknown) => this.refuse(response, error),
      );
    };
  }

  /** @throws WireError */
  private async admit(request: IncomingMessage): Promise<void> {
    if (isForeign(request)) throw new WireError(403, { message: '403 Forbidden' });
    // A token in an address would stay in the browser's history: only headers are looked at.
    const { method, headers } = request;
    const offered = { method, headers: withBasicToken(headers), url: '/', params: {} };
    await this.users.authenticateAdministrator(offered as unknown as RequestWithBody);
  }

  private refuse(response: ServerResponse, error: unknown): void {
    const refusal =
      error instanceof WireError ? error : isStoreUnavailable(error) ? new ServiceUnavailable() : undefined;
    if (refusal === undefined) this.logger.error('page not opened', describeError(error));
    response.statusCode = refusal?.getStatus() ?? 500;
    // The browser asks for name and password.
    if (response.statusCode === 401) response.setHeader('WWW-Authenticate', 'Basic realm="personal access token"');
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(refusal?.getResponse() ?? { message: '500 Internal Server Error' }));
  }
}

/** Browsers send remembered passwords with any request: another site's must change nothing here. */
function isForeign({ method, headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  if (method === 'GET' || method === 'HEAD' || origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}

/** The password of basic authentication in the place of a token. */
function withBasicToken(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  const [, encoded] = /^basic +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  if (encoded === undefined) return headers;
  const [, password] = /^[^:]*:(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return { ...headers, 'private-token': password ?? '' };
}
