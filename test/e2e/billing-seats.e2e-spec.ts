import { Seats } from '@app/billing';
import { BillingWorld, numbersOf, subscriptionOf, type Shown } from '../support/billing-world.js';

const NOW = new Date('2021-06-15T12:00:00Z');

let world: BillingWorld;
beforeAll(async () => {
  world = await BillingWorld.open();
  world.api.setClock(NOW);
});
afterAll(() => world?.close());

const live = (namespaceId: number): Promise<number> => world.api.app.get(Seats).count(namespaceId);

async function member(source: Parameters<typeof world.suite.make.member>[0], level: number, columns = {}) {
  const { id } = await world.suite.make.user(columns);
  await world.suite.make.member(source, id, level);
  return id;
}

/** The group of case 47, on a plan: one developer, one guest, one blocked developer. */
async function caseGroup(plan: string) {
  const { id } = await world.suite.make.group();
  await world.subscribe(id, { plan });
  const developer = await member({ group: id }, 30);
  await member({ group: id }, 10);
  await member({ group: id }, 30, { state: 'blocked' });
  return { id, developer };
}

/** Case 49: a project with another developer, a guest, the first developer again and a bot. */
async function withProject(plan: string) {
  const group = await caseGroup(plan);
  const project = await world.suite.make.project({ namespace_id: group.id });
  await member({ project: project.id }, 30);
  await member({ project: project.id }, 10);
  await member({ project: project.id }, 40, { user_type: 6 });
  await world.suite.make.member({ project: project.id }, group.developer, 30);
  return { ...group, project: project.id };
}

/** Cases 50 to 52: a group H with a developer and a guest is invited to the project. */
async function withInvitation(plan: string, access: number) {
  const group = await withProject(plan);
  const h = await world.suite.make.group();
  await member({ group: h.id }, 30);
  await member({ group: h.id }, 10);
  await world.suite.make.share({ project: group.project }, h.id, access);
  return group;
}

describe('billable users', () => {
  it('case 47: on premium a developer and a guest, but nobody who is blocked', async () => {
    expect(await live((await caseGroup('premium')).id)).toBe(2);
  });

  it('case 48: on ultimate guests are free', async () => {
    expect(await live((await caseGroup('ultimate')).id)).toBe(1);
    expect(await live((await caseGroup('gold')).id)).toBe(1);
  });

  it('case 49: people of projects count once, bots never', async () => {
    expect(await live((await withProject('ultimate')).id)).toBe(2);
  });

  it('case 50: developers of an invited group', async () => {
    expect(await live((await withInvitation('ultimate', 30)).id)).toBe(3);
  });

  it('case 51: an invitation as guests is free', async () => {
    expect(await live((await withInvitation('ultimate', 10)).id)).toBe(2);
  });

  it('case 52: on premium guests and everybody invited count', async () => {
    expect(await live((await withInvitation('premium', 10)).id)).toBe(6);
  });

  it('case 53: members of an invited group’s ancestors', async () => {
    const g = await world.subscribed({ plan: 'ultimate' });
    const parent = await world.suite.make.group();
    const h = await world.suite.make.group({ parent_id: parent.id });
    const below = await world.suite.make.group({ parent_id: h.id });
    await member({ group: parent.id }, 30);
    await member({ group: below.id }, 30);
    await world.suite.make.share({ group: g.id }, h.id, 30);
    expect(await live(g.id)).toBe(2);
    // Sharing goes one way.
    expect(await live(h.id)).toBe(1);
  });

  it('case 54: a subgroup’s invitation counts for the root', async () => {
    const g = await world.subscribed({ plan: 'ultimate' });
    const sub = await world.suite.make.group({ parent_id: g.id });
    const h = await world.suite.make.group();
    await member({ group: h.id }, 30);
    await world.suite.make.share({ group: sub.id }, h.id, 30);
    expect(await live(g.id)).toBe(2);
  });

  it('case 55: waiting, asking, minimal and former members', async () => {
    const { id } = await world.subscribed();
    const { make } = world.suite;
    await make.insert('members', {
      source_type: 'Namespace',
      source_id: id,
      type: 'GroupMember',
      access_level: 30,
      notification_level: 3,
      invite_token: 'case-55',
      invite_email: 'x@example.com',
    });
    const join = async (level: number, columns: object) =>
      make.member({ group: id }, (await make.user()).id, level, { ...columns });
    await join(30, { requested_at: NOW });
    await join(5, {});
    await join(30, { expires_at: '2021-06-15' });
    await join(30, { state: 1 });
    expect(await live(id)).toBe(1);
    await join(30, { expires_at: '2021-06-16' });
    expect(await live(id)).toBe(2);
  });

  it.each(['deactivated', 'banned', 'blocked_pending_approval', 'ldap_blocked'])('nobody who is %s', async (state) => {
    const { id } = await world.subscribed();
    await member({ group: id }, 30, { state });
    expect(await live(id)).toBe(1);
  });

  it('no bot of any kind, but a service user', async () => {
    const { id } = await world.subscribed();
    for (const user_type of [1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 13, 15, 16, 17]) {
      await member({ group: id }, 30, { user_type });
    }
    expect(await live(id)).toBe(1);
    await member({ group: id }, 30, { user_type: 4 });
    await member({ group: id }, 30, { user_type: null });
    expect(await live(id)).toBe(3);
  });

  it('a subgroup goes by the plan of its root, and does not count its ancestors’ members', async () => {
    const root = await world.subscribed({ plan: 'ultimate' });
    const sub = await world.suite.make.group({ parent_id: root.id });
    await world.subscribe(sub.id, { plan: 'premium' });
    await member({ group: sub.id }, 10);
    await member({ group: sub.id }, 15);
    expect(await live(sub.id)).toBe(1);
  });

  it('a share that has ended invites nobody', async () => {
    const g = await world.subscribed();
    const h = await world.group();
    await world.suite.make.share({ group: g.id }, h.id, 30, { expires_at: '2021-06-15' });
    expect(await live(g.id)).toBe(1);
  });
});

