import { Counter, Histogram, type Registry } from 'prom-client';
import { URGENCIES, type Endpoint } from './endpoint.js';

/** GitLab's own buckets for the time of a request, in seconds, and finer ones below: most answers take milliseconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25];

/** Statuses that any endpoint may answer with; 499 stands for a client that hung up before its answer. */
const STATUSES = [200, 400, 401, 403, 404, 413, 415, 422, 429, 499, 500, 503];

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Stands for all requests that no route takes. */
const NOWHERE: Endpoint = { method: '', route: 'unknown', id: 'unknown', category: 'unknown', urgency: 'default' };

export interface Served {
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
  readonly statements: number;
}

/** What an endpoint has done so far: plain numbers, because a labelled counter costs the hot path several times as much. */
class Tally {
  /** By method and status, such as `post 200`. */
  readonly answers = new Map<string, number>();
  total = 0;
  errors = 0;
  apdex = 0;
  apdexSuccess = 0;
  statements = 0;

  constructor(readonly endpoint: Endpoint) {}
}

type TallyNumber = { [Key in keyof Tally]: Tally[Key] extends number ? Key : never }[keyof Tally];

/**
 * What clients meet, under GitLab's names. A series is there, at zero, from the boot on for every endpoint: a rate of
 * errors must be 0 before the first one, and not absent.
 */
export class HttpMetrics {
  private readonly tallies = new Map<Endpoint, Tally>();
  private readonly duration: Histogram;
  private readonly health: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.duration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the head of a request to the end of its answer.',
      labelNames: ['method', 'route'],
      buckets: BUCKETS,
      registers,
    });
    this.health = new Counter({
      name: 'http_health_requests_total',
      help: 'Probes answered, on either port.',
      labelNames: ['method', 'status'],
      registers,
    });
    for (const status of [200, 503]) this.probed('GET', status, 0);
    this.exposeAnswers(registry);
    const sli = 'gitlab_sli_rails_request';
    this.expose(registry, `${sli}_total`, 'Requests of an endpoint.', 'total');
    this.expose(registry, `${sli}_error_total`, 'Requests answered with 5xx.', 'errors');
    this.expose(registry, `${sli}_apdex_total`, 'Requests that were not answered with 5xx.', 'apdex');
    this.expose(registry, `${sli}_apdex_success_total`, 'Those answered in the time of their urgency.', 'apdexSuccess');
    this.expose(registry, 'gitlab_transaction_db_count_total', 'SQL statements that requests ran.', 'statements');
    for (const method of ['GET', 'POST']) this.start(NOWHERE, method, [404, 405]);
  }

  /** Puts the series of an endpoint at zero. */
  declare(endpoint: Endpoint): void {
    this.start(endpoint, endpoint.method, STATUSES);
    this.duration.zero({ method: methodLabel(endpoint.method), route: endpoint.route });
  }

  /** Counts a request that has been answered; without an endpoint it went nowhere. */
  served(endpoint: Endpoint = NOWHERE, { method: verb, status, seconds, statements }: Served): void {
    const method = methodLabel(verb);
    this.duration.observe({ method, route: endpoint.route }, seconds);
    const tally = this.tallyOf(endpoint);
    const answer = `${method} ${status}`;
    tally.answers.set(answer, (tally.answers.get(answer) ?? 0) + 1);
    tally.total += 1;
    tally.statements += statements;
    if (status >= 500) {
      tally.errors += 1;
      return;
    }
    tally.apdex += 1;
    if (seconds <= URGENCIES[endpoint.urgency]) tally.apdexSuccess += 1;
  }

  /** Counts a probe. */
  probed(method: string, status: number, count = 1): void {
    this.health.inc({ method: methodLabel(method), status }, count);
  }

  private start(endpoint: Endpoint, method: string, statuses: readonly number[]): void {
    const { answers } = this.tallyOf(endpoint);
    for (const status of statuses) answers.set(`${methodLabel(method)} ${status}`, 0);
  }

  private tallyOf(endpoint: Endpoint): Tally {
    let tally = this.tallies.get(endpoint);
    if (tally === undefined) this.tallies.set(endpoint, (tally = new Tally(endpoint)));
    return tally;
  }

  private exposeAnswers(registry: Registry): void {
    const { tallies } = this;
    new Counter({
      name: 'http_requests_total',
      help: 'Requests answered, probes apart.',
      labelNames: ['method', 'status', 'feature_category'],
      registers: [registry],
      collect() {
        this.reset();
        for (const { endpoint, answers } of tallies.values()) {
          for (const [answer, count] of answers) {
            const [method, status] = answer.split(' ') as [string, string];
            this.inc({ method, status, feature_category: endpoint.category }, count);
          }
        }
      },
    });
  }

  private expose(registry: Registry, name: string, help: string, key: TallyNumber): void {
    const { tallies } = this;
    new Counter({
      name,
      help,
      labelNames: ['endpoint_id', 'feature_category'],
      registers: [registry],
      collect() {
        this.reset();
        for (const tally of tallies.values()) {
          const { id, category } = tally.endpoint;
          if (tally.endpoint !== NOWHERE) this.inc({ endpoint_id: id, feature_category: category }, tally[key]);
        }
      },
    });
  }
}

/** Any other text that a client calls a method shares one label. */
const methodLabel = (method: string): string => (METHODS.has(method) ? method.toLowerCase() : 'other');
