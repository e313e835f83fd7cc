import fc from 'fast-check';
import { openAttackWorld, type AttackWorld } from '../support/attack-world.js';
import { complaintAbout, complaintAboutBytes } from '../support/fuzz/complaints.js';
import type { ServedRoute } from '../support/routes.js';
import { hostileBytes, hostileRequests } from '../support/fuzz/hostile-requests.js';

/** The same few hundred every time; test/long/fuzz.long-spec.ts sends ten thousand others. */
const SEED = 6_2026;

describe(`invariant 8: hostile requests of seed ${SEED}`, () => {
  let world: AttackWorld;
  let routes: readonly ServedRoute[];
  beforeAll(async () => {
    world = await openAttackWorld({ environment: { MAX_BODY_SIZE: '1000000' } });
    // Nobody has told the service of a suite that it takes traffic, so this one answers 503.
    routes = world.routes.filter(({ path }) => path !== '/-/readiness');
  });
  afterAll(() => world?.close());

  it('500 requests to every route are answered in JSON, without a fault', async () => {
    await fc.assert(
      fc.asyncProperty(hostileRequests(routes), async (request) => {
        expect(await complaintAbout(world.api.url, request, world.tokens)).toBeUndefined();
      }),
      { numRuns: 500, seed: SEED, endOnFailure: true },
    );
  });

  it('50 floods of bytes that are hardly HTTP do not end the service', async () => {
    await fc.assert(
      fc.asyncProperty(hostileBytes(routes), async (bytes) => {
        expect(await complaintAboutBytes(world.api.url, bytes)).toBeUndefined();
      }),
      { numRuns: 50, seed: SEED, endOnFailure: true },
    );
    expect((await world.api.shell.get('/check')).status).toBe(200);
  });
});
