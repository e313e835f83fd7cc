import type { ExceptionFilter, INestApplicationContext } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { RequestLog } from '../../logging/request-logging.js';
import { parseBody } from '../../parameters/body.js';
import type { RequestWithBody } from '../../parameters/body-reader.js';
import { endOfTurn } from '../../process/end-of-turn.js';
import { budgetOf } from '../admission.js';
import { protect } from '../protective-headers.js';
import { wireForm } from '../reply.js';
import { BadBody } from '../wire-errors.js';
import { fastRoutes, type FastRoute } from './fast-routes.js';

export interface FastLaneParts {
  readonly log: RequestLog;
  readonly errors: ExceptionFilter;
  /** Bytes; a larger body is left to Express. */
  readonly largestBody: number;
}

/**
 * Serves the few routes that every Git command waits for, in front of Express: with it a request costs this process
 * several times as much (docs/performance.md). What is unusual about a request leaves it to Express, which knows the same
 * handlers. The steps and their order are those of `createHttpApplication`.
 */
export class FastLane {
  private readonly routes: ReadonlyMap<string, FastRoute>;

  constructor(
    app: INestApplicationContext,
    private readonly parts: FastLaneParts,
  ) {
    this.routes = new Map(fastRoutes(app).map((route) => [`${route.method} ${route.path}`, route]));
  }

  /** Puts the lane in front of the listeners that `server` has so far. */
  guard(server: Server): void {
    const listeners = server.listeners('request') as RequestListener[];
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      const route = this.routeOf(request);
      if (route !== undefined) {
        const answer = () => void this.answer(route, request as RequestWithBody, response);
        this.parts.log.run(request, response, () => route.path, answer);
      } else for (const listener of listeners) listener.call(server, request, response);
    });
  }

  private routeOf(request: IncomingMessage): FastRoute | undefined {
    const { method, url = '' } = request;
    const question = url.indexOf('?');
    const route = this.routes.get(`${method} ${question === -1 ? url : url.slice(0, question)}`);
    return route !== undefined && isPlain(request, this.parts.largestBody) ? route : undefined;
  }

  private async answer(route: FastRoute, request: RequestWithBody, response: ServerResponse): Promise<void> {
    try {
      protect(response);
      const body = readBody(request);
      request.rawBody = body instanceof Promise ? await body : body;
      const late = budgetOf(request)?.ended;
      if (late) throw late;
      request.parsedBody = parseBody(request.headers, request.rawBody);
      const value = await route.run(request, response);
      // Answers of one turn go out together: the first wakes whoever reads them, and that costs more than to write them.
      await endOfTurn();
      write(response, value);
    } catch (error) {
      this.parts.errors.catch(error, new ExecutionContextHost([request, response]));
    }
  }
}

/** Letters that a client writes itself; whatever needs folding, decoding or a guess is left to Express. */
const PLAIN_URL = /^[\x21\x22\x24-\x7e]*$/;

const UNUSUAL = ['transfer-encoding', 'content-encoding', 'if-none-match', 'if-modified-since'] as const;

function isPlain({ headers, url = '' }: IncomingMessage, largestBody: number): boolean {
  return (
    PLAIN_URL.test(url) &&
    UNUSUAL.every((name) => headers[name] === undefined) &&
    Number(headers['content-length'] ?? 0) <= largestBody &&
    !/^multipart\//i.test(headers['content-type'] ?? '')
  );
}

const NOTHING = Buffer.alloc(0);

/** As many bytes as the head has announced: Node's parser sees to that. */
function readBody(request: IncomingMessage): Promise<Buffer> | Buffer {
  if (!Number(request.headers['content-length'] ?? 0)) return NOTHING;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.on('error', () => reject(new BadBody('the request body cannot be read')));
  });
}

function write(response: ServerResponse, value: unknown): void {
  const { status, text } = wireForm(value);
  // Its time was up, and it has been answered for.
  if (response.headersSent) return;
  response.statusCode = status;
  if (text === undefined) return void response.end();
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(text);
}
