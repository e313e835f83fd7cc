import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../scripts/servers/processes.mjs';
import { startRedis } from '../../scripts/servers/redis.mjs';
import { openSuite, type Suite } from '../support/suite.js';

const root = resolve(import.meta.dirname, '../..');
const SHUTDOWN_TIMEOUT = 1_500;

/** Everything that closes the worker's queues waits for Redis. */
describe('a worker that is told to stop while Redis is frozen', () => {
  let suite: Suite;
  let folder: string;
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let worker: ChildProcess;

  beforeAll(async () => {
    suite = await openSuite();
    folder = mkdtempSync(join(tmpdir(), 'stop-'));
    redis = await startRedis({ dataDir: join(folder, 'redis'), appendOnly: false });
    const port = await freePort();
    worker = spawn(process.execPath, ['--import', '@swc-node/register/esm-register', 'apps/worker/src/main.ts'], {
      cwd: root,
      env: {
        PATH: process.env.PATH,
        NODE_NO_WARNINGS: '1',
        DATABASE_URL: suite.databaseUrl,
        REDIS_URL: redis.url,
        DATA_DIR: folder,
        OPERATOR_PORT: String(port),
        HOST: '127.0.0.1',
        LOG_LEVEL: 'silent',
        SHUTDOWN_TIMEOUT: String(SHUTDOWN_TIMEOUT),
      },
      stdio: 'inherit',
    });
    for (const end = Date.now() + 60_000; ; await sleep(100)) {
      const answer = await fetch(`http://127.0.0.1:${port}/-/readiness`).catch(() => undefined);
      if (answer?.status === 200) break;
      if (worker.exitCode !== null || Date.now() > end) throw new Error('the worker did not start');
    }
  });
  afterAll(async () => {
    worker?.kill('SIGKILL');
    redis?.child.kill('SIGCONT');
    await redis?.stop();
    await suite?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('ends by itself within SHUTDOWN_TIMEOUT', async () => {
    redis.child.kill('SIGSTOP');
    const ended = new Promise<number | null>((done) => worker.once('exit', (code) => done(code)));
    const begun = performance.now();
    worker.kill('SIGTERM');
    expect(await Promise.race([ended, sleep(SHUTDOWN_TIMEOUT + 3_000, 'still running')])).toBe(0);
    expect(performance.now() - begun).toBeLessThan(SHUTDOWN_TIMEOUT + 1_000);
  });
});
