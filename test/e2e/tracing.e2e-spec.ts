import { spawnSync } from 'node:child_process';
import { A, Z } from '../support/allowed-world.js';
import { startApi, type RunningApi } from '../support/app.js';
import { makeFixtures } from '../support/fixtures.js';
import { send, type Answer } from '../support/http.js';
import { OtlpCollector, type ReceivedSpan } from '../support/otlp-collector.js';
import { openSuite, type Suite } from '../support/suite.js';
import { startWorker, untilOutboxIsEmpty } from '../support/worker.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';

const named = (spans: readonly ReceivedSpan[], name: string): ReceivedSpan => {
  const span = spans.find((candidate) => candidate.name === name);
  if (span === undefined) throw new Error(`no span ${name} among ${spans.map((other) => other.name).join(', ')}`);
  return span;
};

const post = (api: RunningApi, endpoint: string, body: object, headers: Record<string, string>): Promise<Answer> =>
  send(api.url, `/api/v4/internal${endpoint}`, {
    method: 'POST',
    headers: { ...api.shell.headers(), ...headers },
    body: JSON.stringify(body),
  });

describe('traces', () => {
  let suite: Suite;
  let collector: OtlpCollector;

  beforeAll(async () => {
    suite = await openSuite();
    await makeFixtures(suite);
    collector = await OtlpCollector.start();
  });
  afterAll(async () => {
    await collector?.close();
    await suite?.close();
  });

  const pull = (api: RunningApi, headers: Record<string, string>) =>
    post(
      api,
      '/allowed',
      { action: 'git-upload-pack', protocol: 'ssh', project: 'gnuwget/wget2', key_id: 30 },
      headers,
    );

  it('follow a push from the client through the request, its stores and its outbox row into the worker', async () => {
    // One process of this test: OpenTelemetry is one for both, as it is for any other process.
    const api = await startApi(suite, { environment: { OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/` } });
    const traceparent = `00-${TRACE}-${CALLER}-01`;
    expect((await pull(api, { traceparent, 'x-request-id': 'traced-pull' })).status).toBe(200);
    const changes = `${Z} ${A} refs/heads/x\n`;
    const push = { gl_repository: 'project-3', identifier: 'key-30', changes };
    const pushed = await post(api, '/post_receive', push, { traceparent });
    expect(pushed.status).toBe(200);
    const worker = await startWorker(api.configuration);
    await untilOutboxIsEmpty(suite);
    await worker.close();
    await api.close();

    expect(new Set(collector.paths)).toEqual(new Set(['/v1/traces']));
    const spans = collector.trace(TRACE);
    const request = named(spans, 'POST /api/v4/internal/allowed');
    expect(request).toMatchObject({ parentSpanId: CALLER, kind: 2, status: 0 });
    expect(request.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/api/v4/internal/allowed',
      'http.response.status_code': 200,
      'url.path': '/api/v4/internal/allowed',
      correlation_id: 'traced-pull',
    });
    const facts = named(spans, 'sql allowed_facts');
    expect(facts).toMatchObject({ parentSpanId: request.spanId, kind: 3 });
    expect(facts.attributes['db.system.name']).toBe('postgresql');
    const counted = spans.find(
      ({ name, parentSpanId }) => name.startsWith('redis ') && parentSpanId === request.spanId,
    );
    expect(counted).toMatchObject({ kind: 3, attributes: { 'db.system.name': 'redis' } });

    const promised = named(spans, 'POST /api/v4/internal/post_receive');
    const recorded = named(spans, 'sql post_receive_record');
    expect(recorded.parentSpanId).toBe(promised.spanId);
    const job = named(spans, 'process post_receive');
    expect(job).toMatchObject({ kind: 5, parentSpanId: promised.spanId });
    expect(job.attributes).toMatchObject({ 'messaging.system': 'bull', 'messaging.destination.name': 'post_receive' });
    expect(named(spans, 'sql outbox_take').parentSpanId).toBe(job.spanId);
  });

  it('begin at the request when its client traces nothing, mark faults, and hold no poll of the outbox', async () => {
    const before = collector.spans.length;
    const api = await startApi(suite, { environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } });
    await suite.sql('ALTER TABLE deploy_keys_projects RENAME TO elsewhere');
    expect((await pull(api, {})).status).toBe(500);
    await suite.sql('ALTER TABLE elsewhere RENAME TO deploy_keys_projects');
    const worker = await startWorker(api.configuration);
    await new Promise((resolve) => setTimeout(resolve, 600));
    await worker.close();
    await api.close();
    const spans = collector.spans.slice(before);
    const request = named(spans, 'POST /api/v4/internal/allowed');
    expect(request).toMatchObject({ parentSpanId: undefined, status: 2, attributes: { 'error.type': '500' } });
    expect(named(spans, 'sql allowed_facts')).toMatchObject({ status: 2, parentSpanId: request.spanId });
    expect(spans.filter(({ traceId }) => traceId !== request.traceId)).toEqual([]);
  });

  it('hold no secret', () => {
    const told = JSON.stringify(collector.spans);
    expect(collector.spans.length).toBeGreaterThan(8);
    expect(told).not.toContain('eyJ');
    expect(told).not.toMatch(/s3cr3t/);
  });
});

describe('tracing that is off', () => {
  /** Runs source in a process of its own; the loaded files of OpenTelemetry's SDK before and after it is wanted. */
  const script = `
    import { createRequire } from 'node:module';
    const { Tracing, traced, traceHeaders } = await import('./libs/platform/src/tracing/tracing.ts');
    await import('./libs/platform/src/index.ts');
    const loaded = () => Object.keys(createRequire(process.cwd() + '/x.js').cache).filter((file) => /opentelemetry.(sdk|exporter)/.test(file)).length;
    await Tracing.start(undefined, 'x');
    const answer = await traced(() => { throw new Error('asked for a span'); }, async () => 7);
    const off = [loaded(), answer, traceHeaders()];
    await Tracing.start('http://127.0.0.1:9', 'x');
    console.log(JSON.stringify([off, loaded() > 0]));
    process.exit();
  `;

  it('loads nothing of the SDK, makes nothing and runs the work all the same', () => {
    const flags = ['--import', '@swc-node/register/esm-register', '--input-type=module', '--eval', script];
    const { stdout, stderr } = spawnSync(process.execPath, flags, {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect([stdout.trim(), stderr]).toEqual([JSON.stringify([[0, 7, {}], true]), '']);
  });
});
