import { request as httpRequest, type Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { runLog } from './run-log.js';

export interface Request {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
  /** Keeps connections; without one each request has a connection of its own. */
  readonly agent?: Agent;
}

/** An answer as the clients judge it: status, media type, text. */
export class Answer {
  constructor(
    readonly status: number,
    readonly headers: IncomingHttpHeaders,
    readonly text: string,
  ) {}

  /** The body as JSON of the expected shape; throws where it is none. */
  json<Body = Record<string, unknown>>(): Body {
    return JSON.parse(this.text) as Body;
  }
}

/**
 * One request on one TCP connection, as the shell makes them, unless an agent keeps some. Unlike `fetch` it sends whatever is
 * asked for: a GET with a body, any header, no normalised path.
 */
export function send(
  url: string,
  path: string,
  { method = 'GET', headers = {}, body, agent }: Request = {},
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  runLog.knowHeaders(headers);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        hostname,
        port,
        path,
        method,
        agent: agent ?? false,
        headers: { ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }), ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          runLog.knowAnswer(text);
          resolve(new Answer(response.statusCode ?? 0, response.headers, text));
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** A query string; lists are repeated with `[]`. */
export function form(parameters: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.map((item) => `${encodeURIComponent(`${name}[]`)}=${encodeURIComponent(String(item))}`)
      : value === undefined
        ? []
        : [`${encodeURIComponent(name)}=${encodeURIComponent(String(value as string))}`],
  );
  return pairs.join('&');
}
