import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../scripts/servers/processes.mjs';
import { SHELL_SECRET, writeSecrets } from '../support/app.js';
import { bootApi } from '../support/boot.js';
import { send, type Answer } from '../support/http.js';
import { ServiceProcess } from '../support/service-process.js';
import { ShellClient } from '../support/shell-client.js';
import { SlowUpload } from '../support/slow-upload.js';
import { openSuite, type Suite } from '../support/suite.js';
import { until } from '../support/until.js';
import { workersOf } from '../support/worker-processes.js';

const WORKERS = 2;

/** When the service has said so in its log, in milliseconds. */
function timesOf(message: string, ofFolder: string): number[] {
  const lines = readFileSync(join(ofFolder, 'api.log'), 'utf8').split('\n');
  return lines
    .filter((line) => line.includes(`"message":"${message}"`))
    .map((line) => Date.parse((JSON.parse(line) as { time: string }).time));
}

let suite: Suite;
let folder: string;
let environment: Record<string, string>;
let service: ServiceProcess;
let shell: ShellClient;
beforeAll(async () => {
  suite = await openSuite();
  await suite.make.user({ id: 30, username: 'dev' });
  folder = mkdtempSync(join(tmpdir(), 'internal-api-'));
  writeSecrets(folder, {});
  environment = {
    DATABASE_URL: suite.databaseUrl,
    REDIS_URL: suite.redisUrl,
    DATABASE_CONNECT_TIMEOUT: '20000',
    LOOKUP_TIMEOUT: '60000',
    WEB_CONCURRENCY: String(WORKERS),
  };
  service = await ServiceProcess.start('api', folder, environment);
  shell = new ShellClient(service.url, SHELL_SECRET);
});
afterAll(async () => {
  await service?.end();
  await suite?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Requests one after another on several lines until `work` has ended; how many were answered, and what else happened. */
async function underLoad(
  work: () => Promise<unknown>,
  ask = () => shell.get('/discover', { user_id: 30 }),
): Promise<{ answered: number; cut: string[] }> {
  let going = true;
  let answered = 0;
  const cut: string[] = [];
  const lines = Array.from({ length: 8 }, async () => {
    while (going) {
      await ask().then(
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
    expect(workersOf(service)).toHaveLength(WORKERS);
    const { answered, cut } = await underLoad(() => sleep(1_000));
    expect(cut).toEqual([]);
    expect(answered).toBeGreaterThan(100);
  });

  it('is served by each of them', async () => {
    const workers = workersOf(service);
    for (const serving of workers) {
      const others = workers.filter((pid) => pid !== serving);
      try {
        // A connection that one of them does not take is there for the next.
        for (const pid of others) process.kill(pid, 'SIGSTOP');
        await sleep(200);
        const answer = await Promise.race([
          shell.get('/discover', { user_id: 30 }),
          sleep(20_000, undefined, { ref: false }),
        ]);
        expect(answer?.status).toBe(200);
      } finally {
        for (const pid of others) process.kill(pid, 'SIGCONT');
      }
    }
  });

  it('speaks for all of them on the operator port', async () => {
    expect((await send(service.operatorUrl, '/-/readiness?all=1')).json()).toMatchObject({
      status: 'ok',
      db_check: [{ status: 'ok' }],
      redis_check: [{ status: 'ok' }],
    });
    const count = async (): Promise<number> => {
      const { text } = await send(service.operatorUrl, '/-/metrics');
      const series = /^http_request_duration_seconds_count\{[^}]*route="\/api\/v4\/internal\/discover"[^}]*\} (\d+)$/m;
      return Number(series.exec(text)?.[1]);
    };
    const before = await count();
    const { answered } = await underLoad(() => sleep(500));
    expect(await count()).toBe(before + answered);
  });

  it('is renewed, one after another, without a request being cut', async () => {
    const before = workersOf(service);
    const { answered, cut } = await underLoad(async () => {
      process.kill(service.pid, 'SIGHUP');
      await until(async () => {
        const now = workersOf(service);
        return now.length === WORKERS && !now.some((pid) => before.includes(pid));
      });
    });
    expect(cut).toEqual([]);
    expect(answered).toBeGreaterThan(100);
  });

  it('cuts neither kept connections nor what is in flight when it is renewed', async () => {
    const blackout = 1_000;
    const own = mkdtempSync(join(tmpdir(), 'internal-api-'));
    writeSecrets(own, {});
    const renewed = await ServiceProcess.start('api', own, { ...environment, SHUTDOWN_BLACKOUT: String(blackout) });
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const headers = () => ({ ...shell.headers(), connection: 'keep-alive' });
    let kept = 0;
    const ask = async (): Promise<Answer> => {
      const answer = await send(renewed.url, '/api/v4/internal/discover?user_id=30', { headers: headers(), agent });
      if (answer.headers.connection === 'keep-alive') kept += 1;
      return answer;
    };
    try {
      const before = workersOf(renewed);
      const slow = new SlowUpload(renewed.url, '/pre_receive', { gl_repository: 'project-1' }, { headers: headers() });
      let finished: number | string = 'not asked';
      const { cut } = await underLoad(async () => {
        process.kill(renewed.pid, 'SIGHUP');
        // Until one of them has been told to stop for longer than it would listen: the request keeps it.
        await until(async () => {
          const told = timesOf('stopping', own);
          const ended = before.filter((pid) => !workersOf(renewed).includes(pid));
          return told.length > ended.length && Date.now() - told.at(-1)! > blackout + 500;
        });
        finished = await slow.finish();
        await until(async () => {
          const now = workersOf(renewed);
          return now.length === WORKERS && !now.some((pid) => before.includes(pid));
        });
      }, ask);
      expect(finished).toBe(200);
      expect(cut).toEqual([]);
      expect(kept).toBeGreaterThan(100);
    } finally {
      agent.destroy();
      await renewed.end();
      rmSync(own, { recursive: true, force: true });
    }
  });

  it('starts another worker when one is killed', async () => {
    const [victim, ...others] = workersOf(service);
    process.kill(victim!, 'SIGKILL');
    await until(async () => {
      const now = workersOf(service);
      return now.length === WORKERS && !now.includes(victim!);
    });
    expect(workersOf(service)).toEqual(expect.arrayContaining(others));
    await until(async () => (await shell.get('/discover', { user_id: 30 })).status === 200);
  });

  it('answers what it is asked until its readiness fails, and ends with status 0', async () => {
    const own = await ServiceProcess.start('api', folder, { ...environment, SHUTDOWN_BLACKOUT: '1000' });
    const client = new ShellClient(own.url, SHELL_SECRET);
    const workers = workersOf(own);
    // A load balancer sends requests as long as the probe says so.
    const answers: (number | string)[] = [];
    let welcome = true;
    const lines = Array.from({ length: 8 }, async () => {
      while (welcome) {
        await client.get('/discover', { user_id: 30 }).then(
          ({ status }) => answers.push(status),
          (error: Error) => answers.push(error.message),
        );
      }
    });
    await sleep(300);
    const stopped = own.end();
    await until(async () => (await send(own.operatorUrl, '/-/readiness')).status === 503);
    welcome = false;
    await Promise.all(lines);
    expect(await stopped).toBe(0);
    expect(new Set(answers)).toEqual(new Set([200]));
    for (const pid of workers) expect(() => process.kill(pid, 0)).toThrow();
  });

  it('does not start again and again what cannot start', async () => {
    const port = String(await freePort());
    const unusable = { DATA_DIR: folder, KAS_SECRET_FILE: '/dev/null' };
    const { code, stderr } = await bootApi({ ...environment, ...unusable, HOST: '127.0.0.1', PORT: port });
    expect(code).toBe(1);
    expect(stderr).toMatch(/\/dev\/null/);
  });
});
