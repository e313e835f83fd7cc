import { jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoadProcess, type Loaded } from '../bench/load/load.js';
import { requestBytes } from '../bench/wire.js';
import { KAS_SECRET, SHELL_SECRET, UNASKED_STORAGES, writeSecrets } from '../support/app.js';
import { makeFixtures } from '../support/fixtures.js';
import { ServiceProcess } from '../support/service-process.js';
import { openSuite, type Suite } from '../support/suite.js';

/** Enough to keep every part busy, and fewer than may be in flight. */
const PEAK_CONNECTIONS = 64;
/** Many more than may be in flight. */
const OVERLOAD_CONNECTIONS = 320;
const TIMES = 3;
const IN_FLIGHT = 128;
/** Of the peak. */
const GOODPUT = 0.7;
/** Peak and overload take turns, so that what else the machine does meets both. */
const ROUNDS = 10;
const SECONDS = 2;

// What else a machine does takes from the overload more than from the peak, and never gives anything.
jest.retryTimes(2, { logErrorsBeforeRetry: true });

/** What the rounds of one kind add up to. */
class Total {
  private seconds = 0;
  private busy = 0;
  private readonly statuses: Record<string, number> = {};

  /** `busy`: seconds that the process was on a processor meanwhile. */
  add({ seconds, statuses }: Loaded, busy: number): void {
    this.seconds += seconds;
    this.busy += busy;
    for (const [status, count] of Object.entries(statuses)) this.statuses[status] = this.of(status) + count;
  }

  of(status: string): number {
    return this.statuses[status] ?? 0;
  }

  /**
   * Good answers for each second that the process was on a processor. By the clock the generator and PostgreSQL count as
   * well, which take the same processors here, and take more of them when more is asked.
   */
  get goodput(): number {
    return this.of('200') / this.busy;
  }

  get seen(): string[] {
    return Object.keys(this.statuses).sort();
  }

  get text(): string {
    const perSecond = (status: string): string => (this.of(status) / this.seconds).toFixed(0);
    const goodput = this.goodput.toFixed(0);
    return `${perSecond('200')} good answers (${goodput} for each of its processor) and ${perSecond('503')} refusals a second`;
  }
}

describe(`${TIMES} times more than the service can do leaves more than ${GOODPUT * 100} % of the answers of its best`, () => {
  let suite: Suite;
  let folder: string;
  let api: ServiceProcess;
  let load: LoadProcess;

  beforeAll(async () => {
    suite = await openSuite();
    await makeFixtures(suite);
    folder = mkdtempSync(join(tmpdir(), 'overload-'));
    writeSecrets(folder, {});
    api = await ServiceProcess.start('api', folder, {
      DATABASE_URL: suite.databaseUrl,
      REDIS_URL: suite.redisUrl,
      GITALY_STORAGES: UNASKED_STORAGES,
      GITLAB_SHELL_OPERATION_LIMIT: '0',
      MAX_REQUESTS_IN_FLIGHT: String(IN_FLIGHT),
    });
    load = new LoadProcess();
  });
  afterAll(async () => {
    load?.stop();
    await api?.end();
    await suite?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${api.operatorUrl}/-/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
  };

  /** Pulls of one project; with a rate, by callers who do not wait for one another. */
  async function pulls(close: boolean, connections: number, total: Total, perSecond?: number): Promise<Loaded> {
    const body = {
      action: 'git-upload-pack',
      protocol: 'ssh',
      project: 'gnuwget/wget2',
      key_id: '30',
      changes: '_any',
    };
    const secrets = { shell: SHELL_SECRET, kas: Buffer.from(KAS_SECRET, 'base64') };
    const requests = requestBytes([{ caller: 'shell', method: 'POST', path: '/allowed', body }], secrets, close);
    const port = Number(new URL(api.url).port);
    const begun = await metric('process_cpu_seconds_total');
    const loaded = await load.run({ port, requests, connections, close, until: { seconds: SECONDS, perSecond } });
    total.add(loaded, (await metric('process_cpu_seconds_total')) - begun);
    return loaded;
  }

  it.each([
    ['connections that are kept', false],
    ['a connection for each request', true],
  ])('over %s', async (name, close) => {
    const [warm, peak, overload] = [new Total(), new Total(), new Total()];
    const round = async (below: Total, beyond: Total): Promise<void> => {
      const { perSecond } = await pulls(close, PEAK_CONNECTIONS, below);
      await pulls(close, OVERLOAD_CONNECTIONS, beyond, TIMES * perSecond);
    };
    await round(warm, warm);
    for (let count = 0; count < ROUNDS; count += 1) await round(peak, overload);
    process.stdout.write(`${name}: at the peak ${peak.text}; beyond it ${overload.text}\n`);

    expect(overload.goodput / peak.goodput).toBeGreaterThan(GOODPUT);
    expect([peak.seen, overload.seen]).toEqual([['200'], ['200', '503']]);
    expect(await metric('internal_api_requests_in_flight')).toBe(0);
    expect(await metric('gitlab_database_connection_pool_waiting')).toBe(0);
  });
});
