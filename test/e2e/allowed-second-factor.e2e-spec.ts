import { Redis } from 'ioredis';
import { startApi, type RunningApi } from '../support/app.js';
import { makeFixtures, type Fixtures } from '../support/fixtures.js';
import { enrol, type Device } from '../support/otp.js';
import { openSuite, type Suite } from '../support/suite.js';

const NOW = new Date('2026-05-05T10:00:10Z');
const ON = { TWO_FACTOR_OVER_SSH: 'enabled', SSH_USER: 'git', SSH_HOST: 'ssh.example.com' };
const M32 = 'OTP verification is required to access the repository.\n\n   Use: ssh git@ssh.example.com 2fa_verify';
const Z = '0'.repeat(40);
const A = 'a'.repeat(40);

/** Status and message of one call with key 30, whose owner is `dev`. */
async function ask(api: RunningApi, fields: object = {}): Promise<[status: number, message: unknown]> {
  const pull = { action: 'git-upload-pack', protocol: 'ssh', project: 'gnuwget/wget2', changes: '_any', key_id: '30' };
  const answer = await api.shell.post('/allowed', { ...pull, ...fields });
  return [answer.status, answer.json<{ message?: string }>().message];
}

describe('second factor before Git over SSH', () => {
  let suite: Suite;
  let api: RunningApi;
  let redis: Redis;
  let fixtures: Fixtures;
  let device: Device;

  beforeAll(async () => {
    suite = await openSuite();
    api = await startApi(suite, { environment: ON });
    api.setClock(NOW);
    redis = new Redis(suite.redisUrl);
    fixtures = await makeFixtures(suite, NOW);
    device = await enrol(suite, fixtures.users.dev.id);
    await suite.make.webauthn(fixtures.users.reporter.id);
  });
  afterAll(async () => {
    redis?.disconnect();
    await api?.close();
    await suite?.close();
  });

  it('case 197: a key without an entry is sent for a code; with it Git opens, at both calls of a push', async () => {
    // What Gitaly asks when the objects of a push have arrived.
    const push = {
      action: 'git-receive-pack',
      project: undefined,
      gl_repository: `project-${fixtures.P.id}`,
      changes: `${Z} ${A} refs/heads/x`,
    };
    const calls = [{}, { action: 'git-receive-pack' }, push];
    for (const call of calls) expect(await ask(api, call)).toEqual([401, M32]);
    const otp = { key_id: '30', otp_attempt: device.code(NOW) };
    expect((await api.shell.post('/two_factor_manual_otp_check', otp)).json()).toEqual({ success: true });
    for (const call of calls) expect((await ask(api, call))[0]).toBe(200);
    // The entry may end during the upload.
    await redis.del('session:otp:30');
    expect(await ask(api, push)).toEqual([401, M32]);
  });

  it('asks for it where a device alone is registered, and takes the entry of no other key', async () => {
    expect(await ask(api, { key_id: '20' })).toEqual([401, M32]);
    await redis.set('session:otp:30', '1', 'EX', 60);
    expect(await ask(api, { key_id: '20' })).toEqual([401, M32]);
    expect(await ask(api, { key_id: '92' })).toEqual([401, M32]);
    await redis.del('session:otp:30');
  });

  it('asks nobody else', async () => {
    for (const actor of [{ key_id: '40' }, { key_id: '80' }, { key_id: undefined, username: 'dev' }]) {
      expect((await ask(api, actor))[0]).toBe(200);
    }
    for (const protocol of ['http', 'web']) expect((await ask(api, { protocol }))[0]).toBe(200);
  });
});

describe('second factor before Git over SSH, elsewhere', () => {
  let suite: Suite;
  beforeAll(async () => {
    suite = await openSuite('allowed_second_factor_elsewhere');
    const { users } = await makeFixtures(suite);
    await enrol(suite, users.dev.id);
  });
  afterAll(() => suite?.close());

  const served = async (
    stores: { databaseUrl: string; redisUrl: string },
    environment: Record<string, string>,
    work: (api: RunningApi) => Promise<void>,
  ): Promise<void> => {
    const api = await startApi(stores, { environment });
    try {
      await work(api);
    } finally {
      await api.close();
    }
  };

  it('tells the port when it is not 22', () =>
    served(suite, { ...ON, SSH_PORT: '2222' }, async (api) => {
      expect(await ask(api)).toEqual([401, M32.replace('.com ', '.com -p 2222 ')]);
    }));

  it.each(['unavailable', 'disabled'])('asks for none when the setting is %s', (setting) =>
    served(suite, { TWO_FACTOR_OVER_SSH: setting }, async (api) => {
      expect((await ask(api))[0]).toBe(200);
    }),
  );

  it('answers 503 without Redis to whom it would ask, and serves everybody else', () =>
    served({ databaseUrl: suite.databaseUrl, redisUrl: 'redis://127.0.0.1:1' }, ON, async (api) => {
      expect((await ask(api))[0]).toBe(503);
      expect((await ask(api, { key_id: '40' }))[0]).toBe(200);
    }));
});
