import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Configuration } from '../config/configuration.js';
import { Logger } from '../logging/logger.js';
import { Metrics } from '../metrics/metrics.js';
import { isProbe } from '../probes/probe-paths.js';
import { OperatorPages } from './operator-pages.js';
import { Probes, type ProbeAnswer } from '../probes/probes.js';

/** Where metrics are read from: those of this process, or of all its workers. */
interface ShownMetrics {
  readonly registry: { readonly contentType: string; metrics(): Promise<string> };
  readonly http: Pick<Metrics['http'], 'probed'>;
}

/** Probes, metrics and pages on a port of their own, where they do not queue behind traffic (operators.md). */
@Injectable()
export class OperatorServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private server?: Server;

  constructor(
    @Inject(Configuration) private readonly configuration: Configuration,
    @Inject(Probes) private readonly probes: Pick<Probes, 'liveness' | 'readiness'>,
    @Inject(Metrics) private readonly metrics: ShownMetrics,
    @Inject(Logger) private readonly logger: Logger,
    private readonly pages: OperatorPages,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const port = this.configuration.OPERATOR_PORT;
    if (port === undefined) return;
    const server = createServer((request, response) => void this.answer(request, response));
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, this.configuration.HOST, resolve);
    });
  }

  /** Probes answer until the requests in flight have ended: readiness must be seen to fail. */
  async onApplicationShutdown(): Promise<void> {
    const server = this.server;
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = parseAddress(request.url);
    if (isProbe(pathname)) {
      response.once('finish', () => this.metrics.http.probed(request.method ?? '', response.statusCode));
    }
    try {
      switch (pathname) {
        case '/-/health':
          return void response.setHeader('Content-Type', 'text/plain').end('GitLab OK');
        case '/-/liveness':
          return json(response, this.probes.liveness());
        case '/-/readiness':
          return json(response, await this.probes.readiness(searchParams.has('all')));
        case '/-/metrics':
          return void response
            .setHeader('Content-Type', this.metrics.registry.contentType)
            .end(await this.metrics.registry.metrics());
        default:
          return await this.page(pathname, request, response);
      }
    } catch (error) {
      this.logger.error(error as Error);
      response.statusCode = 500;
      response.end();
    }
  }

  private async page(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const page = await this.pages.at(path);
    if (page !== undefined) return page(request, response);
    response.statusCode = 404;
    response.end();
  }
}

/** What is no address, such as `//`, has nothing behind it. */
function parseAddress(url = ''): Pick<URL, 'pathname' | 'searchParams'> {
  const base = 'http://operator';
  return URL.canParse(url, base) ? new URL(url, base) : { pathname: '', searchParams: new URLSearchParams() };
}

function json(response: ServerResponse, { status, body }: ProbeAnswer): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
}
