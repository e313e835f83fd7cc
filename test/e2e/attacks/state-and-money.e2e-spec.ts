import { Redis } from 'ioredis';
import { createHmac } from 'node:crypto';
import { A, Z } from '../../support/allowed-world.js';
import { startApi } from '../../support/app.js';
import { openAttackWorld, type AttackWorld } from '../../support/attack-world.js';
import { subscriptionOf } from '../../support/billing-world.js';
import { DB_KEY_BASE } from '../../support/factories.js';
import type { Answer } from '../../support/http.js';
import { enrol } from '../../support/otp.js';
import { startWorker, untilOutboxIsEmpty } from '../../support/worker.js';

/**
 * The story: a network that loses answers, a client that asks again, two portals at once, and somebody who has noticed that
 * a thing done twice may count twice. Nothing here needs a forged credential.
 */
let world: AttackWorld;
let redis: Redis;
beforeAll(async () => {
  world = await openAttackWorld();
  redis = new Redis(world.suite.redisUrl);
});
afterAll(async () => {
  redis?.disconnect();
  await world?.close();
});

const rootGroup = () => world.suite.make.group();
const times = <Result>(count: number, work: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));
const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status);

const pack = (purchase_xid: string, number_of_minutes = 100) => ({
  number_of_minutes,
  expires_at: '2099-01-01',
  purchase_xid,
});
const redeem = (id: number, packs: object[]) => world.portal.post(`/namespaces/${id}/minutes`, { json: { packs } });
const packsOf = (id: number) =>
  world.suite.sql<{ purchase_xid: string; number_of_minutes: number }>(
    'SELECT purchase_xid, number_of_minutes FROM ci_minutes_additional_packs WHERE namespace_id = $1 ORDER BY purchase_xid',
    [id],
  );

it('attack 34: one purchase again, at once, twice in one list, with more minutes, for somebody else', async () => {
  const [mine, other] = [await rootGroup(), await rootGroup()];
  expect(new Set(statuses(await times(10, () => redeem(mine.id, [pack('xid'), pack('xid')]))))).toEqual(new Set([201]));
  expect((await redeem(mine.id, [pack('xid', 1_000_000)])).status).toBe(201);
  expect(await packsOf(mine.id)).toEqual([{ purchase_xid: 'xid', number_of_minutes: 100 }]);
  const stolen = await redeem(other.id, [pack('fresh'), pack('xid')]);
  expect([stolen.status, stolen.json().message]).toEqual([400, '400 Bad request - Unable to save additional packs']);
  // All or none.
  expect(await packsOf(other.id)).toEqual([]);
});

it('attack 35: minutes moved to oneself, below oneself, twice, by path, to nobody, and while others arrive', async () => {
  const [from, to] = [await rootGroup(), await rootGroup()];
  const below = await world.suite.make.group({ parent_id: from.id });
  await redeem(from.id, [pack('moved')]);
  const move = (source: number | string, target: number | string) =>
    world.portal.patch(`/namespaces/${source}/minutes/move/${target}`);
  for (const [target, status] of [
    [from.id, 400],
    [from.fullPath, 400],
    [below.id, 400],
    [encodeURIComponent(below.fullPath), 400],
    [999_999, 404],
    ['%2e%2e', 404],
    ['1e3', 404],
  ] as const) {
    expect([target, (await move(from.id, target)).status]).toEqual([target, status]);
  }
  expect(await packsOf(from.id)).toHaveLength(1);
  const rush = [...Array.from({ length: 8 }, () => move(from.id, to.fullPath)), redeem(from.id, [pack('arriving')])];
  expect(new Set(statuses(await Promise.all(rush)))).toEqual(new Set([202, 201]));
  await move(from.id, to.id);
  expect([await packsOf(from.id), (await packsOf(to.id)).length]).toEqual([[], 2]);
});

