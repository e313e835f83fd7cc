import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KAS_SECRET, SHELL_SECRET, UNASKED_STORAGES } from '../support/app.js';
import { DB_KEY_BASE } from '../support/factories.js';
import { makeAgents } from './agents.js';
import { casesOf, type BenchRequest, type Cases } from './cases.js';
import { measureCurves, type Sized } from './curves.js';
import type { Size } from './data-set.sql.js';
import { LoadProcess } from './load/load.js';
import { load, thisMachine } from './machine.js';
import { measure, type Instruments, type Server } from './measure.js';
import { measureOverload, type Overload } from './overload.js';
import { caseLine, overloadLine } from './report.js';
import type { CaseResult, Results } from './results.js';
import { Floor } from './servers/floor.js';
import { Service } from './servers/service.js';
import { floorPlans, requestsOf } from './wire.js';
import { benchDir, startStores } from './stores.js';

export interface BenchOptions {
  readonly quick: boolean;
  readonly only: RegExp | undefined;
  readonly seconds: number;
  readonly rounds: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly say: (line: string) => void;
}

const SMALL: Size = { keys: 10_000, users: 2_000, projects: 1_000 };
const SIZES: readonly Size[] = [
  SMALL,
  { keys: 100_000, users: 20_000, projects: 10_000 },
  { keys: 1_000_000, users: 200_000, projects: 100_000 },
];
const CONNECTIONS = 32;
/** An interrupted run leaves no server behind either. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const SECRETS = { shell: SHELL_SECRET, kas: Buffer.from(KAS_SECRET, 'base64') };

/** What the service is given beside the defaults of production. */
const SETTINGS = {
  // Counted as ever, but nobody is refused: a few hundred people make the requests of a whole instance here.
  GITLAB_SHELL_OPERATION_LIMIT: '1000000',
  // The floor asks no Gitaly either.
  GITALY_STORAGES: UNASKED_STORAGES,
  // A busy machine is no fault of the service.
  DATABASE_CONNECT_TIMEOUT: '20000',
};

/** Runs the whole bench, or the part that is asked for; writes its results as JSON. */
export async function runBench(options: BenchOptions): Promise<{ results: Results; file: string }> {
  const whole = !options.quick && options.only === undefined;
  const sizes = whole ? SIZES : options.quick ? [SMALL] : SIZES.slice(-1);
  const loadBefore = load();
  const date = new Date().toISOString();
  const commit = commitOfTree();
  // What was started last ends first.
  const ends: (() => unknown)[] = [];
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> => (ending ??= endAll(ends));
  const interrupted = (): void => void end().then(() => process.exit(130));
  for (const signal of SIGNALS) process.once(signal, interrupted);
  try {
    const stores = await startStores(options.say);
    ends.unshift(() => stores.stop());
    const requests = new LoadProcess();
    ends.unshift(() => requests.stop());
    const services: (Sized & { readonly databaseUrl: string; readonly cases: Cases })[] = [];
    for (const size of sizes) {
      const databaseUrl = await stores.database(size);
      const cases = casesOf(size, await makeAgents(databaseUrl, DB_KEY_BASE, size));
      const service = await startService(databaseUrl, stores.redisUrl, size, options);
      ends.unshift(() => service.stop());
      // A process that serves a company has done so for a while, one over few keys as well as one over many.
      await warmUp([service], cases.mix!, requests);
      services.push({ size, service, databaseUrl, cases });
    }
    const { size, service, databaseUrl, cases: all } = services.at(-1)!;
    const floors: Floor[] = [];
    for (const tuned of [false, true]) {
      const floor = await Floor.start({ databaseUrl, redisUrl: stores.redisUrl, poolSize: 10, tuned });
      ends.unshift(() => floor.stop());
      await floor.serve(await floorPlans(all.mix!, requestsOf(all.mix!, SECRETS, true), service.port));
      floors.push(floor);
    }
    await warmUp(floors, all.mix!, requests);
    const [floor, tuned] = floors as [Floor, Floor];

    const curves = whole
      ? await measureCurves(services, { seconds: options.seconds / 4, rounds: options.rounds }, requests, SECRETS)
      : { refs: [], rules: [], keys: [], projects: [] };
    const countStatements = () => stores.statements(databaseUrl);
    const instruments: Instruments = { service, floor, tuned, load: requests, secrets: SECRETS, countStatements };
    const cases = await measureCases(all, instruments, options);
    const overload = whole || options.only?.test('overload') ? await measureOverloads(size, instruments, options) : [];
    const results: Results = {
      machine: thisMachine(),
      date,
      commit,
      quick: options.quick,
      seconds: options.seconds,
      rounds: options.rounds,
      settings: { ...SETTINGS, ...options.settings },
      loadBefore,
      loadAfter: load(),
      startSeconds: services.map(({ service: { startSeconds } }) => startSeconds),
      rssAfterMix: cases.findLast(({ name }) => name === 'mix')?.service.rss ?? null,
      cases,
      curves,
      overload,
    };
    const file = join(benchDir, `results-${date.replace(/[:.]/g, '-')}.json`);
    writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
    return { results, file };
  } finally {
    await end();
    for (const signal of SIGNALS) process.off(signal, interrupted);
  }
}

