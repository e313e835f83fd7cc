import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { randomUUID } from 'node:crypto';
import { pinoHttp } from 'pino-http';
import { budgetOf } from '../http/admission.js';
import type { Metrics } from '../metrics/metrics.js';
import type { Logger } from './logger.js';
import { requestFields, withRequestFields } from './request-context.js';

/** Clients send up to 255 characters (clients.md 1.2); anything a log or a header could not hold is replaced. */
const CORRELATION_ID = /^[\x21-\x7e]{1,255}$/;

/** Path and parameters of the address, without the values: they hold secrets and keys. */
function loggableUrl(url: string): string {
  const question = url.indexOf('?');
  return question === -1 ? url.slice(0, 500) : `${url.slice(0, Math.min(question, 500))}?[FILTERED]`;
}

/** The route as declared, so that metrics have few label values; requests that no route takes share one name. */
function routeOf(request: Request): string {
  const route = request.route as { path?: unknown } | undefined;
  return typeof route?.path === 'string' && !route.path.includes('*') ? route.path : 'unknown';
}

/**
 * Gives each request its correlation id, from `X-Request-Id` or new, sends it back, and writes one log line when the
 * answer is out.
 */
export function requestLogging(logger: Logger, metrics: Metrics): RequestHandler {
  const started = new WeakMap<Request, bigint>();
  const seconds = (request: Request): number => Number(process.hrtime.bigint() - (started.get(request) ?? 0n)) / 1e9;

  const log = pinoHttp<Request, Response>({
    logger: logger.pino,
    wrapSerializers: false,
    serializers: { req: () => undefined, res: () => undefined, err: () => undefined },
    genReqId: (_request, response) => response.getHeader('X-Request-Id') as string,
    customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'warn' : 'info'),
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request',
    customSuccessObject: (request, response) => line(request, response),
    customErrorObject: (request, response) => line(request, response),
  });

  function line(request: Request, response: Response): Record<string, unknown> {
    const duration = seconds(request);
    const route = routeOf(request);
    metrics.httpRequests.inc({ method: request.method, status: response.statusCode, route });
    metrics.httpDuration.observe({ method: request.method, route }, duration);
    return {
      method: request.method,
      url: loggableUrl(request.originalUrl),
      route,
      status: response.statusCode,
      duration_s: Math.round(duration * 1e6) / 1e6,
      remote_ip: request.socket.remoteAddress,
      user_agent: request.headers['user-agent']?.slice(0, 200),
      // The line is written outside the request's own context, so its fields are put in by hand.
      ...fieldsOf.get(request),
    };
  }

  const fieldsOf = new WeakMap<Request, ReturnType<typeof requestFields>>();

  return (request: Request, response: Response, next: NextFunction) => {
    const offered = request.headers['x-request-id'];
    const correlationId = typeof offered === 'string' && CORRELATION_ID.test(offered) ? offered : randomUUID();
    response.setHeader('X-Request-Id', correlationId);
    started.set(request, process.hrtime.bigint());
    const serve = (): void => {
      fieldsOf.set(request, requestFields());
      log(request, response, next);
    };
    withRequestFields({ correlation_id: correlationId }, serve, budgetOf(request));
  };
}
