import { PersonalAccessTokens } from '@app/auth';
import type { OutgoingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { BillingWorld, message, subscriptionOf } from '../support/billing-world.js';
import { send } from '../support/http.js';
import type { Columns } from '../support/made.js';

const NOW = new Date('2021-06-15T12:00:00Z');

let world: BillingWorld;
beforeAll(async () => {
  world = await BillingWorld.open();
  world.api.setClock(NOW);
});
afterAll(() => world?.close());
afterEach(() => world.api.setClock(NOW));

const POST_QUERY = 'start_date=2020-07-15&plan_code=premium&seats=10';

/** A token of an administrator. */
async function token({ scopes = ['api'], ...columns }: Columns & { scopes?: string[] } = {}): Promise<string> {
  return (await world.suite.make.token(world.administrator.id, scopes, columns)).token;
}

/** A token of a user of their own, made an administrator. */
async function tokenOf(columns: Columns): Promise<string> {
  const { id } = await world.suite.make.user({ admin: true, ...columns });
  return (await world.suite.make.token(id, ['api'])).token;
}

/** Makes a subscription with these credentials alone. */
async function post(headers: OutgoingHttpHeaders, query = '') {
  const { id } = await world.group();
  const path = `/api/v4${subscriptionOf(id)}?${POST_QUERY}${query}`;
  return send(world.api.url, path, { method: 'POST', headers });
}

const INVALID = (error_description: string) => ({ error: 'invalid_token', error_description });
const EXPIRED = INVALID('Token is expired. You can either do re-authorization or token refresh.');
const REVOKED = INVALID('Token was revoked. You have to re-authorize from the user.');
const insufficient = (scope: string) => ({
  error: 'insufficient_scope',
  error_description: 'The request requires higher privileges than provided by the access token.',
  scope,
});

/** Every way to offer a token, each of which must give the same answer. */
const CARRIERS: [string, (token: string) => Parameters<typeof post>][] = [
  ['PRIVATE-TOKEN', (text) => [{ 'PRIVATE-TOKEN': text }]],
  ['private-token', (text) => [{ 'private-token': text }]],
  ['case 8: TOKEN', (text) => [{ TOKEN: text }]],
  ['case 9: Authorization: Bearer', (text) => [{ Authorization: `Bearer ${text}` }]],
  ['case 10: private_token', (text) => [{}, `&private_token=${text}`]],
];

describe.each(CARRIERS)('%s', (_, carry) => {
  const answerTo = async (text: string) => {
    const answer = await post(...carry(text));
    return [answer.status, answer.json()];
  };

  it('lets an administrator in', async () => {
    expect((await post(...carry(await token()))).status).toBe(201);
  });

  it('refuses unknown, expired, revoked and weak tokens, blocked people and those who are no administrators', async () => {
    expect(await answerTo('glpat-nobody')).toEqual([401, message('401 Unauthorized')]);
    expect(await answerTo(await token({ expires_at: '2021-06-15' }))).toEqual([401, EXPIRED]);
    expect(await answerTo(await token({ revoked: true }))).toEqual([401, REVOKED]);
    expect(await answerTo(await token({ scopes: ['read_api'] }))).toEqual([403, insufficient('api')]);
    expect(await answerTo(await tokenOf({ state: 'blocked' }))).toEqual([
      403,
      message('403 Forbidden - Your account has been blocked.'),
    ]);
    expect(await answerTo(await tokenOf({ admin: false }))).toEqual([403, message('403 Forbidden')]);
  });
});

describe('the first carrier that is not empty counts alone', () => {
  it.each([
    ['an empty parameter and header are none', '', '', 201],
    ['a bad parameter is not saved by a good header', 'nobody', undefined, 401],
    ['a bad header is not saved by a good bearer', '', 'nobody', 401],
  ])('%s', async (_, parameter, header, status) => {
    const good = await token();
    const headers = {
      ...(header === undefined ? { 'private-token': good } : { 'private-token': header }),
      authorization: `Bearer ${good}`,
      token: good,
    };
    expect((await post(headers, `&private_token=${parameter}`)).status).toBe(status);
  });

  it.each(['private_token[]=', 'private_token=x&private_token=', 'private_token[a]='])(
    'a parameter that is no text is nobody’s: %s',
    async (prefix) => {
      const good = await token();
      expect((await post({ 'private-token': good }, `&${prefix}${good}`)).status).toBe(401);
    },
  );

  it('a body carries it too', async () => {
    const { id } = await world.group();
    const json = { private_token: await token(), start_date: '2020-07-15' };
    expect((await world.as().post(subscriptionOf(id), { json })).status).toBe(201);
  });
});

describe('tokens', () => {
  const get = async (text: string) => {
    const { id } = await world.subscribed();
    return world.as(text).get(subscriptionOf(id));
  };

  it('case 102: a revoked one', async () => {
    const { id } = await world.group();
    const answer = await world.as(await token({ revoked: true })).post(subscriptionOf(id), { json: {} });
    expect([answer.status, answer.json()]).toEqual([401, REVOKED]);
  });

  it('case 103: read_api is not enough to change anything', async () => {
    const { id } = await world.group();
    const weak = world.as(await token({ scopes: ['read_api', 'read_user'] }));
    const answers = [
      await weak.post(`/namespaces/${id}/minutes`, { json: {} }),
      await weak.patch(`/namespaces/${id}/minutes/move/${id}`),
      await weak.post(subscriptionOf(id), { json: {} }),
      await weak.put(subscriptionOf(id), { json: {} }),
      await weak.put('/internal/upcoming_reconciliations', { json: {} }),
    ];
    for (const answer of answers) expect([answer.status, answer.json()]).toEqual([403, insufficient('api')]);
  });

  it('case 104: read_api is enough to look', async () => {
    expect((await get(await token({ scopes: ['read_api'] }))).status).toBe(200);
    const answer = await get(await token({ scopes: ['read_user'] }));
    expect([answer.status, answer.json()]).toEqual([403, insufficient('api read_api')]);
    expect((await get(await token({ scopes: [] }))).status).toBe(403);
  });

  it('scopes that GitLab’s own code has written', async () => {
    const text = await token();
    await world.suite.sql(`UPDATE personal_access_tokens SET scopes = E'---\\n- :api\\n' WHERE user_id = $1`, [
      world.administrator.id,
    ]);
    expect((await get(text)).status).toBe(200);
  });

  it('end at midnight UTC of their last day', async () => {
    const text = await token({ expires_at: '2021-06-16' });
    world.api.setClock(new Date('2021-06-15T23:59:59Z'));
    expect((await get(text)).status).toBe(200);
    world.api.setClock(new Date('2021-06-16T00:00:00Z'));
    expect((await get(text)).json()).toEqual(EXPIRED);
  });

  it('expiry is told before revocation, both before scope and state', async () => {
    const { id } = await world.suite.make.user({ admin: true, state: 'blocked' });
    const columns = { expires_at: '2021-01-01', revoked: true };
    const { token: text } = await world.suite.make.token(id, [], columns);
    expect((await post({ 'private-token': text })).json()).toEqual(EXPIRED);
    await world.suite.sql('UPDATE personal_access_tokens SET expires_at = NULL WHERE user_id = $1', [id]);
    expect((await post({ 'private-token': text })).json()).toEqual(REVOKED);
    await world.suite.sql('UPDATE personal_access_tokens SET revoked = NULL WHERE user_id = $1', [id]);
    expect((await post({ 'private-token': text })).json()).toEqual(insufficient('api'));
  });

  it.each([
    ['ldap_blocked', 'Your account has been blocked.'],
    ['banned', 'Your account has been blocked.'],
    ['blocked_pending_approval', 'Your account is pending approval from your administrator and hence blocked.'],
    [
      'deactivated',
      'Your account has been deactivated by your administrator. Please log back in from a web browser to reactivate ' +
        'your account at http://localhost:3000',
    ],
  ])('of people who are %s', async (state, reason) => {
    const answer = await post({ 'private-token': await tokenOf({ state }) });
    expect([answer.status, answer.json()]).toEqual([403, message(`403 Forbidden - ${reason}`)]);
  });

  it('need a scope of their own where administrators work in a mode of their own', async () => {
    await world.suite.make.settings({ admin_mode: true });
    try {
      expect((await post({ 'private-token': await token() })).json()).toEqual(message('403 Forbidden'));
      expect((await post({ 'private-token': await token({ scopes: ['api', 'admin_mode'] }) })).status).toBe(201);
    } finally {
      await world.suite.make.settings({ admin_mode: false });
    }
  });

  it('are made by the service itself, told once and stored as a digest', async () => {
    const tokens = world.api.app.get(PersonalAccessTokens);
    const asked = { userId: world.administrator.id, name: 'demo', scopes: ['api'], expiresAt: null };
    const made = await tokens.create(asked);
    expect(made?.token).toMatch(/^glpat-[A-Za-z0-9_-]{20}$/);
    expect((await get(made!.token)).status).toBe(200);
    const [row] = await world.suite.sql('SELECT * FROM personal_access_tokens WHERE id = $1', [made?.id]);
    expect(row).toMatchObject({ name: 'demo', scopes: '---\n- api\n', expires_at: null, created_at: NOW });
    expect(JSON.stringify(row)).not.toContain(made?.token);
    expect(await tokens.create({ ...asked, userId: 999999 })).toBeUndefined();
  });
});

describe('last_used_at', () => {
  const usedAt = async (text: string): Promise<Date | null> => {
    const found = await world.api.app.get(PersonalAccessTokens).find(text);
    return found?.last_used_at ?? null;
  };
  const use = (text: string) => world.as(text).get(subscriptionOf(999999));

  it('is written at most once in ten minutes, and not before the token was accepted', async () => {
    const text = await token();
    await Promise.all(Array.from({ length: 20 }, () => use(text)));
    while ((await usedAt(text)) === null) await sleep(10);
    expect(await usedAt(text)).toEqual(NOW);

    for (const [minutes, expected] of [
      [9, NOW],
      [11, new Date('2021-06-15T12:11:00Z')],
    ] as const) {
      world.api.setClock(new Date(NOW.getTime() + minutes * 60_000));
      await use(text);
      await sleep(100);
      expect(await usedAt(text)).toEqual(expected);
    }

    const revoked = await token({ revoked: true });
    await use(revoked);
    await sleep(100);
    expect(await usedAt(revoked)).toBeNull();
  });
});
