import bcrypt from 'bcrypt';
import { startApi, type RunningApi } from '../support/app.js';
import { makeFixtures, type Fixtures } from '../support/fixtures.js';
import { openSuite, type Suite } from '../support/suite.js';

const NO_KEY = { success: false, message: 'Could not find the given key' };
const NO_USER = { success: false, message: 'Could not find the given user' };
const KEY_WITHOUT_USER = { success: false, message: 'Could not find a user for the given key' };
const NOT_ENABLED = { success: false, message: 'Two-factor authentication is not enabled for this user' };

interface Codes {
  success: boolean;
  recovery_codes: string[];
}

describe('two_factor_recovery_codes', () => {
  let suite: Suite;
  let api: RunningApi;
  let fixtures: Fixtures;
  let dev: number;

  beforeAll(async () => {
    suite = await openSuite();
    fixtures = await makeFixtures(suite);
    dev = fixtures.users.dev.id;
    api = await startApi(suite, { environment: { BCRYPT_COST: '4', INSTANCE_SETTINGS_SECONDS: '0' } });
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });
  beforeEach(() => suite.sql('UPDATE users SET otp_required_for_login = id = $1, otp_backup_codes = NULL', [dev]));

  const ask = async <Body = Codes>(parameters: object): Promise<Body> => {
    const answer = await api.shell.post('/two_factor_recovery_codes', { ...parameters });
    expect(answer.status).toBe(200);
    return answer.json<Body>();
  };
  const stored = async (): Promise<string[]> => {
    const [row] = await suite.sql<{ codes: string }>('SELECT otp_backup_codes AS codes FROM users WHERE id = $1', [
      dev,
    ]);
    return JSON.parse(row!.codes) as string[];
  };
  const opens = async (code: string, hashes: string[]): Promise<boolean> =>
    (await Promise.all(hashes.map((hash) => bcrypt.compare(code, hash)))).filter(Boolean).length === 1;

  it('case 151, row 57: gives ten codes, and stores their bcrypt hashes', async () => {
    const answer = await ask({ key_id: '30' });
    expect(Object.keys(answer)).toEqual(['success', 'recovery_codes']);
    expect(answer.success).toBe(true);
    expect(answer.recovery_codes).toHaveLength(10);
    expect(new Set(answer.recovery_codes).size).toBe(10);
    for (const code of answer.recovery_codes) expect(code).toMatch(/^[0-9a-f]{16}$/);

    const hashes = await stored();
    expect(hashes).toHaveLength(10);
    for (const hash of hashes) expect(hash).toMatch(/^\$2a\$04\$[./A-Za-z0-9]{53}$/);
    for (const code of answer.recovery_codes) expect(await opens(code, hashes)).toBe(true);
    expect(JSON.stringify(hashes)).not.toContain(answer.recovery_codes[0]);
  });

  it('case 151, row 17: leaves the ten codes of the last of three arrivals', async () => {
    const answers = [await ask({ key_id: 30 }), await ask({ key_id: 30 }), await ask({ key_id: 30 })];
    const hashes = await stored();
    expect(hashes).toHaveLength(10);
    for (const code of answers[2]!.recovery_codes) expect(await opens(code, hashes)).toBe(true);
    for (const code of [...answers[0]!.recovery_codes, ...answers[1]!.recovery_codes]) {
      expect(await opens(code, hashes)).toBe(false);
    }
  });

  it('leaves ten valid codes of one answer when three arrive at the same time', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => ask({ key_id: 30 })));
    const hashes = await stored();
    const valid = await Promise.all(
      answers.map(async ({ recovery_codes: codes }) =>
        (await Promise.all(codes.map((code) => opens(code, hashes)))).every(Boolean),
      ),
    );
    expect([hashes.length, valid.filter(Boolean).length]).toEqual([10, 1]);
  });

  it('case 152, row 58: refuses without a second factor', async () => {
    expect(await ask({ key_id: 40 })).toEqual(NOT_ENABLED);
  });

  it('counts a device as a second factor', async () => {
    await suite.make.webauthn(fixtures.users.maint.id);
    expect((await ask({ key_id: 40 })).recovery_codes).toHaveLength(10);
  });

  it('case 153: finds no unknown key', async () => {
    for (const key_id of [12345, '0', '', 'x', '30x', ' 30', '3e1', [30], { id: 30 }, -30]) {
      expect(await ask({ key_id })).toEqual(NO_KEY);
    }
    expect(await ask({ key_id: 93 })).toEqual(NO_KEY);
  });

  it('case 154: finds nobody behind a key without an owner', async () => {
    expect(await ask({ key_id: 90 })).toEqual(KEY_WITHOUT_USER);
  });

  it('case 155: refuses deploy keys, whoever made them', async () => {
    const refusal = { success: false, message: 'Deploy keys cannot be used to retrieve recovery codes' };
    expect(await ask({ key_id: 80 })).toEqual(refusal);
    const orphan = await suite.make.deployKey({ user_id: null });
    expect(await ask({ key_id: orphan.id })).toEqual(refusal);
  });

  it('case 156: finds no unknown user, unless a key resolves one', async () => {
    for (const user_id of [0, '0', 99999, 'x', '7x']) expect(await ask({ user_id })).toEqual(NO_USER);
    expect(await ask({ key_id: 12345, user_id: dev })).toEqual(NO_USER);
    expect((await ask({ key_id: 30, user_id: 0 })).success).toBe(true);
    expect(await ask({ key_id: 80, user_id: 0 })).toMatchObject({ message: expect.stringContaining('Deploy keys') });
  });

  it('case 157: takes a user id or a user name alone', async () => {
    expect((await ask({ user_id: dev })).success).toBe(true);
    expect((await ask({ username: 'Dev' })).success).toBe(true);
    expect(await ask({ username: 'noone' })).toEqual(NO_KEY);
  });

  it('case 158: finds nobody without parameters', async () => {
    expect(await ask({})).toEqual(NO_KEY);
    expect(await ask({ identifier: 'key-30' })).toEqual(NO_KEY);
    expect(await ask({ krb5principal: 'dev@EXAMPLE.COM', username: 'dev' })).toEqual(NO_KEY);
  });

  it('attack 12: gives codes to the key’s owner when key and user differ', async () => {
    await ask({ key_id: 30, user_id: fixtures.users.root.id });
    expect(await stored()).toHaveLength(10);
  });

  it('attack 15: refuses an expired key like a missing one', async () => {
    expect(await ask({ key_id: 91 })).toEqual(NO_KEY);
    expect((await ask({ key_id: 92 })).success).toBe(true);
  });

  it('attack 15: refuses whoever may not use Git, by key, id and name', async () => {
    await suite.sql('UPDATE users SET otp_required_for_login = true');
    const { blockd, deact, pending, ghost } = fixtures.users;
    for (const user of [blockd, deact, pending, ghost]) {
      expect(await ask({ user_id: user.id })).toEqual(KEY_WITHOUT_USER);
      expect(await ask({ username: user.username })).toEqual(KEY_WITHOUT_USER);
    }
    for (const key_id of [70, 71, 72]) expect(await ask({ key_id })).toEqual(KEY_WITHOUT_USER);
  });

  /** The policy of Git access stands in a room of its own; this holds the two against each other. */
  it.each([
    ['nothing', {}, {}],
    ['a ban', { state: 'banned' }, {}],
    ['an LDAP block', { state: 'ldap_blocked' }, {}],
    ['a state of a later GitLab', { state: 'frozen' }, {}],
    ['being a support bot', { user_type: 1 }, {}],
    ['being a project bot', { user_type: 6 }, {}],
    ['an expired password', { password_expires_at: '2020-01-01' }, {}],
    ['an expired password of a project bot', { password_expires_at: '2020-01-01', user_type: 6 }, {}],
    ['an expired password nobody chose', { password_expires_at: '2020-01-01', password_automatically_set: true }, {}],
    ['a fresh lock', { locked_at: new Date() }, {}],
    ['an old lock', { locked_at: new Date(Date.now() - 11 * 60_000) }, {}],
    ['an unconfirmed address', { confirmed_at: null }, {}],
    ['a required confirmation', { confirmed_at: null }, { email_confirmation_setting: 2 }],
    ['terms', {}, { enforce_terms: true }],
    ['accepted terms', { accepted_term_id: 1 }, { enforce_terms: true }],
    ['terms for a service account', { user_type: 13 }, { enforce_terms: true }],
  ])('refuses exactly when /allowed does: %s', async (_, columns, settings) => {
    const user = await suite.make.user({ otp_required_for_login: true, ...columns });
    const key = await suite.make.key({ user_id: user.id });
    await suite.make.settings({ enforce_terms: false, email_confirmation_setting: 0, ...settings });
    const pull = { action: 'git-upload-pack', protocol: 'ssh', project: 'gnuwget/public', changes: '_any' };
    const allowed = await api.shell.post('/allowed', { ...pull, key_id: key.id });
    expect((await ask({ key_id: key.id })).success).toBe(allowed.status === 200);
    await suite.make.settings({ enforce_terms: false, email_confirmation_setting: 0 });
  });

  it('touches the key, also of a refused request', async () => {
    const touched = async (id: number): Promise<boolean> =>
      (await suite.sql('SELECT 1 FROM keys WHERE id = $1 AND last_used_at IS NOT NULL', [id])).length === 1;
    await ask({ key_id: 50 });
    for (let tries = 0; tries < 50 && !(await touched(50)); tries++) await new Promise((next) => setTimeout(next, 20));
    expect(await touched(50)).toBe(true);
  });

  it('case 19: knows no GET', async () => {
    const answer = await api.shell.get('/two_factor_recovery_codes', { key_id: 30 });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
  });

  it('replaces the codes with one statement', async () => {
    const { statements } = await suite.countStatements(() => ask({ key_id: 30 }));
    expect(statements.filter(({ text }) => text.includes('otp_backup_codes')).map(({ calls }) => calls)).toEqual([1]);
  });
});

describe('two_factor_recovery_codes with REQUIRE_SSH_KEY', () => {
  it('case 157: refuses a user without a key in the words of a missing key', async () => {
    const suite = await openSuite('recovery_codes_require_key');
    const api = await startApi(suite, { environment: { BCRYPT_COST: '4', REQUIRE_SSH_KEY: 'true' } });
    try {
      await makeFixtures(suite);
      await suite.sql('UPDATE users SET otp_required_for_login = true');
      const message = async (parameters: Record<string, unknown>): Promise<unknown> =>
        (await api.shell.post('/two_factor_recovery_codes', parameters)).json().message;
      expect(await message({ user_id: 130 })).toBe(NO_KEY.message);
      expect(await message({ username: 'dev' })).toBe(NO_KEY.message);
      expect(await message({ user_id: 0 })).toBe(NO_USER.message);
      expect(await message({ key_id: 30 })).toBeUndefined();
    } finally {
      await api.close();
      await suite.close();
    }
  });
});
