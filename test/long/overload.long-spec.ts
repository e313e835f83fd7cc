import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SHELL_SECRET, UNASKED_STORAGES, writeSecrets } from '../support/app.js';
import { makeFixtures } from '../support/fixtures.js';
import { ServiceProcess } from '../support/service-process.js';
import { shellClaims, signJwt } from '../support/shell-client.js';
import { openSuite, type Suite } from '../support/suite.js';

const autocannon = createRequire(import.meta.url).resolve('autocannon/autocannon.js');

/** What autocannon reports, as far as it is looked at. */
interface Report {
  readonly duration: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly statusCodeStats: Readonly<Record<string, { readonly count: number }>>;
}

/** Closed loop: enough to keep every part busy. */
const PEAK = { connections: 64, seconds: 8 };
/** Open loop: callers who do not wait for one another, many more than may be in flight. */
const OVERLOAD = { connections: 600, seconds: 12, times: 3 };
const IN_FLIGHT = 128;
/** Of the peak. */
const GOODPUT = 0.7;

interface Counts {
  readonly good: number;
  readonly refused: number;
  /** Seconds that the process was on a processor. */
  readonly busy: number;
}

describe('three times more than the service can do', () => {
  let suite: Suite;
  let folder: string;
  let api: ServiceProcess;

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
  });
  afterAll(async () => {
    await api?.end();
    await suite?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Pulls of one project, sent by a process of its own. */
  async function load(connections: number, seconds: number, perSecond?: number): Promise<Report> {
    const pull = {
      action: 'git-upload-pack',
      protocol: 'ssh',
      project: 'gnuwget/wget2',
      key_id: '30',
      changes: '_any',
    };
    const claims = { ...shellClaims(), exp: shellClaims().exp + 600 };
    const options = {
      '--connections': String(connections),
      '--duration': String(seconds),
      '--method': 'POST',
      '--body': JSON.stringify(pull),
      ...(perSecond === undefined ? {} : { '--overallRate': String(perSecond) }),
    };
    const headers = ['content-type=application/json', `gitlab-shell-api-request=${signJwt(claims, SHELL_SECRET)}`];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        autocannon,
        '--json',
        ...Object.entries(options).flat(),
        ...headers.flatMap((header) => ['--headers', header]),
        `${api.url}/api/v4/internal/allowed`,
      ],
      { maxBuffer: 16 * 1024 * 1024 },
    );
    return JSON.parse(stdout) as Report;
  }

  /** Answers of one status in a second, and in a second of the service's own time on a processor. */
  async function measured(connections: number, seconds: number, perSecond?: number) {
    const begun = await metric('process_cpu_seconds_total');
    const report = await load(connections, seconds, perSecond);
    const busy = (await metric('process_cpu_seconds_total')) - begun;
    const count = (status: string): number => report.statusCodeStats[status]?.count ?? 0;
    const good = count('200');
    return {
      report,
      goodput: good / report.duration,
      refused: count('503') / report.duration,
      counts: { good, refused: count('503'), busy },
      text: `${(good / report.duration).toFixed(0)} a second, ${(good / busy).toFixed(0)} for each second of its processor`,
    };
  }

  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${api.operatorUrl}/-/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
  };

  /**
   * Which share of its best a process keeps that has a processor to itself and is asked so many times more than it can do.
   * Here the generator and PostgreSQL take the same processors, and take more of them when more is asked, so that answers a
   * second tell of the machine. What an answer and a refusal cost the process does not: all that the overload costs beyond
   * the peak's price of its answers is put down to the refusals.
   */
  function shareLeft(peak: Counts, overload: Counts, times: number): number {
    const answer = peak.busy / peak.good;
    const refusal = (overload.busy - overload.good * answer) / overload.refused;
    const price = refusal / answer;
    return (1 - times * price) / (1 - price);
  }

  it(`leaves more than ${GOODPUT * 100} % of the answers that it gives at its best`, async () => {
    await load(PEAK.connections, 3);
    const peak = await measured(PEAK.connections, PEAK.seconds);
    const offered = Math.round(OVERLOAD.times * peak.goodput);
    // The generator gives every connection one request a second at the least.
    const overload = await measured(Math.min(OVERLOAD.connections, offered), OVERLOAD.seconds, offered);
    const after = await measured(PEAK.connections, PEAK.seconds);
    const share = shareLeft(peak.counts, overload.counts, OVERLOAD.times);
    process.stdout.write(
      `good answers at the peak: ${peak.text}; after it: ${after.text}; under ${offered} requests a second: ` +
        `${overload.text}, and ${overload.refused.toFixed(0)} refusals a second; ` +
        `with a processor to itself it keeps ${(100 * share).toFixed(0)} % of the peak\n`,
    );
    expect(share).toBeGreaterThan(GOODPUT);
    expect(overload.refused).toBeGreaterThan(0);
    expect(Object.keys(overload.report.statusCodeStats).sort()).toEqual(['200', '503']);
    expect([overload.report.errors, overload.report.timeouts]).toEqual([0, 0]);
    // The generator leaves its last requests unanswered.
    for (const end = Date.now() + 10_000; (await metric('internal_api_requests_in_flight')) > 0; await sleep(50)) {
      if (Date.now() > end) throw new Error('requests are still in flight');
    }
    expect(await metric('gitlab_database_connection_pool_waiting')).toBe(0);
  }, 180_000);
});
