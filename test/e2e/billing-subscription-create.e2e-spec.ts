import { BillingWorld, message, numbersOf, subscriptionOf, type Shown } from '../support/billing-world.js';

let world: BillingWorld;
beforeAll(async () => {
  world = await BillingWorld.open();
});
afterAll(() => world?.close());

const FULL = { start_date: '2020-07-15', plan_code: 'premium', seats: 10 };

const BASE_ANSWER = {
  plan: { code: 'premium', name: 'premium', trial: false, auto_renew: null, upgradable: false },
  usage: { seats_in_subscription: 10, seats_in_use: 1, max_seats_used: 0, seats_owed: 0 },
  billing: { subscription_start_date: '2020-07-15', subscription_end_date: null, trial_ends_on: null },
};

describe('POST /namespaces/:id/gitlab_subscription: who may', () => {
  it('case 1: nobody without a token', async () => {
    const { id } = await world.group();
    const answer = await world.as().post(subscriptionOf(id), { query: FULL });
    expect([answer.status, answer.json()]).toEqual([401, message('401 Unauthorized')]);
    expect(await world.stored(id)).toBeUndefined();
  });

  it('case 2: nobody without a token, whatever is missing', async () => {
    const { id } = await world.group();
    const answer = await world.as().post(subscriptionOf(id));
    expect([answer.status, answer.json()]).toEqual([401, message('401 Unauthorized')]);
  });

  it('case 3: no ordinary user, an owner included', async () => {
    const { id } = await world.group();
    for (const client of [world.U, await world.member(id, 50)]) {
      const answer = await client.post(subscriptionOf(id), { query: FULL });
      expect([answer.status, answer.json()]).toEqual([403, message('403 Forbidden')]);
    }
    expect(await world.stored(id)).toBeUndefined();
  });

  it('case 4: an ordinary user hears of the missing parameter first', async () => {
    const { id } = await world.group();
    const answer = await world.U.post(subscriptionOf(id), { query: { seats: 10 } });
    expect([answer.status, answer.json()]).toEqual([400, { error: 'start_date is missing' }]);
  });
});

describe('POST /namespaces/:id/gitlab_subscription: parameters', () => {
  it('case 5: start_date is missing', async () => {
    const { id } = await world.group();
    const answer = await world.A.post(subscriptionOf(id), { query: { seats: 10 } });
    expect([answer.status, answer.json()]).toEqual([400, { error: 'start_date is missing' }]);
  });

  it('case 6: the base spec’s subscription', async () => {
    const { id } = await world.group();
    const answer = await world.A.post(subscriptionOf(id), { query: FULL });
    expect([answer.status, answer.json()]).toEqual([201, BASE_ANSWER]);
    expect(answer.headers['content-type']).toMatch(/^application\/json\b/);
  });

  it('case 7: `plan` is an alias, and `plan_code` wins over it', async () => {
    const [one, other] = [await world.group(), await world.group()];
    const query = { start_date: '2020-07-15', plan: 'premium', seats: 10 };
    const alias = await world.A.post(subscriptionOf(one.id), { query });
    expect([alias.status, alias.json()]).toEqual([201, BASE_ANSWER]);
    const both = await world.A.post(subscriptionOf(other.id), { query: { ...query, plan_code: 'gold' } });
    expect(both.json<Shown>().plan.code).toBe('gold');
  });

  it('case 11: JSON with dates that begin with the day', async () => {
    const { id } = await world.group();
    const json = { start_date: '01/02/2018', end_date: '01/01/2019', seats: 10, plan_code: 'gold' };
    const answer = await world.A.post(subscriptionOf(id), { json });
    const { plan, billing } = answer.json<Shown>();
    expect(answer.status).toBe(201);
    expect(billing).toEqual({
      subscription_start_date: '2018-02-01',
      subscription_end_date: '2019-01-01',
      trial_ends_on: null,
    });
    expect(plan.upgradable).toBe(false);
  });

  it('case 12: start_date null, or empty', async () => {
    const { id } = await world.group();
    for (const start_date of [null, '']) {
      const answer = await world.A.post(subscriptionOf(id), { json: { ...FULL, start_date } });
      expect([answer.status, answer.json()]).toEqual([400, message({ start_date: ["can't be blank"] })]);
    }
  });

  it('case 13: seats null, or empty', async () => {
    const { id } = await world.group();
    for (const seats of [null, '']) {
      const answer = await world.A.post(subscriptionOf(id), { json: { ...FULL, seats } });
      expect([answer.status, answer.json()]).toEqual([400, message({ seats: ["can't be blank"] })]);
    }
    expect(await world.stored(id)).toBeUndefined();
  });

  it.each([
    ['case 14', { seats: 'abc' }, 'seats is invalid'],
    ['case 15', { start_date: '06/13/2021' }, 'start_date is invalid'],
    ['case 16', { trial: 'maybe' }, 'trial is invalid'],
    ['a seat beyond 32 bits', { seats: 2147483648 }, 'seats is invalid'],
    ['a NUL', { plan_code: 'go\0ld' }, 'plan_code is invalid'],
    ['a list', { seats: [10] }, 'seats is invalid'],
  ])('%s: %j', async (_, sent, error) => {
    const { id } = await world.group();
    const answer = await world.A.post(subscriptionOf(id), { json: { ...FULL, ...sent } });
    expect([answer.status, answer.json()]).toEqual([400, { error }]);
    expect(await world.stored(id)).toBeUndefined();
  });

  it('case 17: every failure is told', async () => {
    const { id } = await world.group();
    const answer = await world.A.post(subscriptionOf(id), { query: { seats: 'abc' } });
    expect([answer.status, answer.json()]).toEqual([400, { error: 'start_date is missing, seats is invalid' }]);
  });

  it('body wins over query, and what is unknown is ignored', async () => {
    const { id } = await world.group();
    const query = { ...FULL, seats: 3, id: 1, colour: 'red' };
    const answer = await world.A.post(subscriptionOf(id), { query, json: { seats: 7 } });
    expect([answer.status, numbersOf(answer.json<Shown>())]).toEqual([201, [7, 1, 0, 0]]);
    expect(await world.stored(id)).toMatchObject({ namespace_id: id, seats: 7 });
  });

  it('the quotes of the base spec’s address are no part of the values', async () => {
    const { id } = await world.group();
    const answer = await world.A.post(subscriptionOf(id), { query: { ...FULL, start_date: '"2020-07-15"' } });
    expect([answer.status, answer.json()]).toEqual([201, BASE_ANSWER]);
  });
});

