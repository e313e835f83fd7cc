import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SHELL_SECRET, writeSecrets } from '../support/app.js';
import { send } from '../support/http.js';
import { ServiceProcess } from '../support/service-process.js';
import { ShellClient } from '../support/shell-client.js';
import { openSuite, type Suite } from '../support/suite.js';
import { until } from '../support/until.js';
import { workersOf } from '../support/worker-processes.js';

const WORKERS = 2;
const POOL_SIZE = 4;
/** Milliseconds that a worker takes to end, so that there is time for something to happen meanwhile. */
const SHUTDOWN_BLACKOUT = 3_000;
/** Milliseconds in which a worker too many, or a crash in its wake, would have been seen. */
const WATCH = 6_000;

let suite: Suite;
let folder: string;
let environment: Record<string, string>;
let service: ServiceProcess | undefined;
beforeAll(async () => {
  suite = await openSuite();
  await suite.make.user({ id: 30, username: 'dev' });
  environment = {
    DATABASE_URL: suite.databaseUrl,
    REDIS_URL: suite.redisUrl,
    DATABASE_CONNECT_TIMEOUT: '20000',
    DATABASE_POOL_SIZE: String(POOL_SIZE),
    LOOKUP_TIMEOUT: '60000',
    SHUTDOWN_BLACKOUT: String(SHUTDOWN_BLACKOUT),
    WEB_CONCURRENCY: String(WORKERS),
  };
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'internal-api-'));
  writeSecrets(folder, {});
});
afterEach(async () => {
  await service?.end('SIGKILL');
  service = undefined;
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => suite?.close());

async function start(): Promise<ServiceProcess> {
  service = await ServiceProcess.start('api', folder, environment);
  await allUp(service);
  return service;
}

/** How many have come up: each tells how many connections it may open. */
async function listeners(of: ServiceProcess): Promise<number> {
  const { text } = await send(of.operatorUrl, '/-/metrics');
  return Number(/^gitlab_database_connection_pool_size (\d+)$/m.exec(text)?.[1]) / POOL_SIZE;
}

/** An API is ready when the first of them listens. */
const allUp = (of: ServiceProcess): Promise<void> => until(async () => (await listeners(of)) === WORKERS);

/** They are as many as there should be, and stay so. */
async function expectSteady(of: ServiceProcess): Promise<void> {
  await until(() => workersOf(of).length === WORKERS);
  const now = workersOf(of);
  await sleep(WATCH);
  expect(workersOf(of)).toEqual(now);
  const shell = new ShellClient(of.url, SHELL_SECRET);
  expect((await shell.get('/discover', { user_id: 30 })).status).toBe(200);
}

const logged = (message: string): boolean => readFileSync(join(folder, 'api.log'), 'utf8').includes(message);

describe('while workers are renewed', () => {
  it.each([
    ['the one that is being replaced', 0],
    ['one whose turn is still to come', 1],
    ['the new one', 2],
  ])('%s may be killed: they stay as many as there should be', async (_, victim) => {
    const api = await start();
    const before = workersOf(api);
    process.kill(api.pid, 'SIGHUP');
    await until(() => workersOf(api).length > WORKERS);
    process.kill(workersOf(api)[victim]!, 'SIGKILL');
    // Where no new one came up, the renewal has ended, and the old ones go on.
    if (victim < WORKERS) await until(() => !workersOf(api).some((pid) => before.includes(pid)));
    await expectSteady(api);
  });

  it('a new one may be killed as soon as it listens', async () => {
    const api = await start();
    const before = workersOf(api);
    process.kill(api.pid, 'SIGHUP');
    await until(() => logged('"signal":"SIGTERM"'));
    const [successor] = workersOf(api).filter((pid) => !before.includes(pid));
    process.kill(successor!, 'SIGKILL');
    await until(() => !workersOf(api).some((pid) => before.includes(pid)));
    await expectSteady(api);
  });

  it('one that gets SIGHUP itself goes on', async () => {
    const api = await start();
    const before = workersOf(api);
    for (const pid of before) process.kill(pid, 'SIGHUP');
    await expectSteady(api);
    expect(workersOf(api)).toEqual(before);
  });
});

it('workers are renewed only when all of them have come up', async () => {
  service = await ServiceProcess.begin('api', folder, environment);
  await until(() => workersOf(service!).length === WORKERS);
  const before = workersOf(service);
  process.kill(before[0]!, 'SIGSTOP');
  process.kill(service.pid, 'SIGHUP');
  await service.ready();
  // Time for one that would take the place of the first.
  await sleep(WATCH);
  expect(workersOf(service)).toEqual(before);
  process.kill(before[0]!, 'SIGCONT');
  await until(() => !workersOf(service!).some((pid) => before.includes(pid)));
  await expectSteady(service);
});

describe('where the system starts no process', () => {
  // Limits of another process can be set on Linux alone.
  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('because files are short, a worker is replaced when there are some again', async () => {
    const api = await start();
    const limit = (files: string) => execFileSync('prlimit', ['--pid', String(api.pid), `--nofile=${files}:`]);
    limit('3');
    process.kill(workersOf(api)[0]!, 'SIGKILL');
    await until(() => logged('EMFILE'));
    limit('1024');
    await expectSteady(api);
  });

  it('because its program is not there for a while, a worker is replaced when it is', async () => {
    const node = join(folder, 'node');
    copyFileSync(process.execPath, node);
    service = await ServiceProcess.begin('api', folder, environment, node);
    await allUp(service);
    renameSync(node, `${node}.old`);
    // Of what may be wrong with a program, this is thrown.
    symlinkSync(node, node);
    process.kill(workersOf(service)[0]!, 'SIGKILL');
    await until(() => logged('ELOOP'));
    renameSync(`${node}.old`, node);
    await expectSteady(service);
  });

  it('at the start, the service ends and says why', async () => {
    const node = join(folder, 'node');
    copyFileSync(process.execPath, node);
    service = await ServiceProcess.begin('api', folder, environment, node);
    rmSync(node);
    symlinkSync(node, node);
    await until(() => !service!.running);
    expect(await service.end()).toBe(1);
    expect(logged('worker not started')).toBe(true);
  });
});
