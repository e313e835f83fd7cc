import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SHELL_SECRET } from '../support/app.js';
import { ServiceProcess } from '../support/service-process.js';
import { SlowUpload } from '../support/slow-upload.js';
import { stopwatch } from '../support/stopwatch.js';
import { openSuite, type Suite } from '../support/suite.js';
import { until } from '../support/until.js';
import { workersOf } from '../support/worker-processes.js';

let suite: Suite;
let folder: string;
beforeAll(async () => {
  suite = await openSuite();
  folder = mkdtempSync(join(tmpdir(), 'signals-'));
  writeFileSync(join(folder, 'gitlab_shell_secret'), SHELL_SECRET, { mode: 0o600 });
});
afterAll(async () => {
  await suite?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A signal without a handler ends a process by itself, and number 1 of a container not at all. */
describe('while it waits for its database at the start', () => {
  const connections = new Set<Socket>();
  let deaf: Server;
  let databaseUrl: string;
  beforeAll(async () => {
    deaf = createServer((socket) => connections.add(socket.on('error', () => undefined))).listen(0, '127.0.0.1');
    await once(deaf, 'listening');
    databaseUrl = `postgres://nobody@127.0.0.1:${(deaf.address() as AddressInfo).port}/none`;
  });
  afterAll(() => {
    for (const socket of connections) socket.destroy();
    deaf.close();
  });

  // Linux tells of a process which signals it handles and what it has loaded.
  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux.each(['api', 'worker'] as const)('the %s has had handlers since before it loaded anything', async (app) => {
    const asked = once(deaf, 'connection');
    const service = await ServiceProcess.beginFromSource(app, folder, {
      DATABASE_URL: databaseUrl,
      REDIS_URL: suite.redisUrl,
      DATABASE_CONNECT_TIMEOUT: '60000',
    });
    try {
      await until(() => hasHandler(service));
      const early = hasLoaded(service, 'bcrypt');
      await asked;
      expect([early, hasLoaded(service, 'bcrypt')]).toEqual([false, true]);
    } finally {
      await service.end('SIGKILL');
    }
  });

  it.each([
    ['an API', 'api', 'SIGTERM', '1'],
    ['an API', 'api', 'SIGINT', '1'],
    ['an API', 'api', 'SIGHUP', '1'],
    ['a worker', 'worker', 'SIGTERM', '1'],
    ['an API of two workers', 'api', 'SIGTERM', '2'],
  ] as const)('%s (%s) ends in order at %s', async (_, app, signal, WEB_CONCURRENCY) => {
    const asked = once(deaf, 'connection');
    const service = await ServiceProcess.beginFromSource(app, folder, {
      DATABASE_URL: databaseUrl,
      REDIS_URL: suite.redisUrl,
      DATABASE_CONNECT_TIMEOUT: '60000',
      WEB_CONCURRENCY,
    });
    try {
      await asked;
      const workers = workersOf(service);
      expect(workers).toHaveLength(WEB_CONCURRENCY === '1' ? 0 : 2);
      const took = stopwatch();
      expect(await service.end(signal)).toBe(0);
      expect(took()).toBeLessThan(5_000);
      for (const pid of workers) expect(() => process.kill(pid, 0)).toThrow();
    } finally {
      await service.end('SIGKILL');
    }
  });
});

/** Of Linux: whether the process has a handler for SIGHUP, for which Node has none of its own. */
const hasHandler = ({ pid }: ServiceProcess): boolean =>
  (Number.parseInt(/^SigCgt:.*(\w)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]!, 16) & 1) === 1;
/** Whether it has loaded the binary of a package. */
const hasLoaded = ({ pid }: ServiceProcess, name: string): boolean =>
  readFileSync(`/proc/${pid}/maps`, 'utf8').includes(`/node_modules/${name}/`);

describe('at SIGHUP', () => {
  it('an API by itself answers what it has begun, and ends', async () => {
    const api = await ServiceProcess.startFromSource('api', folder, {
      DATABASE_URL: suite.databaseUrl,
      REDIS_URL: suite.redisUrl,
      DATABASE_CONNECT_TIMEOUT: '20000',
      REDIS_COMMAND_TIMEOUT: '20000',
    });
    try {
      const slow = new SlowUpload(api.url, '/pre_receive', { gl_repository: 'project-1' });
      await sleep(500);
      const ended = api.end('SIGHUP');
      await sleep(500);
      expect(await slow.finish()).toBe(200);
      expect(await ended).toBe(0);
    } finally {
      await api.end('SIGKILL');
    }
  });
});