describe('the refresh of seats', () => {
  const refresh = () => world.api.app.get(Seats).refreshAll();
  const numbers = async (id: number) => numbersOf((await world.A.get(subscriptionOf(id))).json<Shown>()).slice(1);

  it('case 56: 80 seats and 82 users owe two, again after the highest use is set back', async () => {
    const { id } = await world.subscribed({ seats: 80 });
    for (let count = 0; count < 81; count += 1) await member({ group: id }, 30);
    await refresh();
    expect(await numbers(id)).toEqual([82, 82, 2]);
    expect(await world.stored(id)).toMatchObject({ last_seat_refresh_at: NOW, max_seats_used_changed_at: NOW });
    const put = await world.A.put(subscriptionOf(id), { query: { max_seats_used: 0 } });
    expect(numbersOf(put.json<Shown>())).toEqual([80, 82, 0, 2]);
    await refresh();
    expect(await numbers(id)).toEqual([82, 82, 2]);
  });

  it('case 57: a trial owes nothing and is not refreshed', async () => {
    const { id } = await world.subscribed({ seats: 1, trial: true });
    for (let count = 0; count < 4; count += 1) await member({ group: id }, 30);
    const before = await world.stored(id);
    await refresh();
    expect(await world.stored(id)).toEqual(before);
    const answer = await world.A.get(subscriptionOf(id));
    expect([answer.status, numbersOf(answer.json<Shown>())]).toEqual([200, [1, 5, 0, 0]]);
  });

  it('keeps a highest use above the live count, and writes no history', async () => {
    const { id } = await world.subscribed({ seats: 1, max_seats_used: 5 });
    await refresh();
    expect(await numbers(id)).toEqual([1, 5, 4]);
    expect(await world.suite.sql('SELECT 1 FROM gitlab_subscription_histories')).toHaveLength(1);
  });

  it('goes through every page of subscriptions', async () => {
    const ids: number[] = [];
    for (let count = 0; count < 3; count += 1) ids.push((await world.subscribed()).id);
    await world.suite.sql(`
      INSERT INTO namespaces (id, name, path, type) SELECT 50000 + n, 'g' || n, 'g' || n, 'Group' FROM generate_series(1, 1000) n`);
    await world.suite.sql(`
      INSERT INTO gitlab_subscriptions (namespace_id, hosted_plan_id, start_date, seats, created_at, updated_at)
      SELECT 50000 + n, (SELECT id FROM plans WHERE name = 'gold'), '2020-01-01', 1, now(), now() FROM generate_series(1, 1000) n`);
    expect(await refresh()).toBeGreaterThan(1000);
    const [row] = await world.suite.sql<{ late: number }>(`
      SELECT count(*) AS late FROM gitlab_subscriptions WHERE last_seat_refresh_at IS NULL AND NOT trial`);
    expect(row?.late).toBe(0);
  });
});
