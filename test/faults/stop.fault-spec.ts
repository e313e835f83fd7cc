import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '../../scripts/servers/redis.mjs';
import { ServiceProcess } from '../support/service-process.js';
import { stopwatch } from '../support/stopwatch.js';
import { openSuite, type Suite } from '../support/suite.js';

const SHUTDOWN_TIMEOUT = 1_500;

/** Everything that closes the worker's queues waits for Redis. */
describe('a worker that is told to stop while Redis is frozen', () => {
  let suite: Suite;
  let folder: string;
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let worker: ServiceProcess;

  beforeAll(async () => {
    suite = await openSuite();
    folder = mkdtempSync(join(tmpdir(), 'stop-'));
    redis = await startRedis({ dataDir: join(folder, 'redis'), appendOnly: false });
    worker = await ServiceProcess.startFromSource('worker', folder, {
      DATABASE_URL: suite.databaseUrl,
      REDIS_URL: redis.url,
      SHUTDOWN_TIMEOUT: String(SHUTDOWN_TIMEOUT),
    });
  });
  afterAll(async () => {
    await worker?.end('SIGKILL');
    redis?.child.kill('SIGCONT');
    await redis?.stop();
    await suite?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('ends by itself within SHUTDOWN_TIMEOUT', async () => {
    redis.child.kill('SIGSTOP');
    const took = stopwatch();
    expect(await worker.end()).toBe(0);
    expect(took()).toBeLessThan(SHUTDOWN_TIMEOUT + 1_000);
  });
});
