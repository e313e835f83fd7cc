import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { SHELL_SECRET, startApi, UNASKED_STORAGES, writeSecrets } from '../support/app.js';
import { makeFixtures, protectRefs, type Fixtures } from '../support/fixtures.js';
import { send } from '../support/http.js';
import { KasClient, kasClaims, KAS_KEY, makeAgent, type MadeAgent } from '../support/kas-client.js';
import { ServiceProcess } from '../support/service-process.js';
import { shellClaims, ShellClient, signJwt } from '../support/shell-client.js';
import { StoreProxy } from '../support/store-proxy.js';
import { untilOutboxIsEmpty } from '../support/worker.js';
import { mixOfCalls, Pushes, type Call } from './support/calls.js';
import { Load, secondsUntilHealthy, type Findings } from './support/load.js';
import { OwnStores } from './support/own-stores.js';

/** Seconds of steady load before something breaks, and after it is mended. */
const QUIET = 2;
/** Seconds within which the service must be well again by itself. */
const RECOVERY = 30;
/** Seconds within which what was accepted must be done: a job that was lost is handed over again after a minute. */
const SETTLING = 150;
/** Seconds for which a push counts that is never reported (git-access.md 10.1). */
const COUNTER_LIFE = 600;

interface Outage {
  readonly name: string;
  /** Breaks something, for as long as it takes; what it returns mends it. */
  readonly happen: () => Promise<() => Promise<unknown>>;
  readonly breaksConnections?: boolean;
}

/**
 * Each promise of the house is tried while one of its parts is broken: no wrong yes, nothing lost, nothing done twice, an
 * answer in time, and well again without help.
 */
