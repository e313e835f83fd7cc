import { request, type Agent, type OutgoingHttpHeaders } from 'node:http';
import { SHELL_SECRET } from './app.js';

const SHELL = { 'gitlab-shared-secret': Buffer.from(SHELL_SECRET).toString('base64') };

interface Options {
  readonly headers?: OutgoingHttpHeaders;
  /** For a connection that is kept. */
  readonly agent?: Agent | false;
}

/** A request that is in flight for as long as the test wants: the end of its body takes its time. */
export class SlowUpload {
  private readonly body: string;
  private readonly outgoing;
  private readonly answered: Promise<number | string>;

  constructor(url: string, path: string, body: unknown, { headers = SHELL, agent = false }: Options = {}) {
    this.body = JSON.stringify(body);
    this.outgoing = request(`${url}/api/v4/internal${path}`, {
      method: 'POST',
      agent,
      headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(this.body) },
    });
    this.answered = new Promise((resolve) => {
      this.outgoing.on('response', (response) => resolve(response.resume().statusCode ?? 0));
      this.outgoing.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
    this.outgoing.write(this.body.slice(0, 1));
  }

  /** Sends the rest; answers the status, or the error. */
  finish(): Promise<number | string> {
    this.outgoing.end(this.body.slice(1));
    return this.answered;
  }
}