describe('POST /namespaces/:id/gitlab_subscription: plan and trial', () => {
  it.each([
    ['case 18: no plan', {}, null],
    ['case 19: null is free', { plan_code: null }, 'free'],
    ['case 20: an unknown plan', { plan_code: 'nope' }, null],
    ['an empty plan', { plan_code: '' }, null],
  ])('%s', async (_, sent, code) => {
    const { id } = await world.group();
    const answer = await world.A.post(subscriptionOf(id), { json: { start_date: '2020-07-15', seats: 10, ...sent } });
    expect(answer.status).toBe(201);
    expect(answer.json<Shown>().plan).toEqual({
      code,
      name: code,
      trial: false,
      auto_renew: null,
      upgradable: false,
    });
  });

  it('case 21: a trial starts with its subscription', async () => {
    const { id } = await world.group();
    const json = { ...FULL, start_date: '2021-01-01', trial: true, trial_starts_on: null };
    const answer = await world.A.post(subscriptionOf(id), { json });
    const shown = answer.json<Shown>();
    expect([answer.status, shown.plan.trial, shown.plan.upgradable]).toEqual([201, true, false]);
    expect(numbersOf(shown)).toEqual([10, 1, 0, 0]);
    expect(await world.stored(id)).toMatchObject({ trial_starts_on: '2021-01-01' });
  });

  it('case 22: a trial with a start of its own', async () => {
    const { id } = await world.group();
    const query = { ...FULL, start_date: '2021-01-01', trial: 'true', trial_starts_on: '2021-02-01' };
    expect((await world.A.post(subscriptionOf(id), { query })).status).toBe(201);
    expect(await world.stored(id)).toMatchObject({ trial: true, trial_starts_on: '2021-02-01' });
  });
});

describe('POST /namespaces/:id/gitlab_subscription: namespaces', () => {
  it('case 23: one subscription for each namespace', async () => {
    const { id } = await world.subscribed({ seats: 3 });
    const before = await world.stored(id);
    const answer = await world.A.post(subscriptionOf(id), { query: FULL });
    expect([answer.status, answer.json()]).toEqual([400, message({ namespace_id: ['has already been taken'] })]);
    expect(await world.stored(id)).toEqual(before);
    const blank = await world.A.post(subscriptionOf(id), { json: { ...FULL, seats: null } });
    expect(blank.json()).toEqual(message({ seats: ["can't be blank"], namespace_id: ['has already been taken'] }));
  });

  it('case 24: a path with a dot', async () => {
    const { id } = await world.group({ path: 'a.b' });
    expect((await world.A.post(subscriptionOf('a.b'), { query: FULL })).status).toBe(201);
    expect(await world.stored(id)).toBeDefined();
  });

  it('case 25: a subgroup by its full path', async () => {
    const parent = await world.group({ path: 'a' });
    const { id } = await world.suite.make.group({ path: 'b', parent_id: parent.id });
    expect((await world.A.post(subscriptionOf('a%2Fb'), { query: FULL })).status).toBe(201);
    expect(await world.stored(id)).toBeDefined();
  });

  it('a path in another case is found after the exact one', async () => {
    const lower = await world.group({ path: 'twin' });
    const upper = await world.group({ path: 'TWIN' });
    await world.A.post(subscriptionOf('TWIN'), { query: FULL });
    expect([await world.stored(lower.id), await world.stored(upper.id)]).toEqual([undefined, expect.anything()]);
    const only = await world.group({ path: 'OnlyOne' });
    expect((await world.A.post(subscriptionOf('onlyone'), { query: FULL })).status).toBe(201);
    expect(await world.stored(only.id)).toBeDefined();
  });

  it.each(['999999', '0', '9'.repeat(30), '9223372036854775808', 'no-such', '-1', '1e1', 'a%00b', '%20999999'])(
    'case 26: namespace %s is unknown',
    async (namespace) => {
      const answer = await world.A.post(subscriptionOf(namespace), { query: FULL });
      expect([answer.status, answer.json()]).toEqual([404, message('404 Namespace Not Found')]);
    },
  );

  it('a project’s namespace is none of the portal’s', async () => {
    const { id } = await world.suite.make.insert('namespaces', { type: 'Project', name: 'p', path: 'p' });
    expect((await world.A.post(subscriptionOf(id), { query: FULL })).status).toBe(404);
  });
});
