import type { BenchRequest } from './cases.js';
import type { Loaded, LoadProcess } from './load/load.js';
import type { Floor } from './servers/floor.js';
import { cpuSeconds, residentBytes } from './servers/process-usage.js';
import { floorPlans, requestBytes, type BenchSecrets } from './wire.js';

/** A server as a process of its own on this machine. */
export interface Server {
  readonly port: number;
  readonly pid: number;
}

/** What a run is measured with. */
export interface Instruments {
  readonly service: Server;
  readonly floor: Floor;
  readonly load: LoadProcess;
  readonly secrets: BenchSecrets;
  readonly countStatements: () => Promise<number>;
}

export interface Effort {
  /** Seconds of one round; the service and the floor take turns. */
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
}

/** Medians of one side over the rounds. Times in milliseconds. */
export interface Side {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds of CPU of the server process for each request. */
  readonly cpu: number | null;
  /** Bytes, after the last round. */
  readonly rss: number;
}

export interface Measured {
  readonly close: boolean;
  readonly service: Side;
  readonly floor: Side;
  /** Median of the ratios of neighbouring rounds, which the same minute has seen. */
  readonly ratio: number;
  readonly p99Ratio: number;
  /** SQL statements for each call of the service; follow-up writes off the path included. */
  readonly statements: number;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/**
 * One case on both servers in turn.
 * @throws Error when an answer differs in status from what the service said when it was asked first
 */
export async function measure(
  requests: readonly BenchRequest[],
  close: boolean,
  effort: Effort,
  { service, floor, load, secrets, countStatements }: Instruments,
): Promise<Measured> {
  const plans = await floorPlans(requests, requestBytes(requests, secrets, true), service.port);
  const expected = new Set(plans.map(({ status }) => String(status)));
  await floor.serve(plans);
  const bytes = requestBytes(requests, secrets, close);

  const run = async (port: number, until: { seconds: number } | { requests: number }): Promise<Loaded> => {
    const loaded = await load.run({ port, requests: bytes, connections: effort.connections, close, until });
    const other = Object.keys(loaded.statuses).filter((status) => !expected.has(status));
    if (other.length > 0) throw new Error(`answers that nobody expected: ${JSON.stringify(loaded.statuses)}`);
    return loaded;
  };

  for (const { port } of [service, floor]) await run(port, { seconds: Math.min(1, effort.seconds) });
  const before = await countStatements();
  const counted = await run(service.port, { requests: Math.min(requests.length, 200) });
  const statements = ((await countStatements()) - before) / counted.answers;

  const rounds: { service: Round; floor: Round }[] = [];
  for (let round = 0; round < effort.rounds; round += 1) {
    const sides = { service: await timed(service, run, effort), floor: await timed(floor, run, effort) };
    rounds.push(sides);
  }
  const side = (name: 'service' | 'floor', pid: number): Side => ({
    perSecond: median(rounds.map((round) => round[name].loaded.perSecond)),
    p50: median(rounds.map((round) => round[name].loaded.p50)),
    p99: median(rounds.map((round) => round[name].loaded.p99)),
    cpu: rounds.some((round) => round[name].cpu === null) ? null : median(rounds.map((round) => round[name].cpu ?? 0)),
    rss: residentBytes(pid),
  });
  return {
    close,
    service: side('service', service.pid),
    floor: side('floor', floor.pid),
    ratio: median(rounds.map((round) => round.service.loaded.perSecond / round.floor.loaded.perSecond)),
    p99Ratio: median(rounds.map((round) => round.service.loaded.p99 / round.floor.loaded.p99)),
    statements,
  };
}

interface Round {
  readonly loaded: Loaded;
  readonly cpu: number | null;
}

async function timed(
  { port, pid }: Server,
  run: (port: number, until: { seconds: number }) => Promise<Loaded>,
  { seconds }: Effort,
): Promise<Round> {
  const before = cpuSeconds(pid);
  const loaded = await run(port, { seconds });
  const after = cpuSeconds(pid);
  return {
    loaded,
    cpu: before === undefined || after === undefined ? null : ((after - before) * 1000) / loaded.answers,
  };
}
