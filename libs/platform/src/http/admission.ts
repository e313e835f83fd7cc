import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Configuration } from '../config/configuration.js';
import { loggablePath } from '../logging/loggable-url.js';
import type { Logger } from '../logging/logger.js';
import type { Metrics } from '../metrics/metrics.js';
import { PROBES } from '../probes/probe-paths.js';
import { atEndOfTurn } from '../process/end-of-turn.js';
import { AdmissionMetrics } from './admission-metrics.js';
import { API_PREFIX } from './api-prefix.js';
import { Budget, type BudgetEnd } from './budget.js';
import { commonHeaders, correlationIdOf } from './common-headers.js';
import { dropBody } from './unread-body.js';

/** Milliseconds that a handler gets, once its work has been stopped, for words of its own; then it is answered for. */
const LAST_WORDS = 250;
/** Milliseconds between two lines about refused requests: under overload there would be thousands. */
const TELLING_INTERVAL = 10_000;

const BODY = JSON.stringify({ message: '503 Service Unavailable' });
/** The shell obeys `Retry-After` as given, with the user waiting (clients.md 1.5). Names and values in turn: Node's fastest form. */
const HEADERS = Object.entries({
  'Content-Type': 'application/json',
  'Content-Length': String(BODY.length),
  'Retry-After': '1',
}).flat();

const BUDGET = Symbol('budget');
type Admitted = IncomingMessage & { [BUDGET]?: Budget };

/** The budget of a request that was let in; none for a probe. */
export function budgetOf(request: IncomingMessage): Budget | undefined {
  return (request as Admitted)[BUDGET];
}

/**
 * The door of the HTTP server, in front of any framework: so many requests at once and no queue, and for each a time
 * after which its work is stopped and it is answered with 503. Bare probes pass freely.
 */
export class Admission {
  private inFlight = 0;
  private readonly probe: RegExp;
  private readonly named: RegExp;
  private readonly metrics: AdmissionMetrics;
  private untold = 0;
  private toldAt = -Infinity;

  constructor(
    private readonly configuration: Configuration,
    metrics: Metrics,
    private readonly logger: Logger,
  ) {
    this.probe = addressesOf([...PROBES].join('|'), configuration);
    this.named = addressesOf(`/${API_PREFIX}/internal/(allowed|post_receive)`, configuration);
    this.metrics = new AdmissionMetrics(metrics.registry, () => this.inFlight);
  }

  /** Lets nothing reach the listeners that `server` has so far without passing here. */
  guard(server: Server): void {
    const listeners = server.listeners('request') as RequestListener[];
    server.removeAllListeners('request');
    server.on('request', (request, response) => {
      if (this.admit(request, response)) for (const listener of listeners) listener.call(server, request, response);
    });
  }

  /** True when the request may go on; else it has been answered. */
  admit(request: IncomingMessage, response: ServerResponse): boolean {
    const url = request.url ?? '';
    if (this.probe.test(url) && isBareLook(request)) return true;
    if (this.inFlight >= this.configuration.MAX_REQUESTS_IN_FLIGHT) {
      this.refuse(request, response);
      return false;
    }
    closeWithConnection(request, response);
    this.inFlight += 1;
    const budget = new Budget();
    (request as Admitted)[BUDGET] = budget;
    const name = this.named.exec(url)?.[1];
    const timer = setTimeout(() => this.timeout(budget, request, response), this.milliseconds(request, name));
    response.once('close', () => {
      this.inFlight -= 1;
      clearTimeout(timer);
      // The refs of a reported push have changed already: its follow-up is promised although nobody waits to hear it.
      if (response.writableFinished || name === 'post_receive') budget.close();
      else this.end(budget, 'disconnect');
    });
    return true;
  }

  private milliseconds({ method }: IncomingMessage, name: string | undefined): number {
    const { ALLOWED_TIMEOUT, LOOKUP_TIMEOUT, CHANGE_TIMEOUT } = this.configuration;
    if (name === 'allowed') return ALLOWED_TIMEOUT;
    return method === 'GET' || method === 'HEAD' ? LOOKUP_TIMEOUT : CHANGE_TIMEOUT;
  }

  /** The handler may still say what kept it; one that says nothing is answered for. */
  private timeout(budget: Budget, request: IncomingMessage, response: ServerResponse): void {
    this.end(budget, 'timeout');
    this.logger.warn('request out of time', {
      correlation_id: correlationIdOf(request),
      method: request.method,
      url: loggablePath(request.url ?? ''),
    });
    setTimeout(() => {
      if (!response.headersSent) unavailable(request, response);
    }, LAST_WORDS);
  }

  private end(budget: Budget, reason: BudgetEnd): void {
    this.metrics.stopped.inc({ reason });
    budget.end(reason);
  }

  private refuse(request: IncomingMessage, response: ServerResponse): void {
    this.metrics.refused.inc();
    // Together with what else this turn answers: under overload there are many, and each alone would wake its reader.
    atEndOfTurn(() => unavailable(request, response));
    this.untold += 1;
    const now = performance.now();
    if (now - this.toldAt < TELLING_INTERVAL) return;
    this.logger.warn('too many requests in flight', { in_flight: this.inFlight, refused: this.untold });
    this.toldAt = now;
    this.untold = 0;
  }
}

/** Matches a path, given as a pattern, in each form that Express takes it in; never what stands in a query. */
function addressesOf(path: string, { RELATIVE_URL_ROOT }: Configuration): RegExp {
  const root = RELATIVE_URL_ROOT.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const start = root === '' ? '/*' : `/*(?:${root}/*)?`;
  return new RegExp(`^(?:[a-z]+://[^/?]*)?${start}(?:${path})/?(?:\\?|$)`);
}

/** Whoever probes sends no body: one would be read, uncounted, before anybody looks at it. */
function isBareLook({ method, headers }: IncomingMessage): boolean {
  const bare = headers['transfer-encoding'] === undefined && !Number(headers['content-length'] ?? 0);
  return bare && (method === 'GET' || method === 'HEAD');
}

/**
 * Node tells only the answer whose turn it is that its connection has gone. Those of a pipeline that wait behind it would be
 * counted as in flight for ever.
 */
function closeWithConnection({ socket }: IncomingMessage, response: ServerResponse): void {
  if (response.socket !== null) return;
  const close = (): void => void response.emit('close');
  // There may be many in a pipeline.
  socket.setMaxListeners(0).once('close', close);
  response.once('close', () => socket.off('close', close));
}

function unavailable(request: IncomingMessage, response: ServerResponse): void {
  const headers = [...commonHeaders(request), ...HEADERS];
  if (!request.complete) {
    dropBody(request);
    headers.push('Connection', 'close');
  }
  response.writeHead(503, headers).end(BODY);
}
