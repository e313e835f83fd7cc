import type { OutgoingHttpHeaders } from 'node:http';
import { form, send, type Answer } from './http.js';

export interface PortalRequest {
  readonly query?: Readonly<Record<string, unknown>>;
  /** Sent as JSON; a text is sent as it is. */
  readonly json?: unknown;
  /** Sent as a form, as it is. */
  readonly form?: string;
  readonly headers?: OutgoingHttpHeaders;
}

/** Speaks as the billing portal does: a personal access token in `PRIVATE-TOKEN`, or none. */
export class PortalClient {
  constructor(
    private readonly url: string,
    private readonly token?: string,
  ) {}

  get(path: string, request: PortalRequest = {}): Promise<Answer> {
    return this.request('GET', path, request);
  }

  post(path: string, request: PortalRequest = {}): Promise<Answer> {
    return this.request('POST', path, request);
  }

  put(path: string, request: PortalRequest = {}): Promise<Answer> {
    return this.request('PUT', path, request);
  }

  patch(path: string, request: PortalRequest = {}): Promise<Answer> {
    return this.request('PATCH', path, request);
  }

  private request(method: string, path: string, { query = {}, json, form: body, headers }: PortalRequest) {
    const search = form(query);
    const type =
      json !== undefined ? 'application/json' : body !== undefined ? 'application/x-www-form-urlencoded' : '';
    return send(this.url, `/api/v4${path}${search === '' ? '' : `?${search}`}`, {
      method,
      headers: {
        ...(type === '' ? {} : { 'content-type': type }),
        ...(this.token === undefined ? {} : { 'private-token': this.token }),
        ...headers,
      },
      ...(json !== undefined ? { body: typeof json === 'string' ? json : JSON.stringify(json) } : {}),
      ...(body !== undefined ? { body } : {}),
    });
  }
}
