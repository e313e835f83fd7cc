import type { INestApplicationContext } from '@nestjs/common';
import { Outbox, OutboxJobs, OutboxKeeper, type OutboxEntry } from '@app/platform';
import { startApi, type RunningApi } from '../support/app.js';
import { makeFixtures } from '../support/fixtures.js';
import { openSuite, type Suite } from '../support/suite.js';
import { startWorker, untilOutboxIsEmpty } from '../support/worker.js';

const DAY = 86_400_000;

describe('the outbox in operation', () => {
  let suite: Suite;
  let api: RunningApi;
  let jobs: OutboxJobs;

  beforeAll(async () => {
    suite = await openSuite();
    await makeFixtures(suite);
    api = await startApi(suite);
    jobs = api.app.get(OutboxJobs);
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });
  afterEach(() => suite.sql('TRUNCATE internal_api.outbox'));

  const promise = async (columns: object = {}): Promise<number> => {
    const given = { queue: 'test', payload: {}, created_at: new Date(), correlation_id: 'of-the-push', ...columns };
    return (await suite.make.insert('internal_api.outbox', given)).id;
  };
  const setAside = (columns: object = {}): Promise<number> =>
    promise({ failed_at: new Date(), error: 'no room', attempts: 5, ...columns });
  const ids = (entries: readonly OutboxEntry[]): number[] => entries.map(({ id }) => id);

  it('shows what waits and what was set aside with its reason, the oldest first, in parts', async () => {
    const waiting = await promise();
    const failed = [await setAside(), await setAside({ queue: 'other' }), await setAside()];
    expect(ids(await jobs.list({ state: 'waiting' }))).toEqual([waiting]);
    expect(ids(await jobs.list({ state: 'failed' }))).toEqual(failed);
    expect(ids(await jobs.list({ state: 'failed', limit: 2 }))).toEqual(failed.slice(0, 2));
    expect(ids(await jobs.list({ state: 'failed', limit: 2, after: failed[1]! }))).toEqual(failed.slice(2));
    const [entry] = await jobs.list({ state: 'failed', queue: 'other' });
    expect(entry).toEqual({
      id: failed[1],
      queue: 'other',
      correlation_id: 'of-the-push',
      created_at: expect.any(Date) as Date,
      attempts: 5,
      failed_at: expect.any(Date) as Date,
      error: 'no room',
    });
  });

  it('tries one again, or all of a queue, or all; what waits is left alone', async () => {
    const waiting = await promise({ dispatched_at: new Date(), attempts: 3 });
    const [first, second, other] = [await setAside(), await setAside(), await setAside({ queue: 'other' })];
    expect(await jobs.retry(first)).toBe(true);
    expect(await jobs.retry(first)).toBe(false);
    expect(await jobs.retry(waiting)).toBe(false);
    expect(ids(await jobs.list({ state: 'failed' }))).toEqual([second, other]);
    expect(await jobs.retryAll('other')).toBe(1);
    expect(await jobs.retryAll()).toBe(1);
    const due = await suite.sql('SELECT id, attempts, dispatched_at, error FROM internal_api.outbox WHERE id <> $1', [
      waiting,
    ]);
    expect(due).toHaveLength(3);
    for (const row of due) expect(row).toMatchObject({ attempts: 0, dispatched_at: null, error: 'no room' });
  });

  it('a job that was retried is done by the worker, and one that killed its process too often is set aside', async () => {
    const outbox = api.app.get(Outbox);
    const id = await promise({ attempts: 20 });
    let done = 0;
    const work = (): Promise<void> => Promise.resolve(void done++);
    await outbox.process({ id }, work);
    expect(done).toBe(0);
    const [entry] = await jobs.list({ state: 'failed' });
    expect(entry).toMatchObject({ id, error: 'begun 20 times without an end' });
    await jobs.retry(id);
    await outbox.process({ id }, work);
    expect(done).toBe(1);
    expect(await suite.sql('SELECT FROM internal_api.outbox')).toHaveLength(0);
  });

  it('does not blame a job for a store that went away', async () => {
    const id = await promise({ attempts: 4 });
    const lost = Object.assign(new Error('terminating connection'), { code: '57P01' });
    await expect(api.app.get(Outbox).process({ id }, () => Promise.reject(lost))).rejects.toThrow();
    expect(await jobs.list({ state: 'waiting' })).toMatchObject([{ id, attempts: 5, error: 'terminating connection' }]);
  });

  describe('with two workers', () => {
    const workers: INestApplicationContext[] = [];

    beforeAll(async () => {
      for (let count = 0; count < 2; count++) workers.push(await startWorker(api.configuration));
    });
    afterAll(() => Promise.all(workers.map((worker) => worker.close())));

    it('records each push once', async () => {
      const pushes = 400;
      const change = `${'0'.repeat(40)} ${'a'.repeat(40)} refs/heads/branch-`;
      await suite.sql(
        `INSERT INTO internal_api.outbox (queue, payload, created_at)
         SELECT 'post_receive', jsonb_build_object(
                  'gl_repository', 'project-3', 'actor', json_build_object('by', 'key', 'id', 30),
                  'changes', json_build_array($1::text || n), 'push_options', '[]'::json,
                  'received_at', '2024-01-01T00:00:00.000Z'), now()
           FROM generate_series(1, $2::int) n`,
        [change, pushes],
      );
      await untilOutboxIsEmpty(suite, 60);
      const [counted] = await suite.sql(
        `SELECT count(*) AS events, count(DISTINCT ref) AS refs FROM push_event_payloads WHERE ref LIKE 'branch-%'`,
      );
      expect(counted).toEqual({ events: pushes, refs: pushes });
    });

    it('forgets what was set aside a month ago, and nothing that waits', async () => {
      const month = new Date(Date.now() - 31 * DAY);
      await setAside({ failed_at: month });
      const recent = await setAside({ failed_at: new Date(Date.now() - 29 * DAY) });
      const waiting = await promise({ created_at: month });
      for (const worker of workers) await worker.get(OutboxKeeper).prune();
      const rows = await suite.sql<{ id: number }>('SELECT id FROM internal_api.outbox ORDER BY id');
      expect(rows.map(({ id }) => id)).toEqual([recent, waiting]);
    });
  });
});