describe('outages under a steady load', () => {
  let folder: string;
  let stores: OwnStores;
  let proxies: { postgres: StoreProxy; redis: StoreProxy };
  let api: ServiceProcess;
  let worker: ServiceProcess;
  let fixtures: Fixtures;
  let agent: MadeAgent;
  let pushes: Pushes;
  let mix: readonly Call[];
  const figures: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'outages-'));
    stores = await OwnStores.open(join(folder, 'stores'));
    const { suite } = stores;
    fixtures = await makeFixtures(suite);
    await protectRefs(suite, fixtures);
    const maker = await startApi(suite);
    agent = await makeAgent(maker, fixtures.P.id);
    await maker.close();

    proxies = {
      postgres: await StoreProxy.to(stores.postgres.port),
      redis: await StoreProxy.to(stores.redis.port),
    };
    const data = join(folder, 'data');
    mkdirSync(data);
    writeSecrets(data, {});
    const environment = {
      DATABASE_URL: proxies.postgres.before(suite.databaseUrl),
      REDIS_URL: proxies.redis.before(suite.redisUrl),
      GITALY_STORAGES: UNASKED_STORAGES,
      // The load comes from few people.
      GITLAB_SHELL_OPERATION_LIMIT: '0',
    };
    worker = await ServiceProcess.start('worker', data, environment);
    api = await ServiceProcess.start('api', data, environment);
  }, 300_000);

  beforeEach(() => {
    pushes = new Pushes();
    const clients = { shell: new ShellClient(api.url, SHELL_SECRET), kas: new KasClient(api.url) };
    mix = mixOfCalls(clients, fixtures, agent, pushes);
  });

  afterAll(async () => {
    await Promise.all([api?.end('SIGKILL'), worker?.end('SIGKILL')]);
    await Promise.all([proxies?.postgres.close(), proxies?.redis.close()]);
    await stores?.close();
    rmSync(folder, { recursive: true, force: true });
    process.stdout.write(`${[HEADING, ...figures].join('\n')}\n`);
  });

  const outages: readonly Outage[] = [
    {
      name: 'PostgreSQL killed, started again after 3 s',
      happen: async () => {
        await stores.postgres.kill();
        await sleep(3_000);
        return () => stores.postgres.start();
      },
    },
    {
      name: 'PostgreSQL frozen for 10 s',
      happen: async () => {
        await stores.postgres.freeze();
        await sleep(10_000);
        return () => Promise.resolve(stores.postgres.thaw());
      },
    },
    {
      name: 'Redis killed, started again empty after 3 s',
      happen: async () => {
        await stores.redis.kill();
        stores.emptyRedis();
        await sleep(3_000);
        return () => stores.redis.start();
      },
    },
    {
      name: 'Redis frozen for 10 s',
      happen: async () => {
        await stores.redis.freeze();
        await sleep(10_000);
        return () => Promise.resolve(stores.redis.thaw());
      },
    },
    {
      name: 'connections to both stores cut in the middle of answers',
      happen: async () => {
        proxies.postgres.cutOneOf(20);
        proxies.redis.cutOneOf(20);
        await sleep(5_000);
        return () => {
          proxies.postgres.cutOneOf(0);
          proxies.redis.cutOneOf(0);
          expect(proxies.postgres.cuts).toBeGreaterThan(10);
          expect(proxies.redis.cuts).toBeGreaterThan(10);
          return Promise.resolve();
        };
      },
    },
    {
      name: 'worker killed in the middle of a job',
      happen: async () => {
        const holder = await stores.suite.pool.connect();
        await holder.query('BEGIN');
        await holder.query('LOCK TABLE events IN ACCESS EXCLUSIVE MODE');
        await sleep(1_000);
        const { rows } = await holder.query<{ waiting: number }>(
          `SELECT count(*) AS waiting FROM pg_locks WHERE NOT granted AND relation = 'events'::regclass`,
        );
        await worker.end('SIGKILL');
        await holder.query('ROLLBACK');
        holder.release();
        expect(rows[0]!.waiting).toBeGreaterThan(0);
        return () => worker.start();
      },
    },
    {
      name: 'API killed in the middle of requests, started again at once',
      breaksConnections: true,
      happen: async () => {
        await api.end('SIGKILL');
        return () => api.start();
      },
    },
    {
      name: 'Redis that cannot write its file and refuses to write',
      happen: async () => {
        const redis = new Redis(stores.suite.redisUrl);
        mkdirSync(stores.snapshotFile);
        await redis.config('SET', 'save', '1 1');
        await redis.bgsave().catch(() => undefined);
        for (const end = Date.now() + 20_000; Date.now() < end; await sleep(100)) {
          const answer = await redis.set('probe', '1').catch((error: Error) => error.message);
          if (answer.startsWith('MISCONF')) break;
        }
        expect(await redis.set('probe', '1').catch((error: Error) => error.message)).toMatch(/^MISCONF/);
        await sleep(3_000);
        return async () => {
          await redis.config('SET', 'save', '');
          rmSync(stores.snapshotFile, { recursive: true });
          await redis.config('SET', 'stop-writes-on-bgsave-error', 'no');
          redis.disconnect();
        };
      },
    },
  ];

  it.each(outages)(
    '$name',
    async ({ name, happen, breaksConnections = false }) => {
      await secondsUntilHealthy(mix, RECOVERY);
      const load = new Load(mix, breaksConnections);
      await sleep(QUIET * 1000);
      const mend = await happen();
      await mend();
      const recovery = await secondsUntilHealthy(mix, RECOVERY);
      await sleep(QUIET * 1000);
      const findings = await load.stop();
      await untilOutboxIsEmpty(stores.suite, SETTLING);
      const effects = await effectsOf(pushes);
      figures.push(row(name, findings, pushes, effects, recovery));

      expect(findings.wrong).toEqual([]);
      expect(effects).toEqual({ lost: [], twice: [] });
      expect(pushes.accepted.size).toBeGreaterThan(0);
      expect(await countersWithoutEnd()).toEqual([]);
    },
    400_000,
  );

  it('a caller whose clock is wrong by an hour is refused, or served where the contract does not look at the hour', async () => {
    const load = new Load(mix, false);
    const hour = 3_600;
    const now = Math.floor(Date.now() / 1000);
    const discover = (claims: object) =>
      send(api.url, '/api/v4/internal/discover?username=dev', {
        headers: { 'gitlab-shell-api-request': signJwt(claims, SHELL_SECRET) },
      });
    const agentInfo = (claims: object) =>
      new KasClient(api.url).get('/agent_info', { token: agent.token, jwt: signJwt(claims, KAS_KEY) });
    for (let round = 0; round < 20; round += 1) {
      expect((await discover(shellClaims(now - hour))).status).toBe(401);
      // Its own `iat` is not looked at, and nothing else in it is of another hour than it should be.
      expect((await discover(shellClaims(now + hour))).status).toBe(200);
      expect((await agentInfo(kasClaims(now - hour))).status).toBe(401);
      expect((await agentInfo(kasClaims(now + hour))).status).toBe(401);
    }
    expect((await load.stop()).wrong).toEqual([]);
  });

  /** Commits of accepted pushes without a row in the project's history, and of all pushes with more than one. */
  async function effectsOf({ accepted, open }: Pushes): Promise<{ lost: string[]; twice: string[] }> {
    const rows = await stores.suite.sql<{ commit: string; count: number }>(
      `SELECT encode(commit_to, 'hex') AS commit, count(*) AS count FROM push_event_payloads GROUP BY 1`,
    );
    const counts = new Map(rows.map(({ commit, count }) => [commit, count]));
    return {
      lost: [...accepted].filter((commit) => !counts.has(commit)),
      twice: [...accepted, ...open].filter((commit) => (counts.get(commit) ?? 0) > 1),
    };
  }

  /** Counters of pushes that would never come back to nothing by themselves. */
  async function countersWithoutEnd(): Promise<string[]> {
    const redis = new Redis(stores.suite.redisUrl);
    try {
      const keys = await redis.keys('git-receive-pack-reference-counter:*');
      const lives = await Promise.all(keys.map((key) => redis.ttl(key)));
      return keys.filter((_, index) => lives[index]! < 0 || lives[index]! > COUNTER_LIFE);
    } finally {
      redis.disconnect();
    }
  }
});

const HEADING = [
  '| outage | calls | yes | no | 503 | no answer | slowest look-up | slowest `/allowed` | well again after | pushes accepted | lost | twice |',
  `|${' --- |'.repeat(12)}`,
].join('\n');

function row(
  name: string,
  { calls, yes, no, unavailable, unanswered, slowest }: Findings,
  { accepted }: Pushes,
  { lost, twice }: { lost: readonly string[]; twice: readonly string[] },
  recovery: number,
): string {
  const seconds = (value: number): string => `${value.toFixed(1)} s`;
  const slowestOf = (kind: RegExp): string =>
    seconds(Math.max(...[...slowest].map(([call, milliseconds]) => (kind.test(call) ? milliseconds : 0))) / 1000);
  const times = [slowestOf(/^(authorized_keys|discover|agent_info)/), slowestOf(/^allowed/), seconds(recovery)];
  const cells = [name, calls, yes, no, unavailable, unanswered, ...times];
  return `| ${[...cells, accepted.size, lost.length, twice.length].join(' | ')} |`;
}
