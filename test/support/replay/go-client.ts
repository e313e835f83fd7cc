import { signJwt, shellClaims } from '../shell-client.js';
import { exchange, type RawAnswer } from './exchange.js';
import { decodeGo, encodeGo, ParsingFailed, type Shape } from './go-json.js';

/** A client that is written in Go: which of its credentials it sends, and how it judges an answer. */
export interface GoClientOptions {
  readonly userAgent: string;
  /** The text that the JWT is signed with; undefined sends none. */
  readonly jwtSecret?: string;
  /** The text that goes into `Gitlab-Shared-Secret`; undefined sends none. */
  readonly sharedSecret?: string;
  readonly correlationId?: string;
}

/** What a person at the terminal reads in place of an answer. */
export class ClientError extends Error {}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

abstract class GoClient {
  constructor(
    private readonly url: string,
    private readonly options: GoClientOptions,
  ) {}

  /** A GET has its parameters in the query, escaped as `url.Values` escapes them, and a media type without a body. */
  get<Body>(endpoint: string, parameters: Readonly<Record<string, string>>, shape: Shape): Promise<Body> {
    const query = new URLSearchParams(parameters).toString();
    return this.call('GET', `${endpoint}${query === '' ? '' : `?${query}`}`, undefined, shape);
  }

  post<Body>(endpoint: string, body: object, shape: Shape): Promise<Body> {
    return this.call('POST', endpoint, encodeGo(body), shape);
  }

  /** The bytes alone, for tests of what the judgement hides. */
  send(method: string, endpoint: string, body?: string): Promise<RawAnswer> {
    return exchange(this.url, { method, target: `/api/v4/internal${endpoint}`, headers: this.headers(), body });
  }

  private async call<Body>(method: string, target: string, body: string | undefined, shape: Shape): Promise<Body> {
    const answer = await this.send(method, target, body);
    this.judge(answer, target.split('?')[0]!);
    return decodeGo(answer.body, shape) as Body;
  }

  /** @throws ClientError */
  protected abstract judge(answer: RawAnswer, endpoint: string): void;

  private headers(): [string, string][] {
    const { userAgent, jwtSecret, sharedSecret, correlationId } = this.options;
    return [
      ['User-Agent', userAgent],
      ['Connection', 'close'],
      ['Content-Type', 'application/json'],
      ...(jwtSecret === undefined
        ? []
        : [['Gitlab-Shell-Api-Request', signJwt(shellClaims(), jwtSecret)] as [string, string]]),
      ...(sharedSecret === undefined
        ? []
        : [['Gitlab-Shared-Secret', Buffer.from(sharedSecret).toString('base64')] as [string, string]]),
      ['X-Request-Id', correlationId ?? '01HYREPLAY00000000000000AA'],
      ['Accept-Encoding', 'gzip'],
    ];
  }
}

/** The text of an error that both kinds of Go clients show. */
function errorText({ status, body }: RawAnswer): string {
  try {
    const { message } = decodeGo(body, { fields: { message: 'string' } }) as { message: string };
    return message;
  } catch (error) {
    if (error instanceof ParsingFailed) return `Internal API error (${status})`;
    throw error;
  }
}

/** gitlab-shell: any status below 400 but a redirect is an answer (clients.md 1.6). */
export class ShellReplay extends GoClient {
  protected judge(answer: RawAnswer): void {
    if (REDIRECTS.has(answer.status)) throw new ClientError(`Internal API returned redirect (${answer.status})`);
    if (answer.status === 429 || (answer.status >= 500 && answer.status !== 501)) {
      throw new ClientError('Internal API unreachable');
    }
    if (answer.status < 200 || answer.status >= 400) throw new ClientError(errorText(answer));
  }
}

/** Gitaly's hooks: exactly 200, for `/allowed` also 300, and a JSON media type (clients.md 3). */
export class GitalyReplay extends GoClient {
  protected judge(answer: RawAnswer, endpoint: string): void {
    if (answer.status >= 400) throw new ClientError(`GitLab: ${errorText(answer)}`);
    const accepted = endpoint === '/allowed' ? [200, 300] : [200];
    if (!accepted.includes(answer.status)) {
      throw new ClientError(`GitLab: gitlab api is not accessible: ${answer.status}`);
    }
    const mediaType = answer.headers.get('content-type')?.split(';')[0]?.trim();
    if (endpoint !== '/check' && mediaType !== 'application/json') {
      throw new ClientError(`${endpoint} endpoint respond with unsupported content type: ${mediaType ?? 'none'}`);
    }
  }
}