/** Also what is started meanwhile. */
async function endAll(ends: (() => unknown)[]): Promise<void> {
  for (let end = ends.shift(); end !== undefined; end = ends.shift()) await end();
}

async function startService(
  DATABASE_URL: string,
  REDIS_URL: string,
  size: Size,
  { settings, say }: BenchOptions,
): Promise<Service> {
  const folder = join(benchDir, `service-${size.keys}`);
  mkdirSync(folder, { recursive: true });
  const files = {
    gitlab_shell_secret: SHELL_SECRET,
    gitlab_kas_secret: KAS_SECRET,
    db_key_base: DB_KEY_BASE,
    otp_key_base: DB_KEY_BASE,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  const service = await Service.start(folder, { ...SETTINGS, DATABASE_URL, REDIS_URL, ...settings });
  say(`service over ${size.keys} keys: ready after ${service.startSeconds.toFixed(2)} s`);
  return service;
}

async function measureCases(
  all: Cases,
  instruments: Instruments,
  { only, seconds, rounds, say }: BenchOptions,
): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const [name, requests] of Object.entries(all)) {
    if (only !== undefined && !only.test(name)) continue;
    for (const close of [true, false]) {
      const measured = await measure(requests, close, { seconds, rounds, connections: CONNECTIONS }, instruments);
      results.push({ name, ...measured });
      say(caseLine(results.at(-1)!));
    }
  }
  return results;
}

async function measureOverloads(
  size: Size,
  instruments: Instruments,
  { seconds, rounds, say }: BenchOptions,
): Promise<Overload[]> {
  const pulls = casesOf(size, [])['allowed _any'] as readonly BenchRequest[];
  const results: Overload[] = [];
  for (const close of [true, false]) {
    const measured = await measureOverload(pulls, close, { seconds, rounds }, instruments);
    if (measured === undefined) continue;
    results.push(measured);
    say(overloadLine(measured));
  }
  return results;
}

/** Requests to each server before anything is measured. */
const WARM_UP = 20_000;

async function warmUp(servers: readonly Server[], requests: readonly BenchRequest[], load: LoadProcess): Promise<void> {
  for (const { port } of servers) {
    for (const close of [true, false]) {
      const wire = requestsOf(requests, SECRETS, close);
      await load.run({ port, requests: wire, connections: CONNECTIONS, close, until: { requests: WARM_UP / 2 } });
    }
  }
}

/** Short, with `-dirty` behind it when the tree holds more than it. */
const commitOfTree = (): string =>
  execFileSync('git', ['describe', '--always', '--dirty', '--exclude=*'], { encoding: 'utf8' }).trim();
