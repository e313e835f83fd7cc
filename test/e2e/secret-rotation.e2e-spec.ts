import { secretFingerprint } from '@app/auth';
import { rmSync, writeFileSync } from 'node:fs';
import { KAS_SECRET, SHELL_SECRET, startApi, type RunningApi } from '../support/app.js';
import { send } from '../support/http.js';
import { KasClient, kasClaims } from '../support/kas-client.js';
import { captureLog } from '../support/captured-log.js';
import { shellClaims, signJwt } from '../support/shell-client.js';
import { openSuite, type Suite } from '../support/suite.js';
import { until } from '../support/until.js';

/** The files are looked at once a second. */
describe('a secret that changes while everybody runs', () => {
  let suite: Suite;
  let api: RunningApi;
  let lines: string[];

  beforeAll(async () => {
    suite = await openSuite();
  });
  beforeEach(async () => {
    api = await startApi(suite);
    lines = captureLog(api);
  });
  afterEach(() => api?.close());
  afterAll(() => suite?.close());

  const logged = (message: string): Record<string, unknown>[] =>
    lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => line.message === message);

  /** Each with its own way of asking, and its files. */
  const kinds = {
    shell: {
      old: SHELL_SECRET,
      next: 'another-shell-secret',
      files: () => [api.configuration.SHELL_SECRET_FILE, api.configuration.SHELL_SECRET_PREVIOUS_FILE] as const,
      sign: (secret: string) => signJwt(shellClaims(), secret),
      status: async (jwt: string) => {
        const headers = { 'gitlab-shell-api-request': jwt };
        return (await send(api.url, '/api/v4/internal/check', { headers })).status;
      },
    },
    kas: {
      old: KAS_SECRET,
      next: Buffer.alloc(32, 9).toString('base64'),
      files: () => [api.configuration.KAS_SECRET_FILE, api.configuration.KAS_SECRET_PREVIOUS_FILE] as const,
      sign: (secret: string) => signJwt(kasClaims(), Buffer.from(secret, 'base64')),
      status: async (jwt: string) => (await new KasClient(api.url).post('/usage_metrics', {}, { jwt })).status,
    },
  };

  it.each(['shell', 'kas'] as const)(
    'is accepted in both forms for %s until the old one is taken away',
    async (name) => {
      const { old, next, files, sign, status } = kinds[name];
      const [current, previous] = files();
      // The same tokens throughout: that one was verified before must not save it.
      const tokens = new Map([old, next].map((secret) => [secret, sign(secret)]));
      const accepted = (secret: string) => status(tokens.get(secret)!).then((answer) => answer < 400);
      expect([await accepted(old), await accepted(next)]).toEqual([true, false]);
      writeFileSync(previous, `${old}\n`);
      writeFileSync(current, `${next}\n`);
      await until(() => accepted(next));
      await until(() => logged(`${name} secret changed`).length > 0);
      expect(await accepted(old)).toBe(true);
      expect(logged(`${name} secret changed`).at(-1)).toMatchObject({
        secret_fingerprints: [secretFingerprint(next), secretFingerprint(old)],
      });
      rmSync(previous);
      await until(async () => !(await accepted(old)));
      expect(await accepted(next)).toBe(true);
    },
  );

  it.each(['shell', 'kas'] as const)(
    'stays what it was for %s while its file is empty, and then gone',
    async (name) => {
      const { old, files, sign, status } = kinds[name];
      const [current] = files();
      const complaint = `${name} secret is unusable, the old one stays`;
      writeFileSync(current, '');
      await until(() => logged(complaint).length === 1);
      expect(await status(sign(old))).toBeLessThan(400);
      rmSync(current);
      await until(() => logged(complaint).length === 2);
      expect(await status(sign(old))).toBeLessThan(400);
    },
  );

  it('is told from every other failure in the log, by its fingerprint, and never in the answer', async () => {
    const fingerprint = secretFingerprint(SHELL_SECRET);
    const now = Math.floor(Date.now() / 1000);
    const jwt = (claims: object, secret = SHELL_SECRET, header?: object) => ({
      'gitlab-shell-api-request': signJwt(claims, secret, header),
    });
    const attempts: [headers: Record<string, string>, told: object][] = [
      [{}, { reason: 'no credentials' }],
      [jwt(shellClaims(), 'another'), { reason: 'signed with another secret, or changed' }],
      [jwt(shellClaims(), SHELL_SECRET, { alg: 'none' }), { reason: 'wrong algorithm' }],
      [jwt({ ...shellClaims(), iss: 'gitlab-kas' }), { reason: 'wrong issuer' }],
      [jwt(shellClaims(now - 3_700)), { reason: 'expired', seconds: expect.closeTo(3_640, -1) as number }],
      [{ 'gitlab-shared-secret': 'YW5vdGhlcg==' }, { reason: 'wrong Gitlab-Shared-Secret' }],
    ];
    for (const [headers, told] of attempts) {
      const answer = await send(api.url, '/api/v4/internal/check', { headers });
      expect([answer.status, answer.text]).toEqual([401, '{"message":"401 Unauthorized"}']);
      expect(logged('shell authentication failed').at(-1)).toMatchObject({
        ...told,
        secret_fingerprints: [fingerprint],
        correlation_id: answer.headers['x-request-id'],
      });
    }
    await send(api.url, '/api/v4/internal/check?secret_token=another');
    expect(logged('shell authentication failed').at(-1)).toMatchObject({ reason: 'wrong secret_token' });
    await new KasClient(api.url).post('/usage_metrics', {}, { jwt: null });
    expect(logged('kas authentication failed').at(-1)).toMatchObject({
      reason: 'no token',
      secret_fingerprints: [secretFingerprint(KAS_SECRET)],
    });
  });

  it('has the fingerprint that a shell prints: tr -d "[:space:]" < file | sha256sum | cut -c1-8', () => {
    expect(secretFingerprint('s3cr3t-abc\n')).toBe('88c0e329');
  });
});
