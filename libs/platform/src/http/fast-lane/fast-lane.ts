import type { ExceptionFilter, INestApplicationContext } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { RequestLog } from '../../logging/request-logging.js';
import { parseBody } from '../../parameters/body.js';
import type { RequestWithBody } from '../../parameters/body-reader.js';
import { atEndOfTurn } from '../../process/end-of-turn.js';
import { LargeRequests } from '../../process/heap.js';
import { budgetOf } from '../admission.js';
import { commonHeaders, setCommonHeaders } from '../common-headers.js';
import { wireForm, type WireForm } from '../reply.js';
import { BadBody } from '../wire-errors.js';
import { fastRoutes, type FastRoute } from './fast-routes.js';

export interface FastLaneParts {
  readonly log: RequestLog;
  readonly errors: ExceptionFilter;
  /** Bytes; a larger body is left to Express. */
  readonly largestBody: number;
  /** Such as `/gitlab`; empty for none. */
  readonly relativeRoot: string;
}

/**
 * Serves the few routes that every Git command waits for, in front of Express: with it a request costs this process
 * several times as much (docs/performance.md). What is unusual about a request leaves it to Express, which knows the same
 * handlers. The steps and their order are those of `createHttpApplication`.
 */
export class FastLane {
  private readonly routes: ReadonlyMap<string, FastRoute>;
  private readonly large = new LargeRequests();

  constructor(
    app: INestApplicationContext,
    private readonly parts: FastLaneParts,
  ) {
    this.routes = new Map(
      fastRoutes(app).flatMap((route) =>
        spellingsOf(route.path, parts.relativeRoot).map((path) => [`${route.method} ${path}`, route]),
      ),
    );
  }

  /** Puts the lane in front of the listeners that `server` has so far. */
  guard(server: Server): void {
    const listeners = server.listeners('request') as RequestListener[];
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      const route = this.routeOf(request);
      if (route !== undefined) this.serve(route, request as RequestWithBody, response);
      else for (const listener of listeners) listener.call(server, request, response);
    });
  }

  /** Once it is whole, together with what else has become so: many requests take one step after the other side by side. */
  private serve(route: FastRoute, request: RequestWithBody, response: ServerResponse): void {
    const within = this.parts.log.open(request, response, () => route.path);
    whenWhole(request, (body) =>
      atEndOfTurn(() => {
        const broken = this.read(request, response, body);
        within(() => void this.answer(route, request, response, broken));
      }),
    );
  }

  private routeOf(request: IncomingMessage): FastRoute | undefined {
    const { method, url = '' } = request;
    const question = url.indexOf('?');
    const route = this.routes.get(`${method} ${question === -1 ? url : url.slice(0, question)}`);
    return route !== undefined && isPlain(request, this.parts.largestBody) ? route : undefined;
  }

  /**
   * What is wrong with a body; undefined when it can be read. Its bytes are not handed on: who waits for the answer would
   * keep them all the while.
   */
  private read(request: RequestWithBody, response: ServerResponse, body: Buffer | BadBody): Error | undefined {
    if (body instanceof BadBody) return body;
    this.large.note(body.length, response);
    try {
      request.parsedBody = parseBody(request.headers, body);
    } catch (error) {
      return error as Error;
    }
    return undefined;
  }

  private async answer(
    route: FastRoute,
    request: RequestWithBody,
    response: ServerResponse,
    broken: Error | undefined,
  ): Promise<void> {
    try {
      const late = budgetOf(request)?.ended;
      if (late) throw late;
      if (broken !== undefined) throw broken;
      const answer = wireForm(await route.run(request, response));
      // The first of them wakes whoever reads them, and that costs more than to write them.
      atEndOfTurn(() => write(request, response, answer));
    } catch (error) {
      if (!response.headersSent) setCommonHeaders(request, response);
      this.parts.errors.catch(error, new ExecutionContextHost([request, response]));
    }
  }
}

/** With the relative root and without, and with the doubled slash of old shells (`normalisePath`). */
function spellingsOf(path: string, root: string): string[] {
  const spellings = [path, `/${path}`];
  return root === '' ? spellings : [...spellings, `${root}${path}`, `${root}/${path}`];
}

/** Letters that a client writes itself; whatever needs folding, decoding or a guess is left to Express. */
const PLAIN_URL = /^[\x21\x22\x24-\x7e]*$/;

const UNUSUAL = ['transfer-encoding', 'content-encoding'] as const;

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
function whenWhole(request: IncomingMessage, done: (body: Buffer | BadBody) => void): void {
  if (!Number(request.headers['content-length'] ?? 0)) return done(NOTHING);
  let chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    chunks = [];
    done(body);
  });
  request.on('error', () => {
    // What breaks after its end is the connection.
    if (!request.readableEnded) done(new BadBody('the request body cannot be read'));
  });
}

const JSON_TYPE = ['Content-Type', 'application/json; charset=utf-8', 'Content-Length'] as const;

function write(request: IncomingMessage, response: ServerResponse, { status, text }: WireForm): void {
  // Its time was up, and it has been answered for.
  if (response.headersSent) return;
  const headers = commonHeaders(request);
  if (text !== undefined) headers.push(...JSON_TYPE, String(Buffer.byteLength(text)));
  response.writeHead(status, headers).end(text);
}
