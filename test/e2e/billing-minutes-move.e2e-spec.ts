import { BillingWorld, message } from '../support/billing-world.js';

let world: BillingWorld;
let strict: BillingWorld;
beforeAll(async () => {
  world = await BillingWorld.open();
  strict = await BillingWorld.open({ environment: { MINUTES_MOVE_REQUIRES_COMMON_OWNER: 'true' } });
});
afterAll(async () => {
  await world?.close();
  await strict?.close();
});

const move = (from: number | string, to: number | string): string => `/namespaces/${from}/minutes/move/${to}`;
const ACCEPTED = [202, message('202 Accepted')];
const badRequest = (reason: string) => [400, message(`400 Bad request - ${reason}`)];

let purchases = 0;
async function packs(namespaceId: number, count: number, { suite } = world): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    purchases += 1;
    await suite.make.insert('ci_minutes_additional_packs', {
      namespace_id: namespaceId,
      expires_at: '2001-01-01',
      number_of_minutes: 100,
      purchase_xid: `purchase-${purchases}`,
      created_at: new Date(),
      updated_at: new Date(),
    });
  }
}

async function countOf(namespaceId: number, { suite } = world): Promise<number> {
  const rows = await suite.sql('SELECT 1 FROM ci_minutes_additional_packs WHERE namespace_id = $1', [namespaceId]);
  return rows.length;
}

/** Two root groups with one owner in common. */
async function pair(where = world) {
  const [from, to] = [await where.suite.make.group(), await where.suite.make.group()];
  for (const { id } of [from, to]) await where.suite.make.member({ group: id }, where.user.id, 50);
  return { from, to };
}

async function patch(from: number | string, to: number | string, client = world.A) {
  const answer = await client.patch(move(from, to));
  return [answer.status, answer.json()];
}

describe('PATCH /namespaces/:id/minutes/move/:target_id', () => {
  it('case 74: all packs change hands, expired ones too', async () => {
    const { from, to } = await pair();
    await packs(from.id, 2);
    expect(await patch(from.id, to.id)).toEqual(ACCEPTED);
    expect([await countOf(from.id), await countOf(to.id)]).toEqual([0, 2]);
  });

  it('case 75: no packs to move', async () => {
    const { from, to } = await pair();
    await packs(to.id, 1);
    expect(await patch(from.id, to.id)).toEqual(ACCEPTED);
    expect(await countOf(to.id)).toBe(1);
  });

  it('case 76: no ordinary user, an owner of both included', async () => {
    const { from, to } = await pair();
    await packs(from.id, 1);
    expect(await patch(from.id, to.id, world.U)).toEqual([403, message('403 Forbidden')]);
    expect(await patch(from.id, to.id, world.as())).toEqual([401, message('401 Unauthorized')]);
    expect(await countOf(from.id)).toBe(1);
  });

  it('case 77: an unknown source', async () => {
    const { to } = await pair();
    expect(await patch(999999, to.id)).toEqual([404, message('404 Namespace Not Found')]);
  });

  it('case 78: an unknown target', async () => {
    const { from } = await pair();
    expect(await patch(from.id, 999999)).toEqual([404, message('404 Target namespace Not Found')]);
  });

  it('case 79: both unknown', async () => {
    expect(await patch(999999, 999998)).toEqual([404, message('404 Namespace Not Found')]);
  });

  it('case 80: the source is a subgroup', async () => {
    const { from, to } = await pair();
    const sub = await world.suite.make.group({ parent_id: from.id });
    await packs(sub.id, 1);
    expect(await patch(sub.id, to.id)).toEqual(badRequest('Namespace must be a top-level namespace'));
    expect(await countOf(sub.id)).toBe(1);
  });

  it('case 81: the target is a subgroup', async () => {
    const { from, to } = await pair();
    const sub = await world.suite.make.group({ parent_id: to.id });
    await packs(from.id, 1);
    expect(await patch(from.id, sub.id)).toEqual(badRequest('Target namespace must be a top-level namespace'));
    expect(await countOf(from.id)).toBe(1);
  });

  it('case 82: source and target are one', async () => {
    const { from } = await pair();
    await packs(from.id, 1);
    expect(await patch(from.id, from.path)).toEqual(badRequest('Namespace and target must be different'));
    expect(await countOf(from.id)).toBe(1);
  });

  it('without the owner rule an administrator decides', async () => {
    const [from, to] = [await world.group(), await world.group()];
    await packs(from.id, 1);
    expect(await patch(from.id, to.id)).toEqual(ACCEPTED);
  });

  it('case 84: from a personal space to a group', async () => {
    const { to } = await pair();
    await packs(world.user.namespaceId, 1);
    expect(await patch(world.user.namespaceId, to.id)).toEqual(ACCEPTED);
    expect(await countOf(to.id)).toBe(1);
  });

  it('case 85: by paths', async () => {
    const from = await world.group({ path: 'g' });
    const to = await world.group({ path: 'h' });
    await packs(from.id, 1);
    expect(await patch('g', 'h')).toEqual(ACCEPTED);
    expect(await countOf(to.id)).toBe(1);
  });

  it('moves back and forth', async () => {
    const { from, to } = await pair();
    await packs(from.id, 3);
    await patch(from.id, to.id);
    await patch(to.id, from.id);
    expect([await countOf(from.id), await countOf(to.id)]).toEqual([3, 0]);
  });
});

describe('with MINUTES_MOVE_REQUIRES_COMMON_OWNER', () => {
  it('case 83: no common owner', async () => {
    const from = await strict.group();
    const to = await strict.group();
    await strict.suite.make.member({ group: from.id }, strict.user.id, 50);
    await strict.suite.make.member({ group: to.id }, strict.user.id, 40);
    await packs(from.id, 1, strict);
    expect(await patch(from.id, to.id, strict.A)).toEqual(badRequest('Both namespaces must share the same owner'));
    expect(await countOf(from.id, strict)).toBe(1);
  });

  it('cases 74 and 84 with a common owner', async () => {
    const { from, to } = await pair(strict);
    expect(await patch(from.id, to.id, strict.A)).toEqual(ACCEPTED);
    expect(await patch(strict.user.namespaceId, to.id, strict.A)).toEqual(ACCEPTED);
  });
});
