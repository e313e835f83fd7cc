import type { BenchRequest } from './cases.js';
import type { Load, Loaded, LoadProcess } from './load/load.js';
import type { Floor } from './servers/floor.js';
import { cpuSeconds, residentBytes } from './servers/process-usage.js';
import { percentile, pooled } from './statistics.js';
import { floorPlans, requestsOf, type BenchSecrets } from './wire.js';

/** A server as a process of its own on this machine. */
export interface Server {
  readonly port: number;
  readonly pid: number;
}

/** What a run is measured with. */
export interface Instruments {
  readonly service: Server;
  readonly floor: Floor;
  /** A floor that talks as the service does (`FloorSettings`); none where only the least is of interest. */
  readonly tuned?: Floor;
  readonly load: LoadProcess;
  readonly secrets: BenchSecrets;
  readonly countStatements: () => Promise<number>;
}

export interface Effort {
  /** Seconds of one round; the servers take turns. */
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
}

/** One server, all rounds together. Times in milliseconds. */
export interface Side {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds of CPU of the server process for each request; null where the system does not tell. */
  readonly cpu: number | null;
  /** Bytes, when its last round was over. */
  readonly rss: number;
}

export interface Measured {
  readonly close: boolean;
  readonly service: Side;
  readonly floor: Side;
  readonly tuned: Side | null;
  /** The least and the largest quotient of requests/s, service by floor, of single rounds. */
  readonly ratios: readonly [number, number];
  /** SQL statements for each call of the service. */
  readonly statements: number;
}

/**
 * One case on all servers in turn.
 * @throws Error when an answer is not the one that its request asks for
 */
export async function measure(
  requests: readonly BenchRequest[],
  close: boolean,
  effort: Effort,
  { service, floor, tuned, load, secrets, countStatements }: Instruments,
): Promise<Measured> {
  const floors = tuned === undefined ? [floor] : [floor, tuned];
  const plans = await floorPlans(requests, requestsOf(requests, secrets, true), service.port);
  for (const one of floors) await one.serve(plans);
  const wire = requestsOf(requests, secrets, close);

  const run = async ({ port }: Server, until: Load['until']): Promise<Loaded> => {
    const loaded = await load.run({ port, requests: wire, connections: effort.connections, close, until });
    if (loaded.unexpected > 0) throw new Error(`answers that nobody expected: ${JSON.stringify(loaded.statuses)}`);
    return loaded;
  };

  const servers: readonly Server[] = [service, ...floors];
  for (const server of servers) await run(server, { seconds: Math.min(1, effort.seconds) });
  const before = await countStatements();
  const counted = await run(service, { requests: Math.min(requests.length, 200) });
  const statements = ((await countStatements()) - before) / counted.answers;

  const rounds = servers.map((): Round[] => []);
  for (let round = 0; round < effort.rounds; round += 1) {
    // Each of them goes first in its turn: what a round leaves to do meets the one after it.
    for (let place = 0; place < servers.length; place += 1) {
      const next = (round + place) % servers.length;
      rounds[next]!.push(await timed(servers[next]!, run, effort));
    }
  }
  const [ofService, ofFloor, ofTuned] = rounds as [Round[], Round[], Round[]?];
  const ratios = ofService.map(({ loaded }, round) => loaded.perSecond / ofFloor[round]!.loaded.perSecond);
  return {
    close,
    service: together(ofService),
    floor: together(ofFloor),
    tuned: ofTuned === undefined ? null : together(ofTuned),
    ratios: [Math.min(...ratios), Math.max(...ratios)],
    statements,
  };
}

interface Round {
  readonly loaded: Loaded;
  /** Seconds of CPU of the server process. */
  readonly cpu: number | undefined;
  readonly rss: number;
}

async function timed(
  server: Server,
  run: (server: Server, until: { seconds: number }) => Promise<Loaded>,
  { seconds }: Effort,
): Promise<Round> {
  const before = cpuSeconds(server.pid);
  const loaded = await run(server, { seconds });
  const after = cpuSeconds(server.pid);
  const cpu = before === undefined || after === undefined ? undefined : after - before;
  return { loaded, cpu, rss: residentBytes(server.pid) };
}

function together(rounds: readonly Round[]): Side {
  const sum = (of: (round: Round) => number): number => rounds.reduce((total, round) => total + of(round), 0);
  const answers = sum(({ loaded }) => loaded.answers);
  const times = pooled(rounds.map(({ loaded }) => loaded.times));
  const known = rounds.every(({ cpu }) => cpu !== undefined);
  return {
    perSecond: answers / sum(({ loaded }) => loaded.seconds),
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    cpu: known ? (sum(({ cpu }) => cpu as number) * 1000) / answers : null,
    rss: rounds.at(-1)!.rss,
  };
}
