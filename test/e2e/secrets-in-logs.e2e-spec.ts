import { SHELL_SECRET, startApi, type RunningApi } from '../support/app.js';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { captureLog } from '../support/captured-log.js';
import { makeFixtures } from '../support/fixtures.js';
import { send, type Answer } from '../support/http.js';
import { enrol } from '../support/otp.js';
import { runLog } from '../support/run-log.js';
import { openSuite, type Suite } from '../support/suite.js';

describe('the logs of the whole run', () => {
  it('are searched at its end: a line that holds a secret is found, wherever it stands', () => {
    const folder = mkdtempSync(join(tmpdir(), 'logs-'));
    writeFileSync(join(folder, 'secrets-1'), 'one-long-secret\none-long-secret-and-another\n');
    writeFileSync(join(folder, 'log-2'), '{"message":"clean"}\n{"url":"/x?y=one-long-secret-and-another"}\n');
    expect(runLog.told(folder)).toEqual(['{"url":"/x?y=█████-and-another"}']);
    rmSync(folder, { recursive: true });
  });
});

describe('the log at its most talkative', () => {
  let suite: Suite;
  let api: RunningApi;
  let lines: string[];
  const secrets = new Map<string, string>();

  beforeAll(async () => {
    suite = await openSuite();
    const { users } = await makeFixtures(suite);
    const device = await enrol(suite, users.dev.id);
    const environment = { BCRYPT_COST: '4', TWO_FACTOR_OVER_SSH: 'enabled' };
    api = await startApi(suite, { environment });
    lines = captureLog(api);

    const code = device.code(new Date());
    secrets.set('one-time password', code);
    secrets.set('TOTP secret', device.secret.base32);
    secrets.set('shell secret', SHELL_SECRET);
    secrets.set('shell secret in Base64', Buffer.from(SHELL_SECRET).toString('base64'));
    secrets.set('JWT', String(api.shell.headers()['gitlab-shell-api-request']).slice(-30));

    const key = { key_id: '30' };
    await api.shell.post('/two_factor_manual_otp_check', { ...key, otp_attempt: code });
    await api.shell.post('/two_factor_manual_otp_check', { ...key, otp_attempt: '91827364' });
    secrets.set('wrong one-time password', '91827364');
    const codes = (await api.shell.post('/two_factor_recovery_codes', key)).json<{ recovery_codes: string[] }>();
    for (const [index, recovery] of codes.recovery_codes.entries()) secrets.set(`recovery code ${index}`, recovery);
    const wish = { ...key, name: 't', scopes: ['api'] };
    const created = (await api.shell.post('/personal_access_token', wish)).json<{ token: string }>();
    secrets.set('personal access token', created.token);
    const lfs = (await api.shell.post('/lfs_authenticate', { ...key, project: 'gnuwget/wget2' })).json<{
      lfs_token: string;
    }>();
    secrets.set('LFS token', lfs.lfs_token.slice(-30));
    await useSecretsEverywhere(created.token);
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  /** In the query, the body and headers, in requests that succeed, are refused, and fail. */
  async function useSecretsEverywhere(token: string): Promise<void> {
    const raw = (path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> =>
      send(api.url, path, { method: body === undefined ? 'GET' : 'POST', headers, body });
    const check = '/api/v4/internal/check';
    const json = { 'content-type': 'application/json' };
    await raw(`${check}?secret_token=${SHELL_SECRET}`);
    await raw(`${check}?secret_token=${SHELL_SECRET}x`);
    await raw(`/api/v4/internal/nothing?secret_token=${SHELL_SECRET}`);
    await raw(`${check}%3Fsecret_token=${SHELL_SECRET}`);
    await raw(`${check};secret_token=${SHELL_SECRET}`);
    await raw(`http://git:${SHELL_SECRET}@localhost${check}`);
    await raw(check, { 'gitlab-shared-secret': Buffer.from(SHELL_SECRET).toString('base64') });
    await raw(check, json, JSON.stringify({ secret_token: SHELL_SECRET, otp_attempt: '91827364' }));
    await raw(check, json, `{"secret_token":"${SHELL_SECRET}",`);
    await raw('/api/v4/namespaces/300/gitlab_subscription', { 'private-token': token });
    await raw(`/api/v4/namespaces/300/gitlab_subscription?private_token=${token}x`);
    await raw('/api/v4/namespaces/300/gitlab_subscription', { authorization: `Bearer ${token}` });
    // A fault, whose stack and text go to the log.
    await suite.sql('ALTER TABLE users RENAME COLUMN otp_backup_codes TO elsewhere');
    expect((await api.shell.post('/two_factor_recovery_codes', { key_id: 30 })).status).toBe(500);
    await suite.sql('ALTER TABLE users RENAME COLUMN elsewhere TO otp_backup_codes');
    await suite.sql('ALTER TABLE personal_access_tokens RENAME TO elsewhere');
    expect((await api.shell.post('/personal_access_token', { key_id: 30, name: 't', scopes: ['api'] })).status).toBe(
      500,
    );
    await suite.sql('ALTER TABLE elsewhere RENAME TO personal_access_tokens');
  }

  it('was written', () => {
    const messages = lines.map((line) => (JSON.parse(line) as { message: string }).message);
    expect(messages).toEqual(expect.arrayContaining(['request', 'recovery codes replaced', 'unhandled error']));
    expect(messages).toContain('personal access token created');
  });

  it('attack 8, attack 39: holds no secret, token or code', () => {
    const log = lines.join('');
    const told = [...secrets].filter(([, secret]) => log.includes(secret)).map(([name]) => name);
    expect([secrets.size > 17, told]).toEqual([true, []]);
  });

  it('attack 39: neither does the database hold a token or code in clear', async () => {
    const rows = [
      ...(await suite.sql('SELECT * FROM users')),
      ...(await suite.sql('SELECT * FROM personal_access_tokens')),
      ...(await suite.sql('SELECT * FROM internal_api.outbox')),
    ];
    const stored = JSON.stringify(rows);
    const names = [...secrets.keys()].filter((name) => /recovery code|access token|TOTP secret|LFS/.test(name));
    expect(names.filter((name) => stored.includes(secrets.get(name)!))).toEqual([]);
  });
});
