import { jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchRequest } from '../bench/cases.js';
import { LoadProcess, type Loaded } from '../bench/load/load.js';
import { measure } from '../bench/measure.js';
import { TIMES } from '../bench/overload.js';
import { Floor } from '../bench/servers/floor.js';
import { median } from '../bench/statistics.js';
import { requestsOf } from '../bench/wire.js';
import { KAS_SECRET, SHELL_SECRET, UNASKED_STORAGES, writeSecrets } from '../support/app.js';
import { makeFixtures } from '../support/fixtures.js';
import { ServiceProcess } from '../support/service-process.js';
import { ShellClient } from '../support/shell-client.js';
import { StoreProxy } from '../support/store-proxy.js';
import { openSuite, type Suite } from '../support/suite.js';

/** Enough to keep the database busy, and fewer than may be in flight. */
const PEAK_CONNECTIONS = 64;
/** Many more than may be in flight. */
const OVERLOAD_CONNECTIONS = 320;
const IN_FLIGHT = 128;
/** Of the peak. */
const GOODPUT = 0.7;
/** Peak and overload take turns, so that what else the machine does meets both. */
const ROUNDS = 5;
const SECONDS = 2;
/** Milliseconds: with so many to wait for each statement the database sets the capacity, and not the machine. */
const FAR = 50;
/** Times what the floor needs to refuse. */
const PRICE = 2;

const secrets = { shell: SHELL_SECRET, kas: Buffer.from(KAS_SECRET, 'base64') };
const PULL = {
  caller: 'shell',
  method: 'POST',
  path: '/allowed',
  body: { action: 'git-upload-pack', protocol: 'ssh', project: 'gnuwget/wget2', key_id: '30', changes: '_any' },
  status: 200,
} as const;

/** A look-up while nothing more is let in. The floor writes the same bytes, and asks nobody. */
const REFUSED: BenchRequest = { caller: 'shell', method: 'GET', path: '/discover?key_id=30', status: 503, floor: [] };
const EFFORT = { seconds: 1, rounds: 5, connections: PEAK_CONNECTIONS };

const KINDS = [
  ['connections that are kept', false],
  ['a connection for each request', true],
] as const;

// A machine that stands still for a while takes from one of the two that are compared.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

const perSecond = (status: number, { statuses, seconds }: Loaded): number => (statuses[status] ?? 0) / seconds;

describe('more load than can be borne', () => {
  let suite: Suite;
  let folder: string;
  let proxy: StoreProxy;
  let api: ServiceProcess;
  let load: LoadProcess;

  beforeAll(async () => {
    suite = await openSuite();
    await makeFixtures(suite);
    folder = mkdtempSync(join(tmpdir(), 'overload-'));
    writeSecrets(folder, {});
    proxy = await StoreProxy.to(Number(new URL(suite.databaseUrl).port));
    api = await ServiceProcess.start('api', folder, {
      DATABASE_URL: proxy.before(suite.databaseUrl),
      REDIS_URL: suite.redisUrl,
      GITALY_STORAGES: UNASKED_STORAGES,
      GITLAB_SHELL_OPERATION_LIMIT: '0',
      MAX_REQUESTS_IN_FLIGHT: String(IN_FLIGHT),
      // Those that hold all places while refusals are weighed wait on purpose.
      DATABASE_CONNECT_TIMEOUT: '60000',
    });
    load = new LoadProcess();
  });
  afterAll(async () => {
    load?.stop();
    await api?.end();
    await proxy?.close();
    await suite?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${api.operatorUrl}/-/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
  };

  /** Pulls of one project; with a rate, by callers who do not wait for one another. */
  const pulls = (close: boolean, connections: number, perSecond?: number): Promise<Loaded> =>
    load.run({
      port: api.port,
      requests: requestsOf([PULL], secrets, close),
      connections,
      close,
      until: { seconds: SECONDS, perSecond },
    });

  describe(`${TIMES} times the capacity leaves more than ${GOODPUT * 100} % of the good answers of the peak`, () => {
    beforeAll(() => proxy.delayAnswers(FAR));
    afterAll(() => proxy.delayAnswers(0));

    it.each(KINDS)('over %s', async (name, close) => {
      const rounds: { peak: Loaded; overload: Loaded }[] = [];
      // The first round opens connections to the database, one after the other.
      for (let round = 0; round <= ROUNDS; round += 1) {
        const peak = await pulls(close, PEAK_CONNECTIONS);
        rounds.push({ peak, overload: await pulls(close, OVERLOAD_CONNECTIONS, TIMES * peak.perSecond) });
      }
      const measured = rounds.slice(1);
      const left = median(measured.map(({ peak, overload }) => perSecond(200, overload) / perSecond(200, peak)));
      const [best, good, refused] = [
        median(measured.map(({ peak }) => perSecond(200, peak))),
        median(measured.map(({ overload }) => perSecond(200, overload))),
        median(measured.map(({ overload }) => perSecond(503, overload))),
      ].map((figure) => figure.toFixed(0));
      process.stdout.write(`${name}: at best ${best} a second; beyond it ${good}, and ${refused} refused\n`);

      expect(left).toBeGreaterThan(GOODPUT);
      for (const { peak, overload } of measured) {
        expect(Object.keys(peak.statuses)).toEqual(['200']);
        expect(Object.keys(overload.statuses).sort()).toEqual(['200', '503']);
      }
      expect(await metric('internal_api_requests_in_flight')).toBe(0);
      expect(await metric('gitlab_database_connection_pool_waiting')).toBe(0);
    });
  });

  describe(`a refusal costs no statement, and less than ${PRICE} times what a bare server needs to refuse`, () => {
    let floor: Floor;
    beforeAll(async () => {
      floor = await Floor.start({
        databaseUrl: suite.databaseUrl,
        redisUrl: suite.redisUrl,
        poolSize: 1,
        tuned: false,
      });
    });
    afterAll(() => floor?.stop());

    it.each(KINDS)('over %s', async (name, close) => {
      const holder = await suite.pool.connect();
      await holder.query('BEGIN; LOCK TABLE keys IN ACCESS EXCLUSIVE MODE');
      const shell = new ShellClient(api.url, SHELL_SECRET);
      const admitted = Array.from({ length: IN_FLIGHT }, () => shell.post(PULL.path, PULL.body));
      try {
        while ((await metric('internal_api_requests_in_flight')) < IN_FLIGHT) await sleep(20);
        const countStatements = (): Promise<number> => suite.statementsSoFar();
        const instruments = { service: api, floor, load, secrets, countStatements };
        const { statements, service, floor: bare } = await measure([REFUSED], close, EFFORT, instruments);
        // Where the system does not tell what a process has used of its processors, requests a second have to do.
        const price =
          service.cpu === null || bare.cpu === null ? bare.perSecond / service.perSecond : service.cpu / bare.cpu;
        process.stdout.write(`${name}: a refusal costs ${price.toFixed(2)} times the floor's\n`);

        expect(statements).toBe(0);
        expect(price).toBeLessThan(PRICE);
      } finally {
        await holder.query('ROLLBACK');
        holder.release();
      }
      expect((await Promise.all(admitted)).map(({ status }) => status)).toEqual(admitted.map(() => 200));
    });
  });
});
