import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SHELL_SECRET } from '../support/app.js';
import { send } from '../support/http.js';
import { ServiceProcess } from '../support/service-process.js';
import { SlowUpload } from '../support/slow-upload.js';
import { openSuite, type Suite } from '../support/suite.js';

const BLACKOUT = 2_000;
const KEPT = 30_000;
/** Milliseconds between two questions of the load balancer; it believes the first no. */
const LOOK = 100;
const CLIENTS = 8;
/** Through Express, and through the fast lane. */
const WAYS = ['/check', '/discover'];

const headers = { 'gitlab-shared-secret': Buffer.from(SHELL_SECRET).toString('base64') };

interface Heard {
  readonly status: number | string;
  readonly connection: string | undefined;
  readonly at: number;
}

/** Git commands come all the time, over connections that are kept; a load balancer stands in front. */
describe('an API that is told to stop under load', () => {
  let suite: Suite;
  let folder: string;
  let api: ServiceProcess;

  beforeAll(async () => {
    suite = await openSuite();
    folder = mkdtempSync(join(tmpdir(), 'drain-'));
    writeFileSync(join(folder, 'gitlab_shell_secret'), SHELL_SECRET, { mode: 0o600 });
    api = await ServiceProcess.startFromSource('api', folder, {
      DATABASE_URL: suite.databaseUrl,
      REDIS_URL: suite.redisUrl,
      SHUTDOWN_BLACKOUT: String(BLACKOUT),
      KEEP_ALIVE_TIMEOUT: String(KEPT),
      DATABASE_CONNECT_TIMEOUT: '20000',
      REDIS_COMMAND_TIMEOUT: '20000',
    });
  });
  afterAll(async () => {
    await api?.end('SIGKILL');
    await suite?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('fails its probes at once, serves on, cuts nothing off, and ends', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS + 1 });
    const heard: Heard[] = [];
    let routed = true;
    const client = async (path: string): Promise<void> => {
      while (routed) heard.push(await ask(api.url, agent, path));
    };
    const clients = Array.from({ length: CLIENTS }, (_, index) => client(WAYS[index % WAYS.length]!));
    const upload = (options: { agent?: Agent }): SlowUpload =>
      new SlowUpload(api.url, '/pre_receive', { gl_repository: 'project-1' }, options);
    const [slow, late] = [upload({}), upload({ agent })];
    await sleep(500);

    const told = performance.now();
    const ended = api.end();
    const probed = await Promise.all([api.operatorUrl, api.url].map((url) => untilUnready(url)));
    // The load balancer has seen it.
    routed = false;
    await Promise.all(clients);
    for (const moment of probed) expect(moment - told).toBeLessThan(BLACKOUT / 2);

    // Somebody who has not been told yet is still served, and told to come again elsewhere.
    for (const path of WAYS) {
      expect([path, await ask(api.url, agent, path)]).toMatchObject([path, { status: 200, connection: 'close' }]);
    }
    await sleep(told + BLACKOUT + 500 - performance.now());
    expect((await ask(api.url, new Agent(), '/check')).status).toBe('ECONNREFUSED');
    expect([await slow.finish(), await late.finish()]).toEqual([200, 200]);
    const finished = performance.now();
    expect(await ended).toBe(0);
    // Nobody waits for connections that are kept and have no request.
    expect(performance.now() - finished).toBeLessThan(KEPT / 2);

    expect(heard.filter(({ status }) => status !== 200)).toEqual([]);
    expect(heard.filter(({ at }) => at < told).length).toBeGreaterThan(CLIENTS);
    agent.destroy();
  });
});

/** One request over kept connections: what was answered, or the error. */
function ask(url: string, agent: Agent, path: string): Promise<Heard> {
  return new Promise((resolve) => {
    const tell = (status: number | string, connection?: string) =>
      resolve({ status, connection, at: performance.now() });
    request(`${url}/api/v4/internal${path}`, { agent, headers }, (response) => {
      response.resume().on('end', () => tell(response.statusCode ?? 0, response.headers.connection));
      response.on('error', (error: NodeJS.ErrnoException) => tell(error.code ?? error.message));
    })
      .on('error', (error: NodeJS.ErrnoException) => tell(error.code ?? error.message))
      .end();
  });
}

/** When the probe says no for the first time. */
async function untilUnready(url: string): Promise<number> {
  for (;;) {
    if ((await send(url, '/-/readiness')).status === 503) return performance.now();
    await sleep(LOOK);
  }
}
