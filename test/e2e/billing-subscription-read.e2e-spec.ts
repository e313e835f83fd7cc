import { BillingWorld, message, numbersOf, subscriptionOf, type Shown } from '../support/billing-world.js';

const NOW = new Date('2021-06-15T12:00:00Z');

let world: BillingWorld;
beforeAll(async () => {
  world = await BillingWorld.open();
  world.api.setClock(NOW);
});
afterAll(() => world?.close());

const SKELETON = {
  plan: { code: null, name: null, trial: null, auto_renew: null, upgradable: null },
  usage: { seats_in_subscription: null, seats_in_use: null, max_seats_used: null, seats_owed: null },
  billing: { subscription_start_date: null, subscription_end_date: null, trial_ends_on: null },
};

describe('GET /namespaces/:id/gitlab_subscription: who may', () => {
  it('case 38: an owner sees exactly these keys', async () => {
    const { id } = await world.subscribed({ seats_in_use: 3 });
    const answer = await (await world.member(id, 50)).get(subscriptionOf(id));
    expect([answer.status, answer.json()]).toEqual([
      200,
      {
        plan: { code: 'premium', name: 'premium', trial: false, auto_renew: null, upgradable: false },
        usage: { seats_in_subscription: 10, seats_in_use: 3, max_seats_used: 0, seats_owed: 0 },
        billing: { subscription_start_date: '2020-07-15', subscription_end_date: null, trial_ends_on: null },
      },
    ]);
  });

  it.each([40, 30, 20, 10, 5])('case 39: a member of level %i knows of the group and no more', async (level) => {
    const { id } = await world.subscribed();
    const answer = await (await world.member(id, level)).get(subscriptionOf(id));
    expect([answer.status, answer.json()]).toEqual([403, message('403 Forbidden')]);
  });

  it('case 40: a stranger does not see a public group’s, nor learns whether a private group exists', async () => {
    const open = await world.subscribed();
    const hidden = await world.subscribed();
    await world.suite.sql('UPDATE namespaces SET visibility_level = 20 WHERE id = $1', [open.id]);
    const answers = [];
    for (const id of [open.id, hidden.id, 999999]) answers.push(await world.U.get(subscriptionOf(id)));
    for (const answer of answers)
      expect([answer.status, answer.json()]).toEqual([404, message('404 Namespace Not Found')]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  it('case 41: nobody without a token', async () => {
    const { id } = await world.subscribed();
    const answer = await world.as().get(subscriptionOf(id));
    expect([answer.status, answer.json()]).toEqual([401, message('401 Unauthorized')]);
  });

  it('owners of an ancestor, and of a group it is shared with as owner', async () => {
    const root = await world.group();
    const child = await world.suite.make.group({ parent_id: root.id });
    const guests = await world.group();
    await world.subscribe(child.id);
    await world.suite.make.share({ group: root.id }, guests.id, 40);
    expect((await (await world.member(root.id, 50)).get(subscriptionOf(child.id))).status).toBe(200);
    const invited = await world.member(guests.id, 50);
    expect((await invited.get(subscriptionOf(child.id))).status).toBe(403);
    await world.suite.sql('UPDATE group_group_links SET group_access = 50 WHERE shared_group_id = $1', [root.id]);
    expect((await invited.get(subscriptionOf(child.id))).status).toBe(200);
    expect((await (await world.member(child.id, 50)).get(subscriptionOf(root.id))).status).toBe(404);
  });

  it.each([
    ['an access request', { requested_at: NOW }],
    ['a waiting invitation', { invite_token: 'waiting' }],
    ['a membership that has ended', { expires_at: '2021-06-15' }],
    ['a membership that waits', { state: 1 }],
  ])('%s shows nothing', async (_, columns) => {
    const { id } = await world.subscribed();
    const { id: user } = await world.suite.make.user();
    await world.suite.make.member({ group: id }, user, 50, columns);
    const { token } = await world.suite.make.token(user, ['api']);
    expect((await world.as(token).get(subscriptionOf(id))).status).toBe(404);
  });

  it('an auditor reads everything', async () => {
    const { id } = await world.subscribed();
    const { id: user } = await world.suite.make.user({ auditor: true });
    const { token } = await world.suite.make.token(user, ['read_api']);
    expect((await world.as(token).get(subscriptionOf(id))).status).toBe(200);
  });

  it('case 42: a namespace without a subscription shows the skeleton, and gets none', async () => {
    const { id } = await world.group();
    for (const client of [world.A, await world.member(id, 50)]) {
      const answer = await client.get(subscriptionOf(id));
      expect([answer.status, answer.json()]).toEqual([200, SKELETON]);
    }
    expect(await world.stored(id)).toBeUndefined();
  });

  it('case 43: a personal space has one seat, which its owner sees and nobody else', async () => {
    const { namespaceId } = world.user;
    const query = { start_date: '2020-07-15', plan_code: 'premium', seats: 1 };
    expect((await world.A.post(subscriptionOf(namespaceId), { query })).status).toBe(201);
    const answer = await world.U.get(subscriptionOf(world.user.username));
    expect([answer.status, numbersOf(answer.json<Shown>())]).toEqual([200, [1, 1, 0, 0]]);
    const other = await (await world.member()).get(subscriptionOf(namespaceId));
    expect([other.status, other.json()]).toEqual([404, message('404 Namespace Not Found')]);
  });
});

describe('GET /namespaces/:id/gitlab_subscription: what is shown', () => {
  const shownOf = async (columns: Parameters<BillingWorld['subscribed']>[0]): Promise<Shown> => {
    const { id } = await world.subscribed(columns);
    return (await world.A.get(subscriptionOf(id))).json<Shown>();
  };

  it.each([
    ['2021-06-14', false],
    ['2021-06-15', true],
    ['2021-06-16', true],
    [null, true],
  ])('case 44: silver with one seat that ends on %s', async (end_date, upgradable) => {
    expect((await shownOf({ plan: 'silver', seats: 1, end_date })).plan.upgradable).toBe(upgradable);
  });

  it.each(['premium', 'ultimate', 'gold', 'opensource', 'premium_trial', 'ultimate_trial'])(
    'case 45: nothing is above %s',
    async (plan) => {
      expect((await shownOf({ plan })).plan.upgradable).toBe(false);
    },
  );

  it.each(['bronze', 'silver'])('%s can be upgraded while it is paid', async (plan) => {
    expect((await shownOf({ plan })).plan.upgradable).toBe(true);
    expect((await shownOf({ plan, trial: true })).plan.upgradable).toBe(false);
    expect((await shownOf({ plan, seats: 0 })).plan.upgradable).toBe(false);
  });

  it('case 46: without seats it is not paid, and its seats are counted', async () => {
    const { plan, usage } = await shownOf({ seats: 0, seats_in_use: 9 });
    expect([plan.upgradable, usage.seats_in_use]).toEqual([false, 1]);
  });

  it('a plans table of GitLab’s own shows its titles', async () => {
    await world.suite.sql(`UPDATE plans SET title = 'Premium' WHERE name = 'premium'`);
    expect((await shownOf({})).plan).toMatchObject({ code: 'premium', name: 'Premium' });
    await world.suite.sql(`UPDATE plans SET title = name`);
  });

  it('asks the database the same number of times, however large the group', async () => {
    const small = await world.subscribed({ plan: 'free' });
    const large = await world.subscribed({ plan: 'free' });
    for (let count = 0; count < 20; count += 1) await world.member(large.id, 30);
    const counts = [];
    for (const { id } of [small, large]) {
      counts.push((await world.suite.countStatements(() => world.A.get(subscriptionOf(id)))).total);
    }
    expect(counts).toEqual([4, 4]);
  });
});
