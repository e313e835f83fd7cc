import { BillingWorld, message, numbersOf, subscriptionOf, type Shown } from '../support/billing-world.js';

const NOW = new Date('2021-06-15T12:00:00Z');

let world: BillingWorld;
beforeAll(async () => {
  world = await BillingWorld.open();
  world.api.setClock(NOW);
});
afterAll(() => world?.close());

const historyOf = (namespaceId: number) =>
  world.suite.sql('SELECT * FROM gitlab_subscription_histories WHERE namespace_id = $1 ORDER BY id', [namespaceId]);

/** 80 seats, 82 users, most 82, 2 owed. */
const BUSY = { seats: 80, seats_in_use: 82, max_seats_used: 82, seats_owed: 2 };

describe('PUT /namespaces/:id/gitlab_subscription', () => {
  it('case 27: a namespace without a subscription', async () => {
    const { id } = await world.group();
    const answer = await world.A.put(subscriptionOf(id), { query: { seats: 5 } });
    expect([answer.status, answer.json()]).toEqual([404, message('404 GitlabSubscription Not Found')]);
    const blank = await world.A.put(subscriptionOf(id), { json: { seats: null } });
    expect(blank.status).toBe(404);
    expect((await world.A.put(subscriptionOf(999999), { query: { seats: 5 } })).json()).toEqual(
      message('404 Namespace Not Found'),
    );
  });

  it('case 28: no ordinary user, who hears of bad parameters first', async () => {
    const { id } = await world.subscribed();
    const answer = await world.U.put(subscriptionOf(id), { query: { seats: 5 } });
    expect([answer.status, answer.json()]).toEqual([403, message('403 Forbidden')]);
    const bad = await world.U.put(subscriptionOf(id), { query: { seats: 'x' } });
    expect([bad.status, bad.json()]).toEqual([400, { error: 'seats is invalid' }]);
    expect((await world.as().put(subscriptionOf(id), { query: { seats: 'x' } })).status).toBe(401);
    expect(await world.stored(id)).toMatchObject({ seats: 10 });
  });

  it('case 29: more seats of another plan', async () => {
    const { id } = await world.subscribed();
    const answer = await world.A.put(subscriptionOf(id), { query: { seats: 150, plan_code: 'silver' } });
    const shown = answer.json<Shown>();
    expect([answer.status, shown.usage.seats_in_subscription]).toEqual([200, 150]);
    expect(shown.plan).toMatchObject({ code: 'silver', name: 'silver', upgradable: true });
  });

  it('case 30: what is not sent stays', async () => {
    const { id } = await world.subscribed({ seats: 20, max_seats_used: 42 });
    const answer = await world.A.put(subscriptionOf(id), { query: { auto_renew: 'true' } });
    expect(answer.status).toBe(200);
    expect(answer.json<Shown>().usage).toMatchObject({ seats_in_subscription: 20, max_seats_used: 42 });
    expect(answer.json<Shown>().plan.auto_renew).toBe(true);
  });

  it('case 31: the highest use is set back, and nothing else is counted', async () => {
    const { id } = await world.subscribed(BUSY);
    const answer = await world.A.put(subscriptionOf(id), { query: { max_seats_used: 0 } });
    expect([answer.status, numbersOf(answer.json<Shown>())]).toEqual([200, [80, 82, 0, 2]]);
    expect(await world.stored(id)).toMatchObject({ ...BUSY, max_seats_used: 0, max_seats_used_changed_at: NOW });
  });

  it('case 32: nothing is sent', async () => {
    const { id } = await world.subscribed(BUSY);
    const before = await world.stored(id);
    const answer = await world.A.put(subscriptionOf(id));
    expect([answer.status, numbersOf(answer.json<Shown>())]).toEqual([200, [80, 82, 82, 2]]);
    expect(await world.stored(id)).toEqual(before);
    expect(await historyOf(id)).toEqual([]);
  });

  it('case 33: seats null, and start_date null', async () => {
    const { id } = await world.subscribed();
    const answer = await world.A.put(subscriptionOf(id), { json: { seats: null, auto_renew: true } });
    expect([answer.status, answer.json()]).toEqual([400, message({ seats: ["can't be blank"] })]);
    const both = await world.A.put(subscriptionOf(id), { json: { seats: null, start_date: '' } });
    expect(both.json()).toEqual(message({ start_date: ["can't be blank"], seats: ["can't be blank"] }));
    expect(await world.stored(id)).toMatchObject({ seats: 10, auto_renew: null });
  });

  it('case 34: a trial that ended two days ago', async () => {
    const { id } = await world.subscribed();
    const answer = await world.A.put(subscriptionOf(id), { query: { trial_ends_on: '2021-06-13' } });
    expect([answer.status, answer.json<Shown>().billing.trial_ends_on]).toEqual([200, '2021-06-13']);
    expect(await world.stored(id)).toMatchObject({ trial_ends_on: '2021-06-13' });
  });

  it('case 35: null and empty text clear what may be null', async () => {
    const { id } = await world.subscribed({ end_date: '2021-07-15', auto_renew: true, trial_ends_on: '2020-08-01' });
    const json = { end_date: null, auto_renew: null, trial_ends_on: '' };
    const answer = await world.A.put(subscriptionOf(id), { json });
    const { plan, billing } = answer.json<Shown>();
    expect([answer.status, plan.auto_renew]).toEqual([200, null]);
    expect(billing).toEqual({
      subscription_start_date: '2020-07-15',
      subscription_end_date: null,
      trial_ends_on: null,
    });
  });

  it('null for max_seats_used is 0, for trial false', async () => {
    const { id } = await world.subscribed({ max_seats_used: 7, trial: true });
    const answer = await world.A.put(subscriptionOf(id), { json: { max_seats_used: null, trial: null } });
    const shown = answer.json<Shown>();
    expect([shown.usage.max_seats_used, shown.plan.trial]).toEqual([0, false]);
    expect(await world.stored(id)).toMatchObject({ max_seats_used: 0, trial: false });
  });

  it('case 36: a trial keeps its start, or takes that of the subscription', async () => {
    const started = await world.subscribed({ trial_starts_on: '2020-09-01' });
    const never = await world.subscribed();
    const moved = await world.subscribed({ trial_starts_on: '2020-09-01' });
    await world.A.put(subscriptionOf(started.id), { query: { trial: true } });
    await world.A.put(subscriptionOf(never.id), { query: { trial: true } });
    await world.A.put(subscriptionOf(moved.id), { query: { trial: true, start_date: '2021-01-01' } });
    expect(await world.stored(started.id)).toMatchObject({ trial: true, trial_starts_on: '2020-09-01' });
    expect(await world.stored(never.id)).toMatchObject({ trial: true, trial_starts_on: '2020-07-15' });
    expect(await world.stored(moved.id)).toMatchObject({ trial: true, trial_starts_on: '2021-01-01' });
  });

  it('case 37: the history keeps what was before', async () => {
    const { id } = await world.subscribed({ seats: 5, max_seats_used: 4, end_date: '2021-07-15', auto_renew: true });
    const before = await world.stored(id);
    expect((await world.A.put(subscriptionOf(id), { query: { seats: 6 } })).status).toBe(200);
    const [row, ...others] = await historyOf(id);
    expect(others).toEqual([]);
    expect(row).toEqual({
      id: expect.any(Number),
      gitlab_subscription_id: before?.id,
      gitlab_subscription_created_at: before?.created_at,
      gitlab_subscription_updated_at: before?.updated_at,
      change_type: 1,
      namespace_id: id,
      hosted_plan_id: before?.hosted_plan_id,
      hosted_plan_name_uid: null,
      start_date: '2020-07-15',
      end_date: '2021-07-15',
      trial_starts_on: null,
      trial_ends_on: null,
      seats: 5,
      max_seats_used: 4,
      trial: false,
      auto_renew: true,
      trial_extension_type: null,
      created_at: NOW,
    });
    expect(await world.stored(id)).toMatchObject({ seats: 6, updated_at: NOW });
    await world.A.put(subscriptionOf(id), { query: { seats: 6 } });
    expect(await historyOf(id)).toHaveLength(1);
  });

  it('a plan is changed by its alias, named free by null, and taken away by an unknown name', async () => {
    const { id } = await world.subscribed();
    const codeAfter = async (json: object) => (await world.A.put(subscriptionOf(id), { json })).json<Shown>().plan.code;
    expect(await codeAfter({ plan: 'gold' })).toBe('gold');
    expect(await codeAfter({ seats: 11 })).toBe('gold');
    expect(await codeAfter({ plan_code: null, plan: 'silver' })).toBe('free');
    expect(await codeAfter({ plan_code: 'nope' })).toBeNull();
  });

  it('a subscription that becomes a paid one shows the live count, any other change keeps the cached one', async () => {
    const { id } = await world.subscribed({ plan: 'free', seats: 0 });
    await world.suite.make.member({ group: id }, world.user.id, 30);
    const paid = await world.A.put(subscriptionOf(id), { query: { plan_code: 'premium', seats: 3 } });
    expect(numbersOf(paid.json<Shown>())).toEqual([3, 2, 0, 0]);
    await world.suite.make.member({ group: id }, world.administrator.id, 30);
    const later = await world.A.put(subscriptionOf(id), { query: { seats: 4 } });
    expect(numbersOf(later.json<Shown>())).toEqual([4, 2, 0, 0]);
  });

  it('a new term keeps the highest use, unless the setting says otherwise', async () => {
    const { id } = await world.subscribed({ ...BUSY, end_date: '2021-07-15' });
    const query = { start_date: '2021-07-15', end_date: '2022-07-15' };
    const answer = await world.A.put(subscriptionOf(id), { query });
    expect(numbersOf(answer.json<Shown>())).toEqual([80, 82, 82, 2]);
  });
});

describe('PUT with SUBSCRIPTION_NEW_TERM_RESETS_SEATS', () => {
  let resetting: BillingWorld;
  beforeAll(async () => {
    resetting = await BillingWorld.open({ environment: { SUBSCRIPTION_NEW_TERM_RESETS_SEATS: 'true' } });
  });
  afterAll(() => resetting?.close());

  it.each([
    ['both dates move behind the old term', {}, { start_date: '2021-07-15', end_date: '2022-07-15' }, [1, 1, 0]],
    ['a trial ends', { trial: true }, { trial: false }, [1, 1, 0]],
    ['only the end moves', {}, { end_date: '2022-07-15' }, [82, 82, 2]],
    ['the new term begins in the old one', {}, { start_date: '2021-01-01', end_date: '2022-01-01' }, [82, 82, 2]],
  ])('%s', async (_, columns, query, expected) => {
    const { id } = await resetting.subscribed({ ...BUSY, end_date: '2021-07-15', ...columns });
    const answer = await resetting.A.put(subscriptionOf(id), { query });
    const [, ...numbers] = numbersOf(answer.json<Shown>());
    expect(numbers).toEqual(expected);
  });
});
