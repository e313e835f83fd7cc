import { Redis } from 'ioredis';
import { startApi, type RunningApi } from '../support/app.js';
import { makeFixtures, type Fixtures } from '../support/fixtures.js';
import { enrol, type Device } from '../support/otp.js';
import { openSuite, type Suite } from '../support/suite.js';

const ROUTES = ['/two_factor_otp_check', '/two_factor_manual_otp_check', '/two_factor_push_otp_check'];
const CODES = ROUTES.slice(0, 2);
const INVALID = { success: false, message: 'Invalid OTP' };
const MINUTE = 60_000;
const NOW = new Date('2026-05-05T10:00:10Z');

describe('second factors over SSH', () => {
  let suite: Suite;
  let api: RunningApi;
  let redis: Redis;
  let fixtures: Fixtures;
  let device: Device;
  let now: Date;

  beforeAll(async () => {
    suite = await openSuite();
    fixtures = await makeFixtures(suite, NOW);
    const environment = { TWO_FACTOR_OVER_SSH: 'enabled', INSTANCE_SETTINGS_SECONDS: '0' };
    api = await startApi(suite, { environment });
    redis = new Redis(suite.redisUrl);
  });
  afterAll(async () => {
    redis?.disconnect();
    await api?.close();
    await suite?.close();
  });
  beforeEach(async () => {
    now = NOW;
    api.setClock(now);
    await redis.flushdb();
    device = await enrol(suite, fixtures.users.dev.id);
  });

  const ask = async (route: string, parameters: object): Promise<unknown> => {
    const answer = await api.shell.post(route, { ...parameters });
    expect(answer.status).toBe(200);
    return answer.json();
  };
  const manual = (parameters: object): Promise<unknown> =>
    ask('/two_factor_manual_otp_check', { key_id: '30', ...parameters });
  const wrongCode = (): string => (device.code(now) === '000000' ? '111111' : '000000');
  const later = (milliseconds: number): void => {
    now = new Date(now.getTime() + milliseconds);
    api.setClock(now);
  };
  const user = async (): Promise<{ failed_attempts: number; locked_at: Date | null; consumed_timestep: number }> =>
    (
      await suite.sql<never>('SELECT failed_attempts, locked_at, consumed_timestep FROM users WHERE id = $1', [
        fixtures.users.dev.id,
      ])
    )[0]!;

  it('case 197: opens Git for 15 minutes to the key that showed the right code', async () => {
    expect(await manual({ otp_attempt: device.code(now) })).toEqual({ success: true });
    expect(await redis.ttl('session:otp:30')).toBe(900);
    const pull = { action: 'git-upload-pack', protocol: 'ssh', project: 'gnuwget/wget2', changes: '_any', key_id: 30 };
    expect((await api.shell.post('/allowed', pull)).status).toBe(200);
  });

  it('opens it for as long as the operator says', async () => {
    await suite.make.settings({ git_two_factor_session_expiry: 3 });
    await manual({ otp_attempt: device.code(now) });
    expect(await redis.ttl('session:otp:30')).toBe(180);
    await suite.make.settings({ git_two_factor_session_expiry: 15 });
  });

  it('case 198: refuses a wrong code, and counts it', async () => {
    for (const otp_attempt of [wrongCode(), '', undefined, 'abc', `${device.code(now)}1`, [device.code(now)]]) {
      expect(await manual({ otp_attempt })).toEqual(INVALID);
    }
    expect(await user()).toMatchObject({ failed_attempts: 6, locked_at: null, consumed_timestep: null });
    expect(await redis.exists('session:otp:30')).toBe(0);
  });

  it('row 60: takes the code as text, of either neighbouring time step', async () => {
    for (const drift of [-30_000, 0, 30_000]) {
      device = await enrol(suite, fixtures.users.dev.id);
      expect(await manual({ otp_attempt: device.code(new Date(now.getTime() + drift)) })).toEqual({ success: true });
    }
    for (const drift of [-60_000, 60_000]) {
      device = await enrol(suite, fixtures.users.dev.id);
      expect(await manual({ otp_attempt: device.code(new Date(now.getTime() + drift)) })).toEqual(INVALID);
    }
  });

  it('takes a code once: another key of the same person gets nothing for it', async () => {
    const code = device.code(now);
    expect(await manual({ otp_attempt: code })).toEqual({ success: true });
    expect(await manual({ otp_attempt: code, key_id: '92' })).toEqual(INVALID);
    expect(await ask('/two_factor_otp_check', { user_id: fixtures.users.dev.id, otp_attempt: code })).toEqual(INVALID);
    expect(await redis.exists('session:otp:92')).toBe(0);
  });

  it('refuses a code of an earlier step than the last one used', async () => {
    expect(await manual({ otp_attempt: device.code(new Date(now.getTime() + 30_000)) })).toEqual({ success: true });
    expect(await manual({ otp_attempt: device.code(now) })).toEqual(INVALID);
  });

  it('row 17: answers the shell’s second and third arrival as the first, and counts no failure', async () => {
    const code = device.code(now);
    for (let arrival = 0; arrival < 3; arrival++)
      expect(await manual({ otp_attempt: code })).toEqual({ success: true });
    expect(await user()).toMatchObject({ failed_attempts: 0, locked_at: null });
    await redis.del('session:otp:30');
    expect(await manual({ otp_attempt: code })).toEqual(INVALID);
  });

  it('lets one of many parallel arrivals use a code, and opens one session', async () => {
    const code = device.code(now);
    const answers = await Promise.all([30, 92].map((key_id) => manual({ key_id, otp_attempt: code })));
    expect(answers.filter((answer) => (answer as { success: boolean }).success)).toHaveLength(1);
    expect(await redis.keys('session:otp:*')).toHaveLength(1);
  });

  it('locks after ten wrong codes, and says so on the manual route', async () => {
    for (let attempt = 0; attempt < 10; attempt++) expect(await manual({ otp_attempt: wrongCode() })).toEqual(INVALID);
    expect(await manual({ otp_attempt: device.code(now) })).toEqual({
      success: false,
      message: 'Your account is locked',
    });
    expect(await ask('/two_factor_otp_check', { key_id: 30, otp_attempt: device.code(now) })).toEqual({
      success: false,
      message: 'Could not find a user for the given key',
    });
    later(9 * MINUTE);
    expect(await manual({ otp_attempt: device.code(now) })).toMatchObject({ message: 'Your account is locked' });
    later(2 * MINUTE);
    expect(await manual({ otp_attempt: wrongCode() })).toEqual(INVALID);
    expect(await user()).toMatchObject({ failed_attempts: 1, locked_at: null });
    expect(await manual({ otp_attempt: device.code(now) })).toEqual({ success: true });
  });

  it('lets parallel guesses share the allowance', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => manual({ otp_attempt: wrongCode() })));
    const messages = answers.map((answer) => (answer as { message: string }).message);
    expect(messages.filter((message) => message === INVALID.message)).toHaveLength(10);
    expect(messages.filter((message) => message === 'Your account is locked')).toHaveLength(20);
  });

  it('forgives the attempts when the tenth is right', async () => {
    for (let attempt = 0; attempt < 9; attempt++) await manual({ otp_attempt: wrongCode() });
    expect(await manual({ otp_attempt: device.code(now) })).toEqual({ success: true });
    expect(await user()).toMatchObject({ failed_attempts: 0, locked_at: null });
  });

  it.each(ROUTES)('refuses actors as the recovery codes do: %s', async (route) => {
    const code = { otp_attempt: device.code(now) };
    const told = async (actor: object): Promise<unknown> =>
      ((await ask(route, { ...code, ...actor })) as { message: string }).message;
    expect(await told({ key_id: 12345 })).toBe('Could not find the given key');
    expect(await told({})).toBe('Could not find the given key');
    expect(await told({ key_id: 91 })).toBe('Could not find the given key');
    expect(await told({ user_id: 0 })).toBe('Could not find the given user');
    expect(await told({ key_id: 90 })).toBe('Could not find a user for the given key');
    expect(await told({ key_id: 70 })).toBe('Could not find a user for the given key');
    expect(await told({ key_id: 80 })).toBe('Deploy keys cannot be used for Two Factor');
    expect(await told({ key_id: 40 })).toBe('Two-factor authentication is not enabled for this user');
  });

  it.each(CODES)('takes a user without a key, for whom no session is opened: %s', async (route) => {
    expect(await ask(route, { user_id: fixtures.users.dev.id, otp_attempt: device.code(now) })).toEqual({
      success: true,
    });
    expect(await redis.keys('session:otp:*')).toEqual([]);
  });

  it('row 59: confirms no push', async () => {
    expect(await ask('/two_factor_push_otp_check', { key_id: '30' })).toEqual(INVALID);
    expect(await user()).toMatchObject({ failed_attempts: 0 });
  });

  it('knows no code for somebody with a device alone, or with a secret that it cannot read', async () => {
    await suite.make.webauthn(fixtures.users.reporter.id);
    expect(await manual({ key_id: 20, otp_attempt: '123456' })).toEqual(INVALID);
    await suite.sql(`UPDATE users SET otp_secret = '{"p":"x"}' WHERE id = $1`, [fixtures.users.dev.id]);
    expect(await manual({ otp_attempt: device.code(now) })).toEqual(INVALID);
    await suite.sql(`UPDATE users SET otp_secret = NULL, encrypted_otp_secret = 'AAAA' WHERE id = $1`, [
      fixtures.users.dev.id,
    ]);
    expect(await manual({ otp_attempt: device.code(now) })).toEqual(INVALID);
  });

  it('case 195: tells whether a second factor is needed', async () => {
    const config = (parameters: object): Promise<unknown> => ask('/two_factor_config', parameters);
    expect(await config({ key_id: 30 })).toEqual({ success: true, two_factor_required: true });
    expect(await config({ key_id: 40 })).toEqual({ success: true, two_factor_required: false });
    expect(await config({ key_id: 80 })).toEqual({ success: true, two_factor_required: false });
    expect(await config({ key_id: 90 })).toEqual({
      success: false,
      message: 'Could not find a user for the given key',
    });
    expect(await config({})).toEqual({ success: false, message: 'Could not find the given key' });
  });
});

