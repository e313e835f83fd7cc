import { createHash } from 'node:crypto';
import { startApi, type RunningApi } from '../support/app.js';
import { DB_KEY_BASE } from '../support/factories.js';
import { makeFixtures, type Fixtures } from '../support/fixtures.js';
import { send, type Answer } from '../support/http.js';
import { SHELL_SECRET } from '../support/app.js';
import { openSuite, type Suite } from '../support/suite.js';

const SCOPES =
  '["api", "read_api", "read_registry", "read_repository", "read_user", "write_registry", "write_repository"]';

interface Created {
  success: boolean;
  token: string;
  scopes: string[];
  expires_at: string | null;
  message?: string;
}

describe('personal_access_token', () => {
  let suite: Suite;
  let api: RunningApi;
  let fixtures: Fixtures;

  beforeAll(async () => {
    suite = await openSuite();
    fixtures = await makeFixtures(suite);
    await suite.make.user({ id: 29, username: 'u29' });
    api = await startApi(suite, { environment: { INSTANCE_SETTINGS_SECONDS: '0' } });
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  const ask = async (parameters: object): Promise<Created> => {
    const answer = await api.shell.post('/personal_access_token', { ...parameters });
    expect(answer.status).toBe(200);
    return answer.json<Created>();
  };
  const wish = { key_id: '30', name: 't', scopes: ['read_api', 'read_repository'] };
  const message = async (parameters: object): Promise<string | undefined> => {
    const { success, message: text, ...rest } = await ask({ ...wish, ...parameters });
    expect([success, rest]).toEqual([false, {}]);
    return text;
  };
  const rowOf = async (token: string): Promise<Record<string, unknown> | undefined> => {
    const digest = createHash('sha256')
      .update(token + DB_KEY_BASE.slice(0, 32))
      .digest('base64');
    const [row] = await suite.sql('SELECT * FROM personal_access_tokens WHERE token_digest = $1', [digest]);
    return row;
  };

  it('case 159, row 61: makes a token, whose digest alone is kept', async () => {
    const created = await ask({ ...wish, scopes: ['read_repository', 'read_api'] });
    expect(created).toEqual({
      success: true,
      token: expect.stringMatching(/^glpat-[A-Za-z0-9_-]{20}$/),
      scopes: ['read_repository', 'read_api'],
      expires_at: null,
    });
    expect(Object.keys(created)).toEqual(['success', 'token', 'scopes', 'expires_at']);
    const row = await rowOf(created.token);
    expect(row).toMatchObject({
      user_id: fixtures.users.dev.id,
      name: 't',
      scopes: '---\n- read_repository\n- read_api\n',
      expires_at: null,
      impersonation: false,
      revoked: false,
    });
    expect(JSON.stringify(row)).not.toContain(created.token);
  });

  it('makes a token that the service itself accepts', async () => {
    const { token } = await ask({ ...wish, key_id: '1', scopes: ['api'] });
    const answer = await send(api.url, '/api/v4/namespaces/300/gitlab_subscription', {
      headers: { 'private-token': token },
    });
    expect(answer.status).not.toBe(401);
  });

  it('case 160: keeps a date, however it is written', async () => {
    for (const [expires_at, expected] of [
      ['9001-11-17', '9001-11-17'],
      ['24 Jul 2020', '2020-07-24'],
      ['20200724', '2020-07-24'],
      [20200724, '2020-07-24'],
      [' 2020-07-24 ', '2020-07-24'],
    ]) {
      const created = await ask({ ...wish, expires_at });
      expect(created.expires_at).toBe(expected);
      expect(await rowOf(created.token)).toMatchObject({ expires_at: expected });
    }
  });

  it('takes a blank date for none', async () => {
    for (const expires_at of ['', ' ', null, undefined])
      expect((await ask({ ...wish, expires_at })).expires_at).toBeNull();
  });

  it('case 161, row 62: refuses what is no date', async () => {
    for (const expires_at of ['invalid-date', '2021-02-30', '12 2021', "it's"]) {
      expect(await message({ expires_at })).toBe(`Invalid token expiry date: '${expires_at}'`);
    }
    expect(await message({ expires_at: ['2021-02-03'] })).toBe(`Invalid token expiry date: '["2021-02-03"]'`);
    expect(await message({ expires_at: true })).toBe(`Invalid token expiry date: 'true'`);
  });

  it('case 162: wants a name', async () => {
    for (const name of [undefined, '', '  \n ', null, ['x'], { x: 1 }]) {
      expect(await message({ name })).toBe('No token name specified');
    }
  });

  it('case 163, row 62: wants scopes', async () => {
    for (const scopes of [undefined, null, [], '', [''], [' ', ','], [null]]) {
      expect(await message({ scopes })).toBe('No token scopes specified');
    }
    const body = `secret_token=${SHELL_SECRET}&key_id=30&name=t&scopes[]=`;
    const answer = await send(api.url, '/api/v4/internal/personal_access_token', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    expect(answer.json()).toEqual({ success: false, message: 'No token scopes specified' });
  });

  it('takes scopes as one text, and with commas', async () => {
    expect((await ask({ ...wish, scopes: 'read_api' })).scopes).toEqual(['read_api']);
    expect((await ask({ ...wish, scopes: 'read_user, read_api,' })).scopes).toEqual(['read_user', 'read_api']);
    expect((await ask({ ...wish, scopes: ['api,read_user', 'read_api'] })).scopes).toEqual([
      'api',
      'read_user',
      'read_api',
    ]);
  });

  it('case 164, row 62: names the first scope that does not exist', async () => {
    expect(await message({ scopes: ['read_api', 'badscope', 'worse', 'read_repository'] })).toBe(
      `Invalid scope: 'badscope'. Valid scopes are: ${SCOPES}`,
    );
  });

  it('case 165: gives nobody an administrator’s scope', async () => {
    for (const key_id of [1, 30]) {
      for (const scope of ['sudo', 'admin_mode', 'openid', 'API', '__proto__']) {
        expect(await message({ key_id, scopes: [scope] })).toBe(
          `Invalid scope: '${scope}'. Valid scopes are: ${SCOPES}`,
        );
      }
    }
  });

  it('case 166: refuses deploy keys first', async () => {
    const text = 'Deploy keys cannot be used to create personal access tokens';
    expect(await message({ key_id: 80, user_id: 0 })).toBe(text);
    expect(await message({ key_id: 80, name: undefined, scopes: [] })).toBe(text);
  });

  it('case 167: looks at the actor before the name', async () => {
    expect(await message({ key_id: 12345, name: undefined, scopes: undefined })).toBe('Could not find the given key');
    expect(await message({ key_id: undefined })).toBe('Could not find the given key');
    expect(await message({ key_id: 90 })).toBe('Could not find a user for the given key');
    expect(await message({ key_id: 93 })).toBe('Could not find the given key');
  });

  it('case 168: finds no unknown user', async () => {
    expect(await message({ key_id: undefined, user_id: 0 })).toBe('Could not find the given user');
  });

  it('case 169: does what the base spec shows', async () => {
    const body =
      `secret_token=${SHELL_SECRET}&user_id=29&name=mytokenname&scopes[]=read_user&scopes[]=read_repository` +
      '&expires_at=2020-07-24';
    const answer: Answer = await send(api.url, '/api/v4/internal/personal_access_token', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    expect(answer.json()).toEqual({
      success: true,
      token: expect.stringMatching(/^(glpat-)?[A-Za-z0-9_-]{20}$/),
      scopes: ['read_user', 'read_repository'],
      expires_at: '2020-07-24',
    });
  });

  it('case 170, attack 40: makes one token for each arrival, and none of them twice', async () => {
    const tokens = await Promise.all([1, 2, 3].map(async () => (await ask({ ...wish, name: 'same' })).token));
    expect(new Set(tokens).size).toBe(3);
    const rows = await suite.sql<{ token_digest: string }>(
      `SELECT token_digest FROM personal_access_tokens WHERE name = 'same' AND user_id = $1`,
      [fixtures.users.dev.id],
    );
    expect(rows).toHaveLength(3);
    for (const { token_digest } of rows) expect(token_digest).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  });

  it('attack 39: refuses names that GitLab could not hold', async () => {
    const tooLong = 'Failed to create token: Name is too long (maximum is 255 characters)';
    expect(await message({ name: 'n'.repeat(1_000_000) })).toBe(tooLong);
    expect(await message({ name: 'a\0b' })).toBe('Failed to create token: Name is invalid');
    expect((await ask({ ...wish, name: '🔑'.repeat(255) })).success).toBe(true);
  });

  it('attack 15: refuses an expired key, and whoever may not use Git', async () => {
    expect(await message({ key_id: 91 })).toBe('Could not find the given key');
    for (const key_id of [70, 71, 72])
      expect(await message({ key_id })).toBe('Could not find a user for the given key');
    expect(await message({ key_id: undefined, user_id: fixtures.users.ghost.id })).toBe(
      'Could not find a user for the given key',
    );
  });

  it('follows the operator’s settings at once', async () => {
    await suite.make.settings({ personal_access_token_prefix: null });
    expect((await ask(wish)).token).toMatch(/^[A-Za-z0-9_-]{20}$/);
    await suite.make.settings({ personal_access_token_prefix: 'corp_' });
    expect((await ask(wish)).token).toMatch(/^corp_[A-Za-z0-9_-]{20}$/);
    await suite.make.settings({ personal_access_token_prefix: 'glpat-', disable_personal_access_tokens: true });
    expect(await message({})).toBe('Failed to create token: Not permitted to create');
    await suite.make.settings({ disable_personal_access_tokens: false });
  });

  it('holds to the longest life that the operator allows', async () => {
    api.setClock(new Date('2026-03-30T23:59:59Z'));
    await suite.make.settings({ max_personal_access_token_lifetime: 30 });
    try {
      expect((await ask({ ...wish, expires_at: '2026-04-29' })).expires_at).toBe('2026-04-29');
      const late = 'Failed to create token: Expires at must be before 2026-04-29';
      expect(await message({ expires_at: '2026-04-30' })).toBe(late);
      expect(await message({ expires_at: '9999-12-31' })).toBe(late);
      expect((await ask(wish)).expires_at).toBe('2026-04-29');
    } finally {
      await suite.make.settings({ max_personal_access_token_lifetime: null });
      api.setClock();
    }
  });
});

describe('personal_access_token with settings of its own', () => {
  let suite: Suite;
  let api: RunningApi;

  beforeAll(async () => {
    suite = await openSuite('personal_access_token_settings');
    await makeFixtures(suite);
    const environment = {
      REQUIRE_PAT_EXPIRY: 'true',
      PAT_ADDITIONAL_SCOPES: 'k8s_proxy,create_runner',
      CONTAINER_REGISTRY_ENABLED: 'false',
      INSTANCE_SETTINGS_SECONDS: '1',
    };
    api = await startApi(suite, { environment });
    api.setClock(new Date('2026-03-30T12:00:00Z'));
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  const ask = async (parameters: object): Promise<Created> =>
    (
      await api.shell.post('/personal_access_token', { key_id: 30, name: 't', scopes: ['api'], ...parameters })
    ).json<Created>();

  it('gives a token without a date 365 days, and no token more', async () => {
    expect((await ask({})).expires_at).toBe('2027-03-30');
    expect((await ask({ expires_at: '2027-03-31' })).message).toBe(
      'Failed to create token: Expires at must be before 2027-03-30',
    );
    expect((await ask({ expires_at: '2020-01-01' })).expires_at).toBe('2020-01-01');
  });

  it('sees within a second that the operator no longer requires a date', async () => {
    await suite.make.settings({ require_personal_access_token_expiry: false });
    await new Promise((next) => setTimeout(next, 1_100));
    expect((await ask({})).expires_at).toBeNull();
    await suite.make.settings({ require_personal_access_token_expiry: true });
  });

  it('accepts the additional scopes, and lists them in order', async () => {
    expect((await ask({ scopes: ['k8s_proxy'] })).success).toBe(true);
    expect((await ask({ scopes: ['sudo'] })).message).toContain('["api", "create_runner", "k8s_proxy", "read_api", ');
  });

  it('makes no token for a registry that is switched off', async () => {
    for (const scope of ['read_registry', 'write_registry']) {
      expect((await ask({ scopes: ['api', scope] })).message).toBe(
        'Failed to create token: Scopes can only contain available scopes',
      );
    }
  });
});
