import { Seats } from '@app/billing';
import { setTimeout as sleep } from 'node:timers/promises';
import { BillingWorld, subscriptionOf } from '../support/billing-world.js';
import type { Answer } from '../support/http.js';

const PARALLEL = 50;
/** Rows of one request: enough that requests meet in the middle of each other. */
const MANY = 1_000;

let world: BillingWorld;
beforeAll(async () => {
  // The machine may be busy, and fifty requests share ten connections: nobody is to be sent away for waiting.
  world = await BillingWorld.open({
    environment: { DATABASE_CONNECT_TIMEOUT: '60000', DATABASE_QUERY_TIMEOUT: '60000' },
  });
});
afterAll(() => world?.close());

/** So many requests at once; how often each status came. */
async function race(request: (index: number) => Promise<Answer>): Promise<Record<number, number>> {
  const answers = await Promise.all(Array.from({ length: PARALLEL }, (_, index) => request(index)));
  const statuses: Record<number, number> = {};
  for (const { status } of answers) statuses[status] = (statuses[status] ?? 0) + 1;
  return statuses;
}

const pack = (purchase_xid: string, number_of_minutes = 100) => ({
  number_of_minutes,
  expires_at: '2022-01-01',
  purchase_xid,
});

const redeem = (namespaceId: number, packs: object[]): Promise<Answer> =>
  world.A.post(`/namespaces/${namespaceId}/minutes`, { json: { packs } });

const packsLike = (pattern: string) =>
  world.suite.sql<{ namespace_id: number; purchase_xid: string; number_of_minutes: number }>(
    `SELECT namespace_id, purchase_xid, number_of_minutes FROM ci_minutes_additional_packs
      WHERE purchase_xid LIKE $1 ORDER BY purchase_xid`,
    [pattern],
  );

/** A list that begins at another element for each request. */
const rotated = <Item>(items: readonly Item[], by: number): Item[] =>
  items.map((_, index) => items[(index + by) % items.length] as Item);

