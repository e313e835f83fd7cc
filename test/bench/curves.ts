import { casesOf, refsCurve, rulesCurve, type BenchRequest } from './cases.js';
import type { Size } from './data-set.sql.js';
import type { LoadProcess } from './load/load.js';
import { median } from './statistics.js';
import type { Point } from './results.js';
import type { Service } from './servers/service.js';
import { requestsOf, type BenchSecrets } from './wire.js';

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
    const found = all.map((): number[] => []);
    for (let round = -1; round < effort.rounds; round += 1) {
      for (let place = 0; place < all.length; place += 1) {
        // Each spot goes first in its turn.
        const next = (round + 1 + place) % all.length;
        const { service, requests } = all[next]!;
        const loaded = await load.run({
          ...ALONE,
          port: service.port,
          requests: requestsOf(requests, secrets, false),
          until: { seconds: effort.seconds },
        });
        if (loaded.unexpected > 0) throw new Error(`unexpected: ${JSON.stringify(loaded.statuses)}`);
        // The first round warms up.
        if (round >= 0) found[next]!.push(loaded.p50);
      }
    }
    return all.map(({ size }, index) => ({ size, median: median(found[index]!) }));
  };
  return {
    refs: await measure(spots(refsCurve(size))),
    rules: await measure(spots(rulesCurve(size))),
    keys: await measure(ofSizes('authorized_keys hit', ({ keys }) => keys)),
    projects: await measure(ofSizes('allowed _any', ({ projects }) => projects)),
  };
}
