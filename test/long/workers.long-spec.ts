import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../scripts/servers/processes.mjs';
import { SHELL_SECRET, writeSecrets } from '../support/app.js';
import { send } from '../support/http.js';
import { ShellClient } from '../support/shell-client.js';
import { openSuite, type Suite } from '../support/suite.js';

const root = resolve(import.meta.dirname, '../..');
const WORKERS = 2;
const PATIENCE = 60_000;

/** An API of several workers, started from source as a process. */
class Service {
  readonly shell: ShellClient;

  private constructor(
    readonly child: ChildProcess,
    readonly url: string,
    readonly operatorUrl: string,
  ) {
    this.shell = new ShellClient(url, SHELL_SECRET);
  }

  static async start(suite: Suite, folder: string, environment: Record<string, string> = {}): Promise<Service> {
    const [port, operatorPort] = [await freePort(), await freePort()];
    writeSecrets(folder, {});
    const child = spawn(
      process.execPath,
      ['--import', '@swc-node/register/esm-register', join(root, 'apps/api/src/main.ts')],
      {
        cwd: root,
        env: {
          PATH: process.env.PATH,
          NODE_NO_WARNINGS: '1',
          HOST: '127.0.0.1',
          PORT: String(port),
          OPERATOR_PORT: String(operatorPort),
          DATABASE_URL: suite.databaseUrl,
          REDIS_URL: suite.redisUrl,
          DATA_DIR: folder,
          LOG_LEVEL: 'silent',
          DATABASE_CONNECT_TIMEOUT: '20000',
          LOOKUP_TIMEOUT: '60000',
          WEB_CONCURRENCY: String(WORKERS),
          ...environment,
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    return new Service(child, `http://127.0.0.1:${port}`, `http://127.0.0.1:${operatorPort}`);
  }

  async ready(): Promise<void> {
    await until(async () => (await this.operator('/-/readiness')).status === 200);
  }

  operator(path: string) {
    return send(this.operatorUrl, path);
  }

  /** The processes that serve the port. */
  workers(): number[] {
    const told = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' });
    return told
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number) as [number, number])
      .filter(([, parent]) => parent === this.child.pid)
      .map(([pid]) => pid);
  }

  /** @returns its exit code */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const exit = once(this.child, 'exit');
    this.child.kill(signal);
    const [code] = (await exit) as [number | null];
    return code;
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const begun = performance.now(); performance.now() - begun < PATIENCE; await sleep(50)) {
    if (await holds().catch(() => false)) return;
  }
  throw new Error('it did not come to hold');
}

let suite: Suite;
let folder: string;
let service: Service;
beforeAll(async () => {
  suite = await openSuite();
  await suite.make.user({ id: 30, username: 'dev' });
  folder = mkdtempSync(join(tmpdir(), 'internal-api-'));
  service = await Service.start(suite, folder);
  await service.ready();
});
afterAll(async () => {
  await service?.stop();
  await suite?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Requests one after another on several lines until `work` has ended; how many were answered, and what else happened. */
async function underLoad(work: () => Promise<unknown>): Promise<{ answered: number; cut: string[] }> {
  let going = true;
  let answered = 0;
  const cut: string[] = [];
  const lines = Array.from({ length: 8 }, async () => {
    while (going) {
      await service.shell.get('/discover', { user_id: 30 }).then(
        ({ status, text }) => (status === 200 ? (answered += 1) : cut.push(`${status} ${text}`)),
        (error: Error) => cut.push(error.message),
      );
    }
  });
  await sleep(500);
  try {
    await work();
    await sleep(500);
  } finally {
    going = false;
    await Promise.all(lines);
  }
  return { answered, cut };
}

describe(`an API of ${WORKERS} workers`, () => {
  it('is so many processes on one port', async () => {
    expect(service.workers()).toHaveLength(WORKERS);
    const { answered, cut } = await underLoad(() => sleep(1_000));
    expect(cut).toEqual([]);
    expect(answered).toBeGreaterThan(100);
  });

  it('speaks for all of them on the operator port', async () => {
    expect((await service.operator('/-/readiness?all=1')).json()).toMatchObject({
      status: 'ok',
      db_check: [{ status: 'ok' }],
      redis_check: [{ status: 'ok' }],
    });
    const count = async (): Promise<number> => {
      const { text } = await service.operator('/-/metrics');
      const series = /^http_request_duration_seconds_count\{[^}]*route="\/api\/v4\/internal\/discover"[^}]*\} (\d+)$/m;
      return Number(series.exec(text)?.[1]);
    };
    const before = await count();
    const { answered } = await underLoad(() => sleep(500));
    expect(await count()).toBe(before + answered);
  });

  it('is renewed, one after another, without a request being cut', async () => {
    const before = service.workers();
    const { answered, cut } = await underLoad(async () => {
      service.child.kill('SIGHUP');
      await until(async () => {
        const now = service.workers();
        return now.length === WORKERS && !now.some((pid) => before.includes(pid));
      });
    });
    expect(cut).toEqual([]);
    expect(answered).toBeGreaterThan(100);
  });

  it('starts another worker when one is killed', async () => {
    const [victim, ...others] = service.workers();
    process.kill(victim!, 'SIGKILL');
    await until(async () => {
      const now = service.workers();
      return now.length === WORKERS && !now.includes(victim!);
    });
    expect(service.workers()).toEqual(expect.arrayContaining(others));
    await until(async () => (await service.shell.get('/discover', { user_id: 30 })).status === 200);
  });

  it('answers what it is asked until its readiness fails, and ends with status 0', async () => {
    const own = await Service.start(suite, folder, { SHUTDOWN_BLACKOUT: '1000' });
    await own.ready();
    const workers = own.workers();
    // A load balancer sends requests as long as the probe says so.
    const answers: (number | string)[] = [];
    let welcome = true;
    const lines = Array.from({ length: 8 }, async () => {
      while (welcome) {
        await own.shell.get('/discover', { user_id: 30 }).then(
          ({ status }) => answers.push(status),
          (error: Error) => answers.push(error.message),
        );
      }
    });
    await sleep(300);
    const stopped = own.stop();
    await until(async () => (await own.operator('/-/readiness')).status === 503);
    welcome = false;
    await Promise.all(lines);
    expect(await stopped).toBe(0);
    expect(new Set(answers)).toEqual(new Set([200]));
    for (const pid of workers) expect(() => process.kill(pid, 0)).toThrow();
  });

  it('does not start again and again what cannot start', async () => {
    const own = await Service.start(suite, folder, { REDIS_URL: suite.redisUrl, KAS_SECRET_FILE: '/dev/null' });
    let told = '';
    own.child.stderr?.on('data', (chunk: Buffer) => (told += chunk.toString()));
    const [code] = (await once(own.child, 'exit')) as [number];
    expect(code).toBe(1);
    expect(told).toMatch(/\/dev\/null/);
  });
});
