import type { BenchRequest } from './cases.js';
import type { Loaded } from './load/load.js';
import type { Effort, Instruments } from './measure.js';
import { cpuSeconds } from './servers/process-usage.js';
import { median } from './statistics.js';
import { requestsOf } from './wire.js';

/** How many times as much as it can do is asked of a server that is overloaded. */
export const TIMES = 3;

/** What is left of the service's best when far more is asked of it than it can do. */
export interface Overload {
  readonly close: boolean;
  /** Good answers for each second that its process was on a processor. */
  readonly peak: number;
  readonly beyond: number;
  /** Median of the quotients of neighbouring rounds. */
  readonly left: number;
  /** Refusals in a second of the clock. */
  readonly refused: number;
}

/** Enough to keep the service busy, and fewer than it lets in at once. */
const PEAK_CONNECTIONS = 64;
/** Many more than it lets in. */
const OVERLOAD_CONNECTIONS = 768;

const answers = (status: number, { statuses }: Loaded): number => statuses[status] ?? 0;

/**
 * As much as the service can do, and three times as much by callers who do not wait for one another, in turns.
 *
 * By the clock the load and PostgreSQL would count as well, which take the same processors here, and take more of them when
 * more is asked: so good answers are held against what the service's own process has used.
 * @returns undefined where the system does not tell what a process has used
 * @throws Error when a status is neither 200 nor 503
 */
export async function measureOverload(
  requests: readonly BenchRequest[],
  close: boolean,
  { seconds, rounds }: Omit<Effort, 'connections'>,
  { service, load, secrets }: Pick<Instruments, 'service' | 'load' | 'secrets'>,
): Promise<Overload | undefined> {
  if (cpuSeconds(service.pid) === undefined) return undefined;
  const wire = requestsOf(requests, secrets, close);

  const run = async (connections: number, perSecond?: number): Promise<{ loaded: Loaded; goodput: number }> => {
    const before = cpuSeconds(service.pid) as number;
    const until = { seconds, perSecond };
    const loaded = await load.run({ port: service.port, requests: wire, connections, close, until });
    if (answers(200, loaded) + answers(503, loaded) !== loaded.answers) {
      throw new Error(`answers that nobody expected: ${JSON.stringify(loaded.statuses)}`);
    }
    return { loaded, goodput: answers(200, loaded) / ((cpuSeconds(service.pid) as number) - before) };
  };

  const all: { peak: number; beyond: number; refused: number }[] = [];
  // The first round warms up.
  for (let round = -1; round < rounds; round += 1) {
    const peak = await run(PEAK_CONNECTIONS);
    const beyond = await run(OVERLOAD_CONNECTIONS, TIMES * peak.loaded.perSecond);
    const refused = answers(503, beyond.loaded) / beyond.loaded.seconds;
    if (round >= 0) all.push({ peak: peak.goodput, beyond: beyond.goodput, refused });
  }
  return {
    close,
    peak: median(all.map(({ peak }) => peak)),
    beyond: median(all.map(({ beyond }) => beyond)),
    left: median(all.map(({ peak, beyond }) => beyond / peak)),
    refused: median(all.map(({ refused }) => refused)),
  };
}