describe('second factors over SSH, switched off', () => {
  it.each([
    [undefined, 'Feature is not available'],
    ['disabled', 'Feature flag is disabled'],
  ])('case 195, case 196: %s answers every check with %s', async (setting, message) => {
    const suite = await openSuite(`second_factor_${setting ?? 'default'}`);
    const api = await startApi(suite, { environment: setting ? { TWO_FACTOR_OVER_SSH: setting } : {} });
    try {
      await makeFixtures(suite);
      for (const route of ROUTES) {
        for (const parameters of [{ key_id: 30, otp_attempt: '123456' }, {}]) {
          const answer = await api.shell.post(route, parameters);
          expect([answer.status, answer.json()]).toEqual([200, { success: false, message }]);
        }
      }
      expect((await api.shell.post('/two_factor_config', { key_id: 30 })).json()).toEqual({ success: false });
    } finally {
      await api.close();
      await suite.close();
    }
  });
});

describe('second factors over SSH without Redis', () => {
  it('attack 9: answers 503 and opens nothing, since no session can be kept', async () => {
    const suite = await openSuite('second_factor_no_redis');
    const stores = { databaseUrl: suite.databaseUrl, redisUrl: 'redis://127.0.0.1:1' };
    const api = await startApi(stores, { environment: { TWO_FACTOR_OVER_SSH: 'enabled' } });
    try {
      const { users } = await makeFixtures(suite);
      const device = await enrol(suite, users.dev.id);
      const attempt = { key_id: '30', otp_attempt: device.code(new Date()) };
      const answer = await api.shell.post('/two_factor_manual_otp_check', attempt);
      expect([answer.status, answer.json()]).toEqual([503, { message: '503 Service Unavailable' }]);
    } finally {
      await api.close();
      await suite.close();
    }
  });
});
