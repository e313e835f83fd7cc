import type { Request, RequestHandler } from 'express';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { budgetOf } from '../http/admission.js';
import { correlationIdOf } from '../http/common-headers.js';
import type { Endpoint } from '../metrics/endpoint.js';
import type { Endpoints } from '../metrics/endpoints.js';
import type { Metrics } from '../metrics/metrics.js';
import { isProbe } from '../probes/probe-paths.js';
import { atEndOfTurn } from '../process/end-of-turn.js';
import type { OpenSpan } from '../tracing/span.js';
import { openSpan } from '../tracing/tracing.js';
import { loggablePath, loggableUrl } from './loggable-url.js';
import type { Logger } from './logger.js';
import { RequestContext } from './request-context.js';

/** Stands for a client that hung up before its answer, as GitLab's dashboards know it. */
const HUNG_UP = 499;

/** One request on its way. */
interface Served {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** As the client wrote it. */
  readonly url: string;
  readonly context: RequestContext;
  readonly span: OpenSpan | undefined;
  readonly route: () => string;
}

/** How it ended, as it was when the answer was out. */
interface End {
  readonly endpoint: Endpoint | undefined;
  readonly status: number;
  readonly costs: Record<string, number>;
  readonly remoteIp: string | undefined;
}

/**
 * Gives each request its correlation id, from `X-Request-Id` or new, sends it back, and when the answer is out writes one
 * log line, counts it and ends its span. All of it by hand: a library for it costs more than the line (docs/performance.md).
 */
export class RequestLog {
  constructor(
    private readonly logger: Logger,
    private readonly metrics: Metrics,
    private readonly endpoints: Endpoints,
  ) {}

  /**
   * @param route the route as declared, so that metrics have few label values; asked when the answer is out
   * @returns what runs work that serves this request: what it logs carries the correlation id, what it asks of stores is
   *   counted
   */
  open(request: IncomingMessage, response: ServerResponse, route: () => string): (work: () => void) => void {
    const correlationId = correlationIdOf(request);
    const context = new RequestContext({ correlation_id: correlationId }, budgetOf(request));
    const span = openSpan(() => spanOf(request, correlationId));
    if (span) context.fields.trace_id = span.traceId;
    const served: Served = { request, response, url: request.url ?? '', context, span, route };
    // Answers leave in one piece, so their first byte does when all of it is handed over.
    response.once('prefinish', () => context.costs.answer());
    response.once('close', () => {
      const end = this.end(served);
      atEndOfTurn(() => this.tell(served, end));
    });
    return (work) => context.run(span ? () => span.run(work) : work);
  }

  private end({ request, response, context, span, route }: Served): End {
    const { method = '', socket } = request;
    const { seconds, statements } = context.costs;
    const status = response.writableFinished ? response.statusCode : HUNG_UP;
    const endpoint = this.endpoints.find(method, route());
    if (isProbe(endpoint?.route)) this.metrics.http.probed(method, status);
    else this.metrics.http.served(endpoint, { method, status, seconds, statements });
    span?.end({
      name: endpoint && `${method} ${endpoint.route}`,
      attributes: { 'http.response.status_code': status, 'http.route': endpoint?.route },
      error: status >= 500 ? String(status) : undefined,
    });
    // A connection that has gone no longer says whose it was.
    return { endpoint, status, costs: context.costs.fields(seconds), remoteIp: socket.remoteAddress };
  }

  private tell({ request, url, context }: Served, { endpoint, status, costs, remoteIp }: End): void {
    const line = {
      method: request.method,
      url: loggableUrl(url, endpoint?.route),
      ...routeFields(endpoint),
      status,
      ...costs,
      remote_ip: remoteIp,
      user_agent: request.headers['user-agent']?.slice(0, 200),
      // The line is written outside the request's own context, so its fields are put in by hand.
      ...context.fields,
    };
    if (status >= 500) this.logger.warn('request', line);
    else this.logger.info('request', line);
  }
}

const spanOf = ({ method = '', url = '', headers }: IncomingMessage, correlationId: string) =>
  ({
    name: method,
    kind: 'server',
    from: headers,
    attributes: { 'http.request.method': method, 'url.path': loggablePath(url), correlation_id: correlationId },
  }) as const;

/** `meta.*` are the names that older dashboards read. */
function routeFields(endpoint: Endpoint | undefined): Record<string, string> {
  if (endpoint === undefined) return { route: 'unknown' };
  return { route: endpoint.route, 'meta.caller_id': endpoint.id, 'meta.feature_category': endpoint.category };
}

type RouteFinder = (method: string, path: string) => string | undefined;

/** The route as Express knows it; requests that no route takes share one name. */
function expressRoute(request: Request, find: RouteFinder): string {
  const route = request.route as { path?: unknown } | undefined;
  // A body that fails, or is late, ends a request before it has come to its route.
  if (route === undefined) return find(request.method, request.path) ?? 'unknown';
  return typeof route.path === 'string' && !route.path.includes('*') ? route.path : 'unknown';
}

/** The log in front of everything that Express does. */
export const requestLogging =
  (log: RequestLog, find: RouteFinder): RequestHandler =>
  (request, response, next) =>
    log.open(request, response, () => expressRoute(request, find))(next);
