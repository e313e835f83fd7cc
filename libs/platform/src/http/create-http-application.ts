import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';
import { Configuration } from '../config/configuration.js';
import { Logger } from '../logging/logger.js';
import { RequestLog, requestLogging } from '../logging/request-logging.js';
import { Endpoints } from '../metrics/endpoints.js';
import { Metrics } from '../metrics/metrics.js';
import { bodyReader } from '../parameters/body-reader.js';
import { parseForm } from '../parameters/form.js';
import { awaitConnections } from '../process/end-of-turn.js';
import { Admission, budgetOf } from './admission.js';
import { prefixRoutes } from './api-prefix.js';
import { setCommonHeaders } from './common-headers.js';
import { limitConnections } from './connections.js';
import { ErrorFilter } from './error.filter.js';
import { FastLane } from './fast-lane/fast-lane.js';
import { ReplyInterceptor } from './reply.interceptor.js';
import { methodsOfPath, routeOfPath } from './route-table.js';

/**
 * Builds the HTTP application around a module that imports PlatformModule: one order of steps for every request
 * (correlation id and log line, body, guard, parameters, handler), one way out for answers and errors.
 * Nothing listens yet.
 */
export async function createHttpApplication(module: Type | DynamicModule): Promise<NestExpressApplication> {
  const server = express();
  // Clients write paths exactly; a path in another case is another path (attacks.md case 7).
  server.set('case sensitive routing', true);
  server.set('query parser', parseForm);
  server.set('etag', false);
  server.disable('x-powered-by');
  // Nothing here has a version to compare, and `If-None-Match: *` would turn any answer into an empty 304.
  Object.defineProperty(server.request, 'fresh', { value: false });

  const app = await NestFactory.create<NestExpressApplication>(module, new ExpressAdapter(server), {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  const configuration = app.get(Configuration);
  const logger = app.get(Logger);
  app.useLogger(logger);

  const log = new RequestLog(logger, app.get(Metrics), app.get(Endpoints));
  const errors = new ErrorFilter(logger, (path) => methodsOfPath(server, path));
  app.use(requestLogging(log, (method, path) => routeOfPath(server, method, path)));
  app.use(normalisePath(configuration.RELATIVE_URL_ROOT));
  app.use((request: Request, response: Response, next: NextFunction) => {
    setCommonHeaders(request, response);
    next();
  });
  app.use(bodyReader(configuration.MAX_BODY_SIZE));
  // What came too slowly has been answered, and must have no effect.
  app.use((request: Request, _response: Response, next: NextFunction) => next(budgetOf(request)?.ended));
  prefixRoutes(app);
  app.useGlobalInterceptors(new ReplyInterceptor());
  app.useGlobalFilters(errors);
  limitConnections(app.getHttpServer(), configuration);
  if (configuration.FAST_LANE) {
    const { MAX_BODY_SIZE: largestBody, RELATIVE_URL_ROOT: relativeRoot } = configuration;
    new FastLane(app, { log, errors, largestBody, relativeRoot }).guard(app.getHttpServer());
  }
  new Admission(configuration, app.get(Metrics), logger).guard(app.getHttpServer());
  awaitConnections(app.getHttpServer());
  return app;
}

/**
 * Serves everything under the relative root as well as without it, and takes the doubled slash that shells before 14.11
 * send when their base address ends in one (clients.md 1.1). Never a redirect: shells take that for an error.
 */
function normalisePath(relativeRoot: string) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    let url = request.url.replace(/^\/{2,}/, '/');
    if (relativeRoot !== '' && url.startsWith(`${relativeRoot}/`))
      url = url.slice(relativeRoot.length).replace(/^\/{2,}/, '/');
    request.url = url;
    next();
  };
}
