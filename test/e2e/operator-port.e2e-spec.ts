import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { startApi, type RunningApi } from '../support/app.js';
import { send } from '../support/http.js';
import { openSuite, type Suite } from '../support/suite.js';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('the operator’s port', () => {
  let suite: Suite;
  let api: RunningApi;
  let operator: string;

  beforeAll(async () => {
    suite = await openSuite();
    const port = await freePort();
    operator = `http://127.0.0.1:${port}`;
    api = await startApi(suite, { environment: { OPERATOR_PORT: String(port), HOST: '127.0.0.1' } });
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  it('shows probes and metrics', async () => {
    expect((await send(operator, '/-/health')).text).toBe('GitLab OK');
    expect((await send(operator, '/-/metrics')).text).toContain('http_requests_total');
  });

  it.each(['//', '/-/nothing', '//-/health', 'http://['])('answers %s with 404', async (path) => {
    expect((await send(operator, path)).status).toBe(404);
  });
});
