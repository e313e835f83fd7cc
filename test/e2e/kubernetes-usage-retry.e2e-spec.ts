import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Metrics } from '@app/platform';
import { Redis } from 'ioredis';
import { startRedis } from '../../scripts/servers/redis.mjs';
import { startApi, type RunningApi } from '../support/app.js';
import { KasClient } from '../support/kas-client.js';
import { openSuite, type Suite } from '../support/suite.js';

const KEY = 'USAGE_KUBERNETES_AGENT_GITOPS_SYNC';

/**
 * kas sends the same numbers again after every error. A Redis that stands still for a moment has the command in its
 * socket and carries it out when it goes on: then the numbers of the failed request must not count beside the second ones.
 */
describe('usage that kas reports again after an error', () => {
  let suite: Suite;
  let api: RunningApi;
  let kas: KasClient;
  let server: Awaited<ReturnType<typeof startRedis>>;
  let redis: Redis;
  const folder = mkdtempSync(join(tmpdir(), 'kas-redis-'));

  beforeAll(async () => {
    suite = await openSuite();
    server = await startRedis({ dataDir: folder, appendOnly: false });
    const environment = { REDIS_COMMAND_TIMEOUT: '600' };
    api = await startApi({ databaseUrl: suite.databaseUrl, redisUrl: server.url }, { environment });
    kas = new KasClient(api.url);
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    redis?.disconnect();
    await api?.close();
    await server?.stop();
    await suite?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => redis.flushdb());

  const report = async (): Promise<number> => (await kas.post('/usage_metrics', { gitops_sync_count: 5 })).status;

  /** Stops the server as it is, asks, and lets it go on. */
  async function whileStopped<Result>(work: () => Promise<Result>): Promise<Result> {
    process.kill(server.pid, 'SIGSTOP');
    try {
      return await work();
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
  }

  it('row 91: counts once what was sent again after Redis stood still', async () => {
    expect(await whileStopped(report)).toBe(503);
    expect(await report()).toBe(204);
    await sleep(200);
    expect(await redis.get(KEY)).toBe('5');
  });

  it('row 91: counts once when Redis stood still just before the numbers came', async () => {
    const own = api.app.get(Redis);
    const set = own.set.bind(own) as (...values: unknown[]) => Promise<unknown>;
    // Stops the server between the ticket and the numbers.
    Object.assign(own, {
      set: async (...values: unknown[]) => {
        const reply = await set(...values);
        process.kill(server.pid, 'SIGSTOP');
        return reply;
      },
    });
    try {
      expect(await report()).toBe(503);
    } finally {
      process.kill(server.pid, 'SIGCONT');
      Object.assign(own, { set });
    }
    expect(await report()).toBe(204);
    await sleep(200);
    expect(await redis.get(KEY)).toBe('5');
  });

  it('row 91: counts once when the answer of Redis is lost and the command sent again', async () => {
    const own = api.app.get(Redis);
    const evaluate = own.eval.bind(own) as (...values: unknown[]) => Promise<unknown>;
    Object.assign(own, {
      eval: async (...values: unknown[]) => {
        await evaluate(...values);
        return evaluate(...values);
      },
    });
    try {
      expect(await report()).toBe(204);
    } finally {
      Object.assign(own, { eval: evaluate });
    }
    expect(await redis.get(KEY)).toBe('5');
  });

  it('shows no value, and all other metrics, while Redis stands still', async () => {
    const { registry } = api.app.get(Metrics);
    const text = await whileStopped(() => registry.metrics());
    expect(text).toContain('# TYPE kubernetes_agent_gitops_sync counter');
    expect(text).not.toMatch(/^kubernetes_agent_gitops_sync \d/m);
    expect(text).toContain('http_requests_total');
    await sleep(200);
    expect(await registry.metrics()).toMatch(/^kubernetes_agent_gitops_sync 0$/m);
  });
});
