import { casesOf, refsCurve, rulesCurve, type BenchRequest } from './cases.js';
import type { Size } from './data-set.sql.js';
import type { LoadProcess } from './load/load.js';
import { median } from './measure.js';
import type { Point } from './results.js';
import type { Service } from './servers/service.js';
import { requestBytes, type BenchSecrets } from './wire.js';

export type CurveName = 'refs' | 'rules' | 'keys' | 'projects';

/** A service over a data set of one size. */
export interface Sized {
  readonly size: Size;
  readonly service: Service;
}

interface Spot {
  readonly size: number;
  readonly service: Service;
  readonly requests: readonly BenchRequest[];
}

/** One client that asks one thing after another: what is seen is the time of one request, not of a queue. */
const ALONE = { connections: 1, close: false };

/** The time of a request as one thing grows: refs of a push, rules of its project, keys and projects of the instance. */
export async function measureCurves(
  services: readonly Sized[],
  effort: { readonly seconds: number; readonly rounds: number },
  load: LoadProcess,
  secrets: BenchSecrets,
): Promise<Record<CurveName, Point[]>> {
  const { size, service } = services.at(-1)!;
  const spots = (curve: ReadonlyMap<number, readonly BenchRequest[]>): Spot[] =>
    [...curve].map(([at, requests]) => ({ size: at, service, requests }));
  const ofSizes = (name: string, at: (size: Size) => number): Spot[] =>
    services.map((sized) => ({
      size: at(sized.size),
      service: sized.service,
      requests: casesOf(sized.size, [])[name] as readonly BenchRequest[],
    }));
  const measure = async (all: readonly Spot[]): Promise<Point[]> => {
    const rounds: number[][] = [];
    for (let round = -1; round < effort.rounds; round += 1) {
      const means: number[] = [];
      for (const spot of all) {
        const loaded = await load.run({
          ...ALONE,
          port: spot.service.port,
          requests: requestBytes(spot.requests, secrets, false),
          until: { seconds: effort.seconds },
        });
        if (Object.keys(loaded.statuses).join() !== '200')
          throw new Error(`unexpected: ${JSON.stringify(loaded.statuses)}`);
        means.push(loaded.p50);
      }
      // The first round warms up.
      if (round >= 0) rounds.push(means);
    }
    return all.map((spot, index) => ({ size: spot.size, mean: median(rounds.map((means) => means[index] as number)) }));
  };
  return {
    refs: await measure(spots(refsCurve(size))),
    rules: await measure(spots(rulesCurve(size))),
    keys: await measure(ofSizes('authorized_keys hit', ({ keys }) => keys)),
    projects: await measure(ofSizes('allowed _any', ({ projects }) => projects)),
  };
}
