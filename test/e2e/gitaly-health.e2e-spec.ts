import { Lifecycle, Metrics } from '@app/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, said } from '../support/allowed-world.js';
import { ContentWorld } from '../support/content-world.js';
import type { GitalyDouble } from '../support/gitaly/gitaly-double.js';
import { send } from '../support/http.js';

const UNAVAILABLE = '503 503 Service Unavailable';
/** Milliseconds that a single question may take here, and after which a silent Gitaly is tried again. */
const DEADLINE = 1_500;
const PAUSE = 5_000;

describe('a Gitaly that does not answer', () => {
  let world: ContentWorld;
  let gitaly: GitalyDouble;
  beforeAll(async () => {
    world = await ContentWorld.open('Gitaly', {}, { deadlines: { fast: DEADLINE } });
    gitaly = world.gitaly!;
    world.allowed.api.app.get(Lifecycle).started();
  });
  afterAll(() => world?.close());
  beforeEach(() => world.forget());

  const pull = () => world.allowed.pull({ key_id: 30 }).then(said);
  const metrics = () => world.allowed.api.app.get(Metrics).registry.metrics();

  describe('in the probe', () => {
    const readiness = async () => {
      const answer = await send(world.allowed.api.url, '/-/readiness?all=1');
      return { code: answer.status, ...answer.json() };
    };
    const failed = [{ status: 'failed', message: 'unavailable', labels: { shard: 'default' } }];

    it('is shown by the name of its storage', async () => {
      expect(await readiness()).toMatchObject({
        code: 200,
        status: 'ok',
        db_check: [{ status: 'ok' }],
        gitaly_check: [{ status: 'ok', labels: { shard: 'default' } }],
      });
    });

    it('fails when it refuses the token, and the service stays in rotation', async () => {
      const { token } = gitaly.settings;
      gitaly.settings.token = 'another';
      expect(await readiness()).toMatchObject({ code: 200, status: 'ok', gitaly_check: failed });
      gitaly.settings.token = token;
    });

    it('fails while nobody listens, and the service stays in rotation', async () => {
      gitaly.crash();
      expect(await readiness()).toMatchObject({ code: 200, status: 'ok', gitaly_check: failed });
      await gitaly.restart();
    });
  });

  it('is called no more after three calls, until one of them is answered', async () => {
    // The connection of the test before is made anew.
    expect(await eventually(pull, (answer) => answer === '200')).toBe('200');
    await world.forget();
    gitaly.fault('RepositoryExists', { delay: 60_000 });
    for (let call = 0; call < 3; call++) expect(await pull()).toBe(UNAVAILABLE);
    expect(world.methods).toHaveLength(3);
    expect(await metrics()).toContain('gitaly_circuit_open{storage="default"} 1');

    const answers = await Promise.all(Array.from({ length: 10 }, pull));
    expect(new Set(answers)).toEqual(new Set([UNAVAILABLE]));
    expect(world.methods).toHaveLength(3);
    expect(await metrics()).toContain(
      'gitaly_call_duration_seconds_bucket{le="0.01",storage="default",method="RepositoryExists",code="UNAVAILABLE"} 10',
    );

    // Then one asks again, and the others do not wait for it.
    await sleep(PAUSE);
    gitaly.fault('RepositoryExists', { delay: DEADLINE / 2 });
    expect((await Promise.all([pull(), pull(), pull()])).toSorted()).toEqual(['200', UNAVAILABLE, UNAVAILABLE]);
    expect(world.methods).toHaveLength(4);
    expect(await metrics()).toContain('gitaly_circuit_open{storage="default"} 0');
  });

  it('is counted by method and code', async () => {
    expect(await pull()).toBe('200');
    const text = await metrics();
    for (const code of ['OK', 'DEADLINE_EXCEEDED', 'UNAVAILABLE']) {
      expect(text).toContain(
        `gitaly_call_duration_seconds_count{storage="default",method="RepositoryExists",code="${code}"}`,
      );
    }
  });
});
