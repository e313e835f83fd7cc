import { BillingWorld, message } from '../support/billing-world.js';

let world: BillingWorld;
beforeAll(async () => {
  world = await BillingWorld.open();
});
afterAll(() => world?.close());

const minutesOf = (namespace: number | string): string => `/namespaces/${namespace}/minutes`;
const UNSAVED = message('400 Bad request - Unable to save additional packs');

let purchases = 0;
const pack = (columns: object = {}) => {
  purchases += 1;
  return {
    number_of_minutes: 100,
    expires_at: '2022-01-01',
    purchase_xid: `purchase-${purchases}`,
    ...columns,
  };
};

const stored = (namespaceId: number) =>
  world.suite.sql(
    `SELECT namespace_id, expires_at, number_of_minutes, purchase_xid
       FROM ci_minutes_additional_packs WHERE namespace_id = $1 ORDER BY id`,
    [namespaceId],
  );

describe('POST /namespaces/:id/minutes', () => {
  it('case 58: no ordinary user, before any parameter is looked at', async () => {
    const { id } = await world.group();
    for (const json of [{}, { packs: [pack()] }]) {
      const answer = await world.U.post(minutesOf(id), { json });
      expect([answer.status, answer.json()]).toEqual([403, message('403 Forbidden')]);
    }
  });

  it('case 59: nobody without a token', async () => {
    const { id } = await world.group();
    const answer = await world.as().post(minutesOf(id), { json: {} });
    expect([answer.status, answer.json()]).toEqual([401, message('401 Unauthorized')]);
  });

  const BASE_PACK = {
    number_of_minutes: 10000,
    expires_at: '2022-01-01',
    purchase_xid: '46952fe69bebc1a4de10b2b4ff439d0c',
  };

  it('case 60: the base spec’s purchase', async () => {
    await world.group({ id: 123, path: 'g123' });
    const answer = await world.A.post(minutesOf(123), { json: { packs: [BASE_PACK] } });
    expect([answer.status, answer.json()]).toEqual([201, [{ namespace_id: 123, ...BASE_PACK }]]);
  });

  it('case 61: the same purchase again changes nothing', async () => {
    const json = { packs: [{ ...BASE_PACK, number_of_minutes: 5, expires_at: '2030-01-01' }] };
    const answer = await world.A.post(minutesOf(123), { json });
    expect([answer.status, answer.json()]).toEqual([201, [{ namespace_id: 123, ...BASE_PACK }]]);
    expect(await stored(123)).toHaveLength(1);
  });

  it('case 62: three purchases, in the order of the request', async () => {
    const { id } = await world.group();
    const packs = [pack({ purchase_xid: 'z' }), pack({ purchase_xid: 'a' }), pack({ purchase_xid: 'm' })];
    const answer = await world.A.post(minutesOf(id), { json: { packs } });
    expect([answer.status, answer.json()]).toEqual([201, packs.map((one) => ({ namespace_id: id, ...one }))]);
  });

  it('case 63: one purchase twice in a request', async () => {
    const { id } = await world.group();
    const first = pack();
    const json = { packs: [first, { ...first, number_of_minutes: 7 }] };
    const answer = await world.A.post(minutesOf(id), { json });
    const expected = { namespace_id: id, ...first };
    expect([answer.status, answer.json()]).toEqual([201, [expected, expected]]);
    expect(await stored(id)).toEqual([expected]);
  });

  it('case 64: all or nothing', async () => {
    const { id } = await world.group();
    const json = { packs: [pack(), pack({ purchase_xid: 'x'.repeat(33) })] };
    const answer = await world.A.post(minutesOf(id), { json });
    expect([answer.status, answer.json()]).toEqual([400, UNSAVED]);
    expect(await stored(id)).toEqual([]);
  });

  it('case 65: 32 characters, of any width', async () => {
    const { id } = await world.group();
    const packs = [pack({ purchase_xid: 'y'.repeat(32) }), pack({ purchase_xid: '🦊'.repeat(32) })];
    expect((await world.A.post(minutesOf(id), { json: { packs } })).status).toBe(201);
    expect(await stored(id)).toHaveLength(2);
  });

  it('refuses half of a surrogate pair, which PostgreSQL would hold as another purchase', async () => {
    const { id } = await world.group();
    const answer = await world.A.post(minutesOf(id), { json: { packs: [pack({ purchase_xid: '\ud83e' })] } });
    expect([answer.status, answer.json()]).toEqual([400, { error: 'packs[0][purchase_xid] is invalid' }]);
    expect(await stored(id)).toEqual([]);
  });

  const without = (name: string) => ({ ...pack(), [name]: undefined });
  it.each([
    ['case 66', {}, 'packs is missing'],
    ['case 67', { packs: 'x' }, 'packs is invalid'],
    ['case 68', { packs: [pack(), without('purchase_xid')] }, 'packs[1][purchase_xid] is missing'],
    ['case 69', { packs: [pack({ expires_at: 'nope' })] }, 'packs[0][expires_at] is invalid'],
    ['case 107', { packs: { number_of_minutes: 1 } }, 'packs is invalid'],
    [
      'minutes beyond 32 bits',
      { packs: [pack({ number_of_minutes: 2 ** 31 })] },
      'packs[0][number_of_minutes] is invalid',
    ],
    ['a NUL', { packs: [pack({ purchase_xid: 'a\0b' })] }, 'packs[0][purchase_xid] is invalid'],
    ['a number in the list', { packs: [1] }, 'packs is invalid'],
    ['the early shape', pack(), 'packs is missing'],
  ])('%s: %j', async (_, json, error) => {
    const { id } = await world.group();
    const answer = await world.A.post(minutesOf(id), { json });
    expect([answer.status, answer.json()]).toEqual([400, { error }]);
    expect(await stored(id)).toEqual([]);
  });

  it.each([
    ['case 70: no minutes', { number_of_minutes: null }],
    ['empty minutes', { number_of_minutes: '' }],
    ['no expiry', { expires_at: null }],
    ['no purchase', { purchase_xid: null }],
    ['an empty purchase', { purchase_xid: '' }],
    ['a blank purchase', { purchase_xid: ' ' }],
  ])('%s', async (_, columns) => {
    const { id } = await world.group();
    const answer = await world.A.post(minutesOf(id), { json: { packs: [pack(), pack(columns)] } });
    expect([answer.status, answer.json()]).toEqual([400, UNSAVED]);
    expect(await stored(id)).toEqual([]);
  });

  it('case 71: a pack that has expired', async () => {
    const { id } = await world.group();
    const answer = await world.A.post(minutesOf(id), { json: { packs: [pack({ expires_at: '2001-01-01' })] } });
    expect([answer.status, answer.json<{ expires_at: string }[]>()[0]?.expires_at]).toEqual([201, '2001-01-01']);
  });

  it('case 72: an unknown namespace', async () => {
    const answer = await world.A.post(minutesOf(999999), { json: { packs: [pack()] } });
    expect([answer.status, answer.json()]).toEqual([404, message('404 Namespace Not Found')]);
    const bad = await world.A.post(minutesOf(999999), { json: {} });
    expect([bad.status, bad.json()]).toEqual([400, { error: 'packs is missing' }]);
  });

  it('case 73: a purchase that another namespace has redeemed', async () => {
    const [one, other] = [await world.group(), await world.group()];
    const known = pack();
    await world.A.post(minutesOf(one.id), { json: { packs: [known] } });
    const answer = await world.A.post(minutesOf(other.id), { json: { packs: [pack(), known] } });
    expect([answer.status, answer.json()]).toEqual([400, UNSAVED]);
    expect([(await stored(one.id)).length, (await stored(other.id)).length]).toEqual([1, 0]);
  });

  it('case 108: no packs', async () => {
    const { id } = await world.group();
    const answer = await world.A.post(minutesOf(id), { json: { packs: [] } });
    expect([answer.status, answer.json()]).toEqual([201, []]);
  });

  it('subgroups and personal spaces take packs, and a form sends them', async () => {
    const parent = await world.group();
    const sub = await world.suite.make.group({ parent_id: parent.id });
    expect((await world.A.post(minutesOf(sub.id), { json: { packs: [pack()] } })).status).toBe(201);
    const body = 'packs[][number_of_minutes]=5&packs[][expires_at]=13+Jun+2021&packs[][purchase_xid]=form';
    const answer = await world.A.post(minutesOf(world.user.namespaceId), { form: body });
    expect([answer.status, answer.json()]).toEqual([
      201,
      [{ namespace_id: world.user.namespaceId, expires_at: '2021-06-13', number_of_minutes: 5, purchase_xid: 'form' }],
    ]);
  });
});