it('attack 34, attack 36: a namespace that goes while it is written to is not found, and nothing is left', async () => {
  const requests: ((id: number) => Promise<Answer>)[] = [
    (id) => redeem(id, [pack(`gone-${id}`)]),
    (id) =>
      world.portal.post(subscriptionOf(id), { json: { start_date: '2021-01-01', seats: 1, plan_code: 'premium' } }),
    async (id) => {
      const source = await rootGroup();
      await redeem(source.id, [pack(`leaving-${id}`)]);
      return world.portal.patch(`/namespaces/${source.id}/minutes/move/${id}`);
    },
  ];
  for (const request of requests) {
    const { id } = await rootGroup();
    const client = await world.suite.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('DELETE FROM namespaces WHERE id = $1', [id]);
      const answer = request(id);
      await somebodyWaits();
      await client.query('COMMIT');
      expect([(await answer).status, (await answer).text]).toEqual([404, expect.stringContaining('Not Found')]);
    } finally {
      client.release();
    }
  }
});

/** Until a statement of this database waits for a lock. */
async function somebodyWaits(): Promise<void> {
  for (let waiting = 0; waiting === 0;) {
    const [row] = await world.suite.sql<{ count: number }>(
      `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    waiting = row?.count ?? 0;
  }
}

it('attack 36: a subscription changed by many at once, with an end before its start, huge numbers and no such plan', async () => {
  const { id } = await rootGroup();
  const path = subscriptionOf(id);
  expect(
    (await world.portal.post(path, { json: { start_date: '13 Jun 2021', seats: 5, plan_code: 'premium' } })).status,
  ).toBe(201);
  const put = (json: object) => world.portal.put(path, { json });
  const answers = await times(10, (index) => put(index % 2 ? { seats: 10 + index } : { auto_renew: true }));
  expect(new Set(statuses(answers))).toEqual(new Set([200]));
  const stored = async () =>
    (
      await world.suite.sql(
        'SELECT seats, start_date, end_date, auto_renew FROM gitlab_subscriptions WHERE namespace_id = $1',
        [id],
      )
    )[0];
  const before = await stored();
  // Neither of the two kinds of change has lost the other's.
  expect(before).toMatchObject({ start_date: '2021-06-13', auto_renew: true });
  expect([11, 13, 15, 17, 19]).toContain((before as { seats: number }).seats);
  for (const bad of [
    { seats: 2 ** 31 },
    { seats: '1e3' },
    { seats: [1] },
    { start_date: '2021-02-30' },
    { end_date: 5 },
  ]) {
    expect([bad, (await put(bad)).status]).toEqual([bad, 400]);
  }
  expect(await stored()).toEqual(before);
  expect((await put({ end_date: '2021-06-12', plan_code: 'nobody-sells-this', seats: -5 })).status).toBeLessThan(500);
  expect((await put({ start_date: '2021-06-13' })).status).toBe(200);
});

it('attack 37: counters that are negative, broken, huge, or arrive together', async () => {
  const report = (json: unknown) => world.kas.post('/usage_metrics', json);
  const key = 'USAGE_KUBERNETES_AGENT_GITOPS_SYNC';
  for (const count of [-1, 1.5, '1.5', 'x', 1e308, 2 ** 53, '9'.repeat(30), [1], { a: 1 }, true]) {
    expect([count, (await report({ gitops_sync_count: count })).status]).toEqual([count, 400]);
  }
  // Half of a report does not count either.
  expect((await report({ gitops_sync_count: 5, k8s_api_proxy_request_count: -1 })).status).toBe(400);
  expect(await redis.get(key)).toBeNull();
  expect(new Set(statuses(await times(25, () => report({ gitops_sync_count: 2 }))))).toEqual(new Set([204]));
  expect(await redis.get(key)).toBe('50');
  await redis.set(key, '9223372036854775800');
  expect((await report({ gitops_sync_count: 1_000_000 })).status).toBeLessThan(500);
  expect(await redis.get(key)).not.toMatch(/^-/);
});

it('attack 38: a push that begins and never ends, ends without having begun, or does either twice', async () => {
  const gl_repository = 'project-38';
  const key = `git-receive-pack-reference-counter:${gl_repository}`;
  const call = (endpoint: string) => world.api.shell.post(endpoint, { gl_repository, changes: '' });
  await call('/pre_receive');
  expect(await redis.ttl(key)).toBeGreaterThan(590);
  await times(3, () => call('/pre_receive'));
  expect(await redis.get(key)).toBe('4');
  for (let ended = 0; ended < 6; ended++) {
    expect((await call('/post_receive')).json()).toMatchObject({ reference_counter_decreased: true });
  }
  expect(await redis.exists(key)).toBe(0);
});

describe('attack 39: tokens and codes', () => {
  const token = (more: object) =>
    world.api.shell.post('/personal_access_token', { key_id: 30, name: 't', scopes: ['read_api'], ...more });

  it('with scopes of an administrator, impossible dates and a name of a megabyte', async () => {
    const bad = [
      { scopes: ['sudo'] },
      { scopes: ['api', 'admin_mode'] },
      { scopes: ['read_api,sudo'] },
      { scopes: ['READ_API'] },
      { scopes: ['read_api\n- sudo'] },
      { scopes: [['read_api']] },
      { expires_at: '2021-02-30' },
      { expires_at: 'tomorrow; DROP TABLE' },
      { name: 'x'.repeat(1_000_000) },
      { name: ' ' },
    ];
    for (const more of bad) {
      const answer = await token(more);
      expect([more, answer.status, answer.json().success]).toEqual([more, 200, false]);
    }
    expect((await token({ expires_at: '2020-01-01' })).json()).toMatchObject({ success: true });
  });

  it('are told once and kept as digests; new codes end the old ones; nobody without a second factor has any', async () => {
    expect((await world.api.shell.post('/two_factor_recovery_codes', { key_id: 40 })).json()).toMatchObject({
      success: false,
    });
    await enrol(world.suite, world.users.dev.id);
    const ask = async () =>
      (await world.api.shell.post('/two_factor_recovery_codes', { key_id: 30 })).json<{ recovery_codes: string[] }>()
        .recovery_codes;
    const hashes = async () =>
      JSON.parse(
        (await world.suite.sql<{ codes: string }>('SELECT otp_backup_codes AS codes FROM users WHERE id = 130'))[0]!
          .codes,
      ) as string[];
    const first = await ask();
    const before = await hashes();
    const second = await ask();
    const after = await hashes();
    expect([first.length, second.length, after.length]).toEqual([10, 10, 10]);
    expect(first.filter((code) => second.includes(code))).toEqual([]);
    expect(after.filter((hash) => before.includes(hash))).toEqual([]);
    const { token: text } = (await token({})).json<{ token: string }>();
    const rows = JSON.stringify([
      ...(await world.suite.sql('SELECT * FROM personal_access_tokens')),
      ...(await world.suite.sql('SELECT * FROM users')),
    ]);
    expect([text, ...second].filter((secret) => rows.includes(secret))).toEqual([]);
  });
});

it('attack 40: a call whose answer was lost, made again by the shell', async () => {
  // Codes: ten, and only the last ten. Tokens: one for each arrival, which the contract documents; none of them is the same.
  await enrol(world.suite, world.users.maint.id);
  const lists = await times(3, () => world.api.shell.post('/two_factor_recovery_codes', { key_id: 40 }));
  expect(lists.every((answer) => answer.json().success === true)).toBe(true);
  const [row] = await world.suite.sql<{ codes: string }>('SELECT otp_backup_codes AS codes FROM users WHERE id = 140');
  expect(JSON.parse(row!.codes)).toHaveLength(10);
  const wish = { key_id: 40, name: 'again', scopes: ['read_api'] };
  const made = await times(3, () => world.api.shell.post('/personal_access_token', wish));
  expect(new Set(made.map((answer) => answer.json().token)).size).toBe(3);
  const rows = await world.suite.sql(
    `SELECT id FROM personal_access_tokens WHERE name = 'again' AND NOT COALESCE(revoked, false)`,
  );
  expect(rows).toHaveLength(3);
});

it('attack 41: the queue is lost with Redis after the answer; the push is still followed up', async () => {
  const events = async () => (await world.suite.sql('SELECT id FROM events WHERE project_id = 3')).length;
  const before = await events();
  const changes = `${Z} ${A} refs/heads/lost`;
  const answer = await world.api.shell.post('/post_receive', {
    gl_repository: 'project-3',
    identifier: 'user-130',
    changes,
  });
  expect(answer.status).toBe(200);
  await redis.flushdb();
  const worker = await startWorker(world.api.configuration);
  try {
    await untilOutboxIsEmpty(world.suite);
  } finally {
    await worker.close();
  }
  expect(await events()).toBe(before + 1);
  // Where Redis is away altogether, the answer is the same and so is the promise.
  const alone = await startApi({
    ...world.suite,
    databaseUrl: world.suite.databaseUrl,
    redisUrl: 'redis://127.0.0.1:1',
  });
  try {
    expect((await alone.shell.post('/post_receive', { gl_repository: 'project-3', changes })).status).toBe(200);
    expect(await world.suite.sql('SELECT id FROM internal_api.outbox')).toHaveLength(1);
  } finally {
    await alone.close();
  }
});

it('attack 42: a token for LFS is one actor’s, one repository’s, short, and dead with the password or the key', async () => {
  const ask = async (parameters: object) => {
    const answer = await world.api.shell.post('/lfs_authenticate', { project: 'gnuwget/wget2', ...parameters });
    return answer.json<{ lfs_token: string; expires_in: number }>();
  };
  const part = (token: string, index: number) =>
    JSON.parse(Buffer.from(token.split('.')[index]!, 'base64url').toString()) as Record<string, unknown>;
  const signedBy = (token: string, secret: string) =>
    createHmac('sha256', secret).update(token.split('.').slice(0, 2).join('.')).digest('base64url') ===
    token.split('.')[2];
  const secretOf = async (id: number) => {
    const [row] = await world.suite.sql<{ hash: string }>(
      'SELECT encrypted_password AS hash FROM users WHERE id = $1',
      [id],
    );
    return `${id}${row!.hash.slice(-16)}${DB_KEY_BASE.slice(0, 16)}`;
  };
  const { lfs_token: token, expires_in } = await ask({ key_id: 30 });
  const claims = part(token, 1) as { iat: number; exp: number; data: object };
  expect([expires_in, claims.exp - claims.iat, part(token, 0).alg]).toEqual([1800, 1800, 'HS256']);
  expect(claims.data).toEqual({ actor: 'dev', container_gid: 'gid://gitlab/Project/3' });
  const secret = await secretOf(130);
  expect(signedBy(token, secret)).toBe(true);
  // Of another repository, of another person, of a key: other tokens by other keys.
  const elsewhere = part((await ask({ key_id: 30, project: 'gnuwget/public' })).lfs_token, 1);
  expect(elsewhere.data).toMatchObject({ container_gid: 'gid://gitlab/Project/4' });
  for (const key_id of [40, 80]) expect(signedBy((await ask({ key_id })).lfs_token, secret)).toBe(false);
  await world.suite.sql(`UPDATE users SET encrypted_password = '$2a$10$changedchangedchangedchanged' WHERE id = 130`);
  expect(await secretOf(130)).not.toBe(secret);
  expect(signedBy((await ask({ key_id: 30 })).lfs_token, secret)).toBe(false);
  // It opens nothing here.
  const headers = { authorization: `Bearer ${token}`, 'private-token': token, 'gitlab-shell-api-request': token };
  for (const { method, path } of world.routes.filter(({ caller }) => caller !== 'anybody')) {
    expect([401, 403]).toContain((await world.as('anybody', method, path, { headers })).status);
  }
});
