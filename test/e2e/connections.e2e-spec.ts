import { once } from 'node:events';
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApi, type RunningApi } from '../support/app.js';
import { exchange } from '../support/raw-http.js';
import { stopwatch } from '../support/stopwatch.js';
import { openSuite, type Suite } from '../support/suite.js';

describe('connections', () => {
  let suite: Suite;
  let api: RunningApi | undefined;
  const agent = new Agent({ keepAlive: true });
  beforeAll(async () => {
    suite = await openSuite();
  });
  afterAll(async () => {
    agent.destroy();
    await suite?.close();
  });

  const start = async (environment = {}): Promise<RunningApi> => (api = await startApi(suite, { environment }));
  afterEach(async () => {
    await api?.close();
    api = undefined;
  });

  const call = (api: RunningApi, path: string, method = 'GET'): ClientRequest =>
    request(`${api.url}/api/v4/internal${path}`, {
      agent,
      method,
      headers: { ...api.shell.headers(), connection: 'keep-alive' },
    });

  async function answered(call: ClientRequest): Promise<IncomingMessage> {
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    await once(response.resume(), 'end');
    return response;
  }

  it.each([
    [{}, 95],
    [{ KEEP_ALIVE_TIMEOUT: '7000' }, 7],
  ])('are kept for longer than kas keeps its own, or as set: %j', async (environment, seconds) => {
    const served = await start(environment);
    for (const path of ['/check', '/discover']) {
      const { statusCode, headers } = await answered(call(served, path).end());
      expect([path, statusCode, headers['keep-alive']]).toEqual([path, 200, `timeout=${seconds}`]);
    }
  });

  it.each(['/pre_receive', '/pre_receive/'])(
    'hold up no process that ends, with a request or without: %s',
    async (path) => {
      const served = await start();
      await answered(call(served, '/check').end());
      const late = call(served, path, 'POST').setHeader('Content-Length', 2);
      const idle = call(served, '/check').end();
      late.flushHeaders();
      late.write('{');
      await answered(idle);
      await sleep(50);
      const took = stopwatch();
      api = undefined;
      const closed = served.close();
      await sleep(50);
      late.end('}');
      // Whoever is answered behind the end is told, and asks nothing more there.
      const { statusCode, headers } = await answered(late);
      expect([statusCode, headers.connection]).toEqual([200, 'close']);
      await closed;
      expect(took()).toBeLessThan(4_000);
    },
  );

  it('hold up no process that ends when nothing was ever asked on them', async () => {
    const served = await start();
    const silent = connect(Number(new URL(served.url).port), '127.0.0.1');
    await once(silent, 'connect');
    await answered(call(served, '/check').end());
    const took = stopwatch();
    api = undefined;
    await served.close();
    expect(took()).toBeLessThan(4_000);
  });

  it('end when a request has not come in its time', async () => {
    const { url } = await start({ REQUEST_TIMEOUT: '1000' });
    const took = stopwatch();
    const head = 'POST /api/v4/internal/pre_receive HTTP/1.1\r\nHost: x\r\n';
    for (const part of [head, `${head}Content-Length: 1000\r\n\r\na`]) {
      expect(await exchange(url, part, 10_000)).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n[^]*"message":"408 /);
    }
    expect(took()).toBeLessThan(6_000);
  });
});
