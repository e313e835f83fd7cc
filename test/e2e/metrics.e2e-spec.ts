import { Endpoints, Metrics } from '@app/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { openAllowedWorld, type AllowedWorld } from '../support/allowed-world.js';
import { send } from '../support/http.js';
import { freePort } from '../../scripts/servers/processes.mjs';
import { stopwatch } from '../support/stopwatch.js';
import { startWorker } from '../support/worker.js';

/** The text that a monitor reads, as series and their values. */
async function scrape(from: { get(type: typeof Metrics): Metrics }): Promise<Map<string, number>> {
  const text = await from.get(Metrics).registry.metrics();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

describe('metrics', () => {
  let world: AllowedWorld;
  let worker: INestApplicationContext;
  let operator: string;
  let atBoot: Map<string, number>;

  beforeAll(async () => {
    const port = await freePort();
    operator = `http://127.0.0.1:${port}`;
    world = await openAllowedWorld({ environment: { OPERATOR_PORT: String(port), HOST: '127.0.0.1' } });
    atBoot = await scrape(world.api.app);
    worker = await startWorker({ ...world.api.configuration, OPERATOR_PORT: undefined, baseUrl: '' });
  });
  afterAll(async () => {
    await worker?.close();
    await world?.close();
  });

  const moved = async (work: () => Promise<unknown>): Promise<Record<string, number>> => {
    const before = await scrape(world.api.app);
    await work();
    const after = await scrape(world.api.app);
    const counters = [...after].filter(([series]) => /_total\{/.test(series));
    return Object.fromEntries(
      counters
        .map(([series, value]) => [series, value - (before.get(series) ?? 0)] as const)
        .filter(([, by]) => by !== 0),
    );
  };

  it('have every series of every endpoint from the boot on, at zero', () => {
    const endpoints = world.api.app.get(Endpoints).all.filter(({ route }) => !route.startsWith('/-/'));
    expect(endpoints.length).toBeGreaterThan(25);
    const wanted = endpoints.flatMap(({ method, route, id, category }) => {
      const verb = method.toLowerCase();
      const sli = `{endpoint_id="${id}",feature_category="${category}"}`;
      return [
        ...[200, 401, 404, 500, 503].map(
          (status) => `http_requests_total{method="${verb}",status="${status}",feature_category="${category}"}`,
        ),
        `http_request_duration_seconds_count{method="${verb}",route="${route}"}`,
        ...['total', 'error_total', 'apdex_total', 'apdex_success_total'].map(
          (of) => `gitlab_sli_rails_request_${of}${sli}`,
        ),
        `gitlab_transaction_db_count_total${sli}`,
      ];
    });
    expect(wanted.filter((series) => atBoot.get(series) !== 0)).toEqual([]);
    for (const series of [
      'http_requests_total{method="get",status="404",feature_category="unknown"}',
      'http_health_requests_total{method="get",status="200"}',
      'http_health_requests_total{method="get",status="503"}',
      'internal_api_sql_errors_total{reason="unavailable"}',
      'internal_api_sql_errors_total{reason="fault"}',
      'gitlab_redis_client_exceptions_total{storage="shared_state"}',
      'internal_api_requests_refused_total',
    ])
      expect([series, atBoot.get(series)]).toEqual([series, 0]);
  });

  it('belong to a part that GitLab’s dashboards know, but for what nobody owns', () => {
    const endpoints = world.api.app.get(Endpoints).all;
    const unowned = endpoints.filter(({ category }) => category === 'not_owned').map(({ route }) => route);
    expect(unowned.filter((route) => !route.startsWith('/-/'))).toEqual(['/api/v4/internal/check']);
  });

  it('count a request by status, category and endpoint, with its statements', async () => {
    await world.pull({ key_id: 30 });
    const allowed = '{endpoint_id="POST /api/:version/internal/allowed",feature_category="source_code_management"}';
    const of = (status: number) =>
      `http_requests_total{method="post",status="${status}",feature_category="source_code_management"}`;
    const slis = (errors: number) => ({
      [`gitlab_sli_rails_request_total${allowed}`]: 1,
      [`gitlab_transaction_db_count_total${allowed}`]: 1,
      ...(errors > 0
        ? { [`gitlab_sli_rails_request_error_total${allowed}`]: 1 }
        : {
            [`gitlab_sli_rails_request_apdex_total${allowed}`]: 1,
            [`gitlab_sli_rails_request_apdex_success_total${allowed}`]: 1,
          }),
    });
    expect(await moved(() => world.pull({ key_id: 30 }))).toEqual({
      [of(200)]: 1,
      ...slis(0),
      'internal_api_access_decisions_total{verdict="granted",rule="none"}': 1,
    });
    expect(await moved(() => world.pull({ key_id: 60 }))).toMatchObject({ [of(404)]: 1, ...slis(0) });
    await world.suite.sql('ALTER TABLE deploy_keys_projects RENAME TO elsewhere');
    const failed = await moved(() => world.pull({ key_id: 30 }));
    await world.suite.sql('ALTER TABLE elsewhere RENAME TO deploy_keys_projects');
    expect(failed).toEqual({
      [of(500)]: 1,
      ...slis(1),
      'internal_api_sql_errors_total{reason="fault"}': 1,
      'internal_api_access_decisions_total{verdict="failed",rule="error"}': 1,
    });
  });

  it('count what no route takes apart, whatever a client invents', async () => {
    const unknown = 'feature_category="unknown"';
    expect(await moved(() => send(world.api.url, '/nothing/here'))).toEqual({
      [`http_requests_total{method="get",status="404",${unknown}}`]: 1,
    });
    expect(await moved(() => send(world.api.url, '/nothing/here', { method: 'PROPFIND' }))).toEqual({
      [`http_requests_total{method="other",status="404",${unknown}}`]: 1,
    });
  });

  it('count probes apart from traffic, on both ports', async () => {
    const health = { 'http_health_requests_total{method="get",status="200"}': 1 };
    expect(await moved(() => send(operator, '/-/health'))).toEqual(health);
    expect(await moved(() => send(world.api.url, '/-/liveness'))).toEqual(health);
    expect(await moved(() => send(operator, '/-/metrics'))).toEqual({});
  });

  it('tell the queues of the worker', async () => {
    const series = await scrape(worker);
    for (const queue of ['post_receive', 'billing_seats'])
      for (const state of ['waiting', 'active', 'delayed', 'failed'])
        expect([queue, state, series.has(`internal_api_queue_jobs{queue="${queue}",state="${state}"}`)]).toEqual([
          queue,
          state,
          true,
        ]);
  });

  it('do not wait for a store that hangs', async () => {
    const lock = await world.suite.pool.connect();
    await lock.query('BEGIN; LOCK TABLE internal_api.outbox IN ACCESS EXCLUSIVE MODE');
    try {
      const took = stopwatch();
      const series = await scrape(worker);
      expect(took()).toBeLessThan(5_000);
      expect(series.has('internal_api_outbox_lag_seconds')).toBe(false);
      expect(series.has('nodejs_eventloop_lag_seconds')).toBe(true);
    } finally {
      await lock.query('ROLLBACK');
      lock.release();
    }
    // The statement that hung ends, and the next scrape has a value again.
    for (let n = 0; n < 100 && !(await scrape(worker)).has('internal_api_outbox_lag_seconds'); n++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await scrape(worker)).has('internal_api_outbox_lag_seconds')).toBe(true);
  });
});