/** Until a statement of this database waits for a lock. */
async function untilSomebodyWaits(): Promise<void> {
  for (let waiting = 0; waiting === 0; await sleep(20)) {
    const [row] = await world.suite.sql<{ count: number }>(
      `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    waiting = row?.count ?? 0;
  }
}

describe(`${PARALLEL} requests at once`, () => {
  it('one purchase is redeemed once', async () => {
    const { id } = await world.group();
    expect(await race((index) => redeem(id, [pack('same', index)]))).toEqual({ 201: PARALLEL });
    expect(await packsLike('same')).toHaveLength(1);
  });

  it('one purchase for two namespaces goes to one of them', async () => {
    const [one, other] = [await world.group(), await world.group()];
    const statuses = await race((index) => redeem((index % 2 === 0 ? one : other).id, [pack('either')]));
    expect(statuses).toEqual({ 201: PARALLEL / 2, 400: PARALLEL / 2 });
    expect(await packsLike('either')).toHaveLength(1);
  });

  it('many purchases in any order do not wait for each other in a circle', async () => {
    const { id } = await world.group();
    const packs = Array.from({ length: MANY }, (_, index) => pack(`circle-${index}`));
    const statuses = await race((index) => redeem(id, index % 2 ? rotated(packs, index) : packs.toReversed()));
    expect(statuses).toEqual({ 201: PARALLEL });
    expect(await packsLike('circle-%')).toHaveLength(MANY);
  });

  it('moves against creates: every purchase exists once, with its minutes', async () => {
    const [one, other] = [await world.group(), await world.group()];
    const xids = Array.from({ length: 10 }, (_, index) => `moving-${index}`);
    const statuses = await race((index) => {
      if (index % 5 === 0) return world.A.patch(`/namespaces/${one.id}/minutes/move/${other.id}`);
      if (index % 5 === 1) return world.A.patch(`/namespaces/${other.id}/minutes/move/${one.id}`);
      return redeem(
        one.id,
        rotated(xids, index).map((xid) => pack(xid)),
      );
    });
    // A purchase that has just moved away is another namespace's: 400, and nothing of that request is stored.
    expect(Object.keys(statuses).every((status) => ['201', '202', '400'].includes(status))).toBe(true);
    expect(statuses[202]).toBe((2 * PARALLEL) / 5);
    const stored = await packsLike('moving-%');
    expect(stored.map((row) => row.purchase_xid)).toEqual(xids);
    expect(stored.reduce((sum, row) => sum + row.number_of_minutes, 0)).toBe(1000);
  });

  it('moves of the same packs to two namespaces take each pack to one', async () => {
    const [from, one, other] = [await world.group(), await world.group(), await world.group()];
    await redeem(
      from.id,
      Array.from({ length: 100 }, (_, index) => pack(`torn-${index}`)),
    );
    const statuses = await race((index) =>
      world.A.patch(`/namespaces/${from.id}/minutes/move/${(index % 2 === 0 ? one : other).id}`),
    );
    expect(statuses).toEqual({ 202: PARALLEL });
    expect(new Set((await packsLike('torn-%')).map((row) => row.namespace_id)).size).toBe(1);
    expect(await packsLike('torn-%')).toHaveLength(100);
  });

  it('one subscription is made, and it is that of the request that was told so', async () => {
    const { id } = await world.group();
    let made: number | undefined;
    const statuses = await race(async (index) => {
      const query = { start_date: '2020-07-15', plan_code: 'premium', seats: index + 1 };
      const answer = await world.A.post(subscriptionOf(id), { query });
      if (answer.status === 201) made = index + 1;
      else expect(answer.json()).toEqual({ message: { namespace_id: ['has already been taken'] } });
      return answer;
    });
    expect(statuses).toEqual({ 201: 1, 400: PARALLEL - 1 });
    expect(await world.stored(id)).toMatchObject({ seats: made });
  });

  it('changes of one subscription lose nothing of each other, nor of the refresh', async () => {
    const { id } = await world.subscribed({ seats: 1000 });
    const statuses = await race(async (index) => {
      if (index % 10 === 0) await world.api.app.get(Seats).refreshAll();
      if (index === 25) return world.A.put(subscriptionOf(id), { query: { end_date: '2030-01-01' } });
      return world.A.put(subscriptionOf(id), { query: { seats: index + 1 } });
    });
    expect(statuses).toEqual({ 200: PARALLEL });
    const history = await world.suite.sql<{ seats: number; end_date: string | null }>(
      'SELECT seats, end_date FROM gitlab_subscription_histories WHERE namespace_id = $1 ORDER BY id',
      [id],
    );
    // One row for each change, each of which began where another had ended.
    expect(history).toHaveLength(PARALLEL);
    const after = await world.stored(id);
    expect(after).toMatchObject({ end_date: '2030-01-01', seats_in_use: 1, max_seats_used: 1 });
    const seen = [...history.map((row) => row.seats), after?.seats];
    expect(new Set(seen).size).toBe(PARALLEL);
  });

  it('a change that waited for another one of the plan keeps the new plan', async () => {
    const { id } = await world.subscribed({ seats: 10 });
    const rival = await world.suite.pool.connect();
    try {
      await rival.query('BEGIN');
      await rival.query(
        `UPDATE gitlab_subscriptions SET hosted_plan_id = (SELECT id FROM plans WHERE name = 'gold')
          WHERE namespace_id = $1`,
        [id],
      );
      const change = world.A.put(subscriptionOf(id), { query: { seats: 11 } });
      await untilSomebodyWaits();
      await rival.query('COMMIT');
      expect((await change).json()).toMatchObject({ plan: { code: 'gold' }, usage: { seats_in_subscription: 11 } });
    } finally {
      rival.release();
    }
  });

  it('reconciliations of the same namespaces, in any order', async () => {
    const made = await world.suite.sql<{ id: number }>(
      `INSERT INTO namespaces (name, path, type) SELECT 'r' || n, 'r' || n, 'Group' FROM generate_series(1, $1) n RETURNING id`,
      [MANY],
    );
    const ids = made.map(({ id }) => id);
    const day = (index: number) => `2022-01-${String((index % 28) + 1).padStart(2, '0')}`;
    const statuses = await race((index) => {
      const rows = rotated(ids, index).map((namespace_id) => ({
        namespace_id,
        next_reconciliation_date: day(index),
        display_alert_from: day(index),
      }));
      const json = { upcoming_reconciliations: index % 2 ? rows : rows.toReversed() };
      return world.A.put('/internal/upcoming_reconciliations', { json });
    });
    expect(statuses).toEqual({ 200: PARALLEL });
    const stored = await world.suite.sql<{ next: string; from: string }>(
      `SELECT next_reconciliation_date AS next, display_alert_from AS "from"
         FROM upcoming_reconciliations WHERE namespace_id = ANY ($1)`,
      [ids],
    );
    expect(stored).toHaveLength(ids.length);
    // All rows are those of one request, the one that came last.
    expect(new Set(stored.flatMap(({ next, from }) => [next, from])).size).toBe(1);
  });
});
