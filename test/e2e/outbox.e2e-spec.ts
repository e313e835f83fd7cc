import type { INestApplicationContext } from '@nestjs/common';
import { Metrics, Outbox, type Queries } from '@app/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApi, type RunningApi } from '../support/app.js';
import { openSuite, type Suite } from '../support/suite.js';
import { startWorker, untilOutboxIsEmpty } from '../support/worker.js';

describe('the outbox', () => {
  let suite: Suite;
  let api: RunningApi;
  let outbox: Outbox;

  beforeAll(async () => {
    suite = await openSuite();
    api = await startApi(suite);
    outbox = api.app.get(Outbox);
    await suite.sql('CREATE TABLE effects (note text)');
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });
  afterEach(() => suite.sql('TRUNCATE effects, internal_api.outbox'));

  const promise = async (): Promise<number> => {
    const columns = { queue: 'test', payload: { note: 'done' }, created_at: new Date() };
    return (await suite.make.insert('internal_api.outbox', columns)).id;
  };
  const effect = { name: 'test_effect', text: 'INSERT INTO effects (note) VALUES ($1)' };
  const work = async ({ note }: { note: string }, queries: Queries): Promise<void> => {
    await queries.query(effect, [note]);
    await sleep(50);
  };
  const effects = () => suite.sql('SELECT note FROM effects');

  it('does the work of a row once, however many tickets arrive and whenever', async () => {
    const id = await promise();
    await Promise.all(Array.from({ length: 5 }, () => outbox.process({ id }, work)));
    await outbox.process({ id }, work);
    expect(await effects()).toEqual([{ note: 'done' }]);
    expect(await suite.sql('SELECT id FROM internal_api.outbox')).toEqual([]);
  });

  it('leaves nothing of work that fails, keeps the promise, and sets it aside with its reason after five times', async () => {
    const id = await promise();
    const failing = async (payload: { note: string }, queries: Queries): Promise<void> => {
      await work(payload, queries);
      throw new Error('no room');
    };
    const row = async () =>
      (await suite.sql('SELECT attempts, error, failed_at IS NOT NULL AS failed FROM internal_api.outbox'))[0];
    for (let attempt = 1; attempt <= 5; attempt++) {
      await expect(outbox.process({ id }, failing)).rejects.toThrow('no room');
      expect(await row()).toEqual({ attempts: attempt, error: 'no room', failed: attempt === 5 });
    }
    await outbox.process({ id }, work);
    expect(await effects()).toEqual([]);
  });

  describe('with a worker', () => {
    let worker: INestApplicationContext;

    beforeAll(async () => {
      worker = await startWorker(api.configuration);
    });
    afterAll(() => worker?.close());

    it('hands over again what Redis has lost, and tells how much it still owes', async () => {
      const lost = {
        queue: 'post_receive',
        payload: {
          gl_repository: 'project-99999',
          actor: { by: 'nobody' },
          changes: [],
          push_options: [],
          received_at: '',
        },
        created_at: new Date(Date.now() - 120_000),
      };
      await suite.make.insert('internal_api.outbox', {
        ...lost,
        queue: 'nobody-serves-this',
        dispatched_at: new Date(),
      });
      const metrics = await worker.get(Metrics).registry.metrics();
      expect(metrics).toContain('internal_api_outbox_jobs{state="waiting"} 1');
      expect(Number(/^internal_api_outbox_lag_seconds (\S+)/m.exec(metrics)?.[1])).toBeGreaterThan(119);
      await suite.sql('DELETE FROM internal_api.outbox');

      await suite.make.insert('internal_api.outbox', { ...lost, dispatched_at: new Date(Date.now() - 61_000) });
      await untilOutboxIsEmpty(suite);
    });
  });
});
