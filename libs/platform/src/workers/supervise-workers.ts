import cluster from 'node:cluster';
import { AggregatorRegistry, type Registry } from 'prom-client';
import type { Configuration } from '../config/configuration.js';
import { createPino, Logger } from '../logging/logger.js';
import { OpenApiPage } from '../openapi/openapi-page.js';
import { OperatorPages } from '../operator/operator-pages.js';
import { OperatorServer } from '../operator/operator-server.js';
import type { ProbeAnswer } from '../probes/probes.js';
import type { Signals } from '../process/signals.js';
import { Workers, type ListenAddress } from './workers.js';

/** What a worker's environment has beside its parent's: the operator's port stays with the parent. */
const WORKERS_OWN = { OPERATOR_PORT: '' };

/** Milliseconds in which a worker says how its stores are: longer than it waits for them itself. */
const PATIENCE = 5_000;

const NOT_SERVING: ProbeAnswer = { status: 503, body: { status: 'failed', message: 'not serving' } };

/** True in the process that starts the workers of `WEB_CONCURRENCY`, and serves nobody itself. */
export const supervises = ({ WEB_CONCURRENCY }: Configuration): boolean => WEB_CONCURRENCY > 1 && cluster.isPrimary;

/**
 * Starts the workers, keeps their number, and speaks for them on the operator's port: ready while one of them listens,
 * metrics summed up. SIGTERM and SIGINT end them, each as `runUntilStopped` has it, and then this process; SIGHUP renews
 * them one after another. Ends with status 1 when they do not come up: they have told why.
 */
export async function superviseWorkers(configuration: Configuration, signals: Signals): Promise<void> {
  const logger = new Logger(createPino(configuration.LOG_LEVEL, 'internal-api-supervisor'));
  const workers = new Workers(configuration.WEB_CONCURRENCY, WORKERS_OWN, logger);
  const pages = new OperatorPages();
  new OpenApiPage(pages).onApplicationBootstrap();
  const operator = new OperatorServer(configuration, probesOf(workers), metricsOfAll(), logger, pages);

  let stopping = false;
  const stop = async (status: number): Promise<void> => {
    // Workers that are told to stop while they start have not come up either: what was said first counts.
    if (stopping) return;
    stopping = true;
    await workers.stop();
    await operator.onApplicationShutdown();
    process.exit(status);
  };
  signals.answerWith((signal) => {
    if (signal === 'SIGHUP') return void workers.renew();
    logger.info('stopping', { signal });
    void stop(0);
  });

  await operator.onApplicationBootstrap();
  if (!(await workers.start())) await stop(1);
}

/** In a worker, answers when the supervising process asks for this one's metrics; elsewhere nothing. */
export function joinMetrics(registry: Registry): void {
  if (!cluster.isWorker) return;
  AggregatorRegistry.setRegistries([registry]);
  new AggregatorRegistry();
}

function probesOf(workers: Workers) {
  return {
    liveness: (): ProbeAnswer => ({ status: 200, body: { status: 'ok' } }),
    readiness: async (all: boolean): Promise<ProbeAnswer> => {
      const { address } = workers;
      if (address === undefined) return NOT_SERVING;
      return all ? askWorker(address).catch(() => NOT_SERVING) : { status: 200, body: { status: 'ok' } };
    },
  };
}

/** Which stores answer is known to the workers alone. */
async function askWorker({ address, port }: ListenAddress): Promise<ProbeAnswer> {
  const host =
    address === '0.0.0.0' || address === '::' ? 'localhost' : address.includes(':') ? `[${address}]` : address;
  const answer = await fetch(`http://${host}:${port}/-/readiness?all=1`, { signal: AbortSignal.timeout(PATIENCE) });
  return { status: answer.status === 200 ? 200 : 503, body: (await answer.json()) as ProbeAnswer['body'] };
}

function metricsOfAll() {
  const aggregator = new AggregatorRegistry();
  return {
    registry: { contentType: aggregator.contentType, metrics: () => aggregator.clusterMetrics() },
    // The workers' counters are what is shown, and this process has none.
    http: { probed: () => undefined },
  };
}
