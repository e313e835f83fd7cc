import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get } from '@nestjs/common';
import { createHttpApplication, declareCaller, loadConfiguration } from '@app/platform';
import { ApiModule } from '../../apps/api/src/api.module.js';
import { startApi, SHELL_SECRET, type RunningApi } from '../support/app.js';
import { bootApi } from '../support/boot.js';
import { form, send, type Request } from '../support/http.js';
import { shellClaims, signJwt } from '../support/shell-client.js';
import { openSuite, type Suite } from '../support/suite.js';

const UNAUTHORIZED = { message: '401 Unauthorized' };
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('authentication of GitLab Shell and Gitaly', () => {
  let suite: Suite;
  let api: RunningApi;

  beforeAll(async () => {
    suite = await openSuite();
    api = await startApi(suite);
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });
  afterEach(() => api.setClock());

  const call = (path: string, request?: Request) => send(api.url, `/api/v4/internal${path}`, request);
  const check = (headers: Record<string, string>, query = '') => call(`/check${query}`, { headers });
  const withToken = (token: string, more: Record<string, string> = {}) =>
    check({ 'gitlab-shell-api-request': token, ...more });
  const now = (): number => Math.floor(Date.now() / 1000);

  it('case 1: refuses a call without credentials', async () => {
    const answer = await check({});
    expect(answer.status).toBe(401);
    expect(answer.json()).toEqual(UNAUTHORIZED);
  });

  it('case 2: takes secret_token in the query', async () => {
    expect((await check({}, `?secret_token=${SHELL_SECRET}`)).status).toBe(200);
  });

  it('case 3: refuses a wrong secret_token', async () => {
    expect((await check({}, '?secret_token=wrong')).status).toBe(401);
  });

  it('case 4, row 3: takes Gitlab-Shared-Secret in Base64', async () => {
    expect((await check({ 'gitlab-shared-secret': base64(SHELL_SECRET) })).status).toBe(200);
  });

  it('case 5, row 3: takes it with a line break inside the encoded text', async () => {
    expect((await check({ 'gitlab-shared-secret': base64(`${SHELL_SECRET}\n`) })).status).toBe(200);
  });

  it('case 6: refuses the plain secret in the header', async () => {
    expect((await check({ 'gitlab-shared-secret': SHELL_SECRET })).status).toBe(401);
  });

  it('case 7: lets a wrong parameter win over a right header', async () => {
    const answer = await check({ 'gitlab-shared-secret': base64(SHELL_SECRET) }, '?secret_token=wrong');
    expect(answer.status).toBe(401);
  });

  it('case 8: takes secret_token in Base64 as the documentation shows it', async () => {
    expect((await check({}, `?${form({ secret_token: base64(SHELL_SECRET) })}`)).status).toBe(200);
  });

  it('case 9: refuses an empty parameter and an empty header', async () => {
    expect((await check({}, '?secret_token=')).status).toBe(401);
    expect((await check({ 'gitlab-shared-secret': '' })).status).toBe(401);
    expect((await withToken('')).status).toBe(401);
  });

  it('case 10, row 1: takes a JWT of gitlab-shell', async () => {
    expect((await withToken(signJwt(shellClaims(), SHELL_SECRET))).status).toBe(200);
  });

  it('case 11, row 6: takes the same token again until 60 seconds after its expiry, and not at the sixtieth', async () => {
    const issued = now();
    const token = signJwt(shellClaims(issued), SHELL_SECRET);
    api.setClock(new Date((issued + 119) * 1000));
    expect((await withToken(token)).status).toBe(200);
    api.setClock(new Date((issued + 120) * 1000));
    expect((await withToken(token)).status).toBe(401);
  });

  it('case 12: refuses another issuer', async () => {
    expect((await withToken(signJwt({ ...shellClaims(), iss: 'gitlab-workhorse' }, SHELL_SECRET))).status).toBe(401);
  });

  it('case 13, row 5: refuses another secret and every other algorithm', async () => {
    const claims = shellClaims();
    const [, payload] = signJwt(claims, SHELL_SECRET).split('.');
    const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${payload}.`;
    for (const token of [
      signJwt(claims, 'another'),
      signJwt(claims, ''),
      unsigned,
      signJwt(claims, SHELL_SECRET, { alg: 'HS512', typ: 'JWT' }),
      signJwt(claims, SHELL_SECRET, { alg: 'RS256', typ: 'JWT' }),
      signJwt(claims, SHELL_SECRET, { alg: 'HS256', crit: ['b64'], b64: false }),
      `Bearer ${signJwt(claims, SHELL_SECRET)}`,
      'a.b.c',
      'x',
    ]) {
      const answer = await withToken(token);
      expect([answer.status, answer.json()]).toEqual([401, UNAUTHORIZED]);
    }
  });

  it('case 14: honours nbf with 60 seconds of leeway', async () => {
    expect((await withToken(signJwt({ ...shellClaims(), nbf: now() + 30 }, SHELL_SECRET))).status).toBe(200);
    expect((await withToken(signJwt({ ...shellClaims(), nbf: now() + 120 }, SHELL_SECRET))).status).toBe(401);
  });

  it('refuses times that are no numbers, and takes a token without expiry', async () => {
    expect((await withToken(signJwt({ ...shellClaims(), exp: 'soon' }, SHELL_SECRET))).status).toBe(401);
    expect((await withToken(signJwt({ ...shellClaims(), nbf: '0' }, SHELL_SECRET))).status).toBe(401);
    expect((await withToken(signJwt({ iss: 'gitlab-shell' }, SHELL_SECRET))).status).toBe(200);
  });

  it('case 15: never falls back from a bad JWT', async () => {
    const answer = await withToken('bad', { 'gitlab-shared-secret': base64(SHELL_SECRET) });
    expect(answer.status).toBe(401);
  });

  it('case 16: authenticates before anything else', async () => {
    expect((await call('/allowed', { method: 'POST' })).status).toBe(401);
  });

  it('case 17, row 19, row 84: takes form, JSON, multipart and query parameters alike', async () => {
    const headers = { 'gitlab-shared-secret': base64(SHELL_SECRET) };
    const multipart = '--x\r\nContent-Disposition: form-data; name="gl_repository"\r\n\r\nproject-7\r\n--x--\r\n';
    const requests: [string, Request][] = [
      ['', { body: 'gl_repository=project-7', headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
      ['', { body: '{"gl_repository":"project-7"}', headers: { 'content-type': 'application/json' } }],
      ['', { body: multipart, headers: { 'content-type': 'multipart/form-data; boundary=x' } }],
      ['?gl_repository=project-7', {}],
    ];
    for (const [query, request] of requests) {
      const answer = await call(`/pre_receive${query}`, {
        ...request,
        method: 'POST',
        headers: { ...headers, ...request.headers },
      });
      expect([answer.status, answer.json()]).toEqual([200, { reference_counter_increased: true }]);
    }
  });

  it('case 18: answers a broken JSON body with 400', async () => {
    const answer = await call('/pre_receive', {
      method: 'POST',
      headers: { ...api.shell.headers() },
      body: '{"a":',
    });
    expect(answer.status).toBe(400);
    expect(answer.json()).toEqual({ error: expect.any(String), message: expect.any(String) });
  });

  it('case 20, row 14: answers an unknown route with 404 in JSON', async () => {
    const answer = await api.shell.get('/nothing');
    expect(answer.status).toBe(404);
    expect(answer.json()).toEqual({ error: '404 Not Found', message: '404 Not Found' });
  });

  it('answers a wrong method with 405 and the methods that work', async () => {
    const answer = await api.shell.get('/pre_receive');
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
    expect(answer.json()).toEqual({ error: '405 Not Allowed', message: '405 Not Allowed' });
  });

  it('row 4: takes secret_token in the form body of a GET', async () => {
    const answer = await call('/check', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form({ secret_token: SHELL_SECRET }),
    });
    expect(answer.status).toBe(200);
  });

  it('row 7: ignores Basic credentials of a front proxy', async () => {
    const answer = await withToken(signJwt(shellClaims(), SHELL_SECRET), { authorization: `Basic ${base64('a:b')}` });
    expect(answer.status).toBe(200);
  });

  it('row 8: takes a GET that declares JSON and has no body', async () => {
    const answer = await api.shell.get('/check');
    expect(answer.status).toBe(200);
  });

  it('row 9: never redirects, with or without slashes at either end', async () => {
    const headers = api.shell.headers();
    for (const path of ['/api/v4/internal/check', '/api/v4/internal/check/', '//api/v4/internal/check']) {
      expect((await send(api.url, path, { headers })).status).toBe(200);
    }
  });

  it('row 10: takes any Host', async () => {
    expect((await check({ ...(api.shell.headers() as Record<string, string>), host: 'unix' })).status).toBe(200);
  });

  it('row 11: serves a burst of new connections', async () => {
    const answers = await Promise.all(Array.from({ length: 300 }, () => api.shell.get('/check')));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });

  it('row 13: takes X-Request-ID as correlation id and returns it', async () => {
    const id = 'x'.repeat(255);
    expect((await check({ 'x-request-id': id })).headers['x-request-id']).toBe(id);
    expect((await check({ 'x-request-id': 'a b' })).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('row 18: ignores unknown fields', async () => {
    const answer = await api.shell.post('/pre_receive', { gl_repository: 'project-7', future: { field: [1] } });
    expect(answer.status).toBe(200);
  });

  it('refuses a body that is neither JSON nor a form, and one that is too large', async () => {
    const headers = api.shell.headers();
    const xml = await call('/pre_receive', {
      method: 'POST',
      headers: { ...headers, 'content-type': 'text/xml' },
      body: '<a/>',
    });
    expect(xml.status).toBe(415);
    expect(xml.json()).toMatchObject({ error: "The provided content-type 'text/xml' is not supported." });
  });

  it('takes bytes that are not UTF-8, and names that mean something to JavaScript, for ordinary text', async () => {
    const invalid = await call('/pre_receive', {
      method: 'POST',
      headers: api.shell.headers(),
      body: Buffer.concat([Buffer.from('{"gl_repository":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
    });
    expect(invalid.status).toBe(200);
    const polluting = await call('/pre_receive', {
      method: 'POST',
      headers: api.shell.headers(),
      body: '{"__proto__":{"gl_repository":"x"},"constructor":{"prototype":{}},"hasOwnProperty":1}',
    });
    expect(polluting.status).toBe(200);
    expect(({} as Record<string, unknown>).gl_repository).toBeUndefined();
  });
});

@Controller('internal/undeclared')
class UndeclaredController {
  @Get()
  open(): string {
    return 'anybody';
  }
}

@Controller('internal/unknown')
@(declareCaller('nobody-knows')())
class UnknownCallerController {
  @Get()
  open(): string {
    return 'anybody';
  }
}

describe('secret files and settings', () => {
  let suite: Suite;

  beforeAll(async () => {
    suite = await openSuite('secrets');
  });
  afterAll(() => suite?.close());

  it('row 2: takes a JWT signed with the untrimmed text of the file', async () => {
    const api = await startApi(suite, { shellSecretFile: `${SHELL_SECRET}\n` });
    try {
      for (const secret of [SHELL_SECRET, `${SHELL_SECRET}\n`]) {
        const headers = { 'gitlab-shell-api-request': signJwt(shellClaims(), secret) };
        expect((await send(api.url, '/api/v4/internal/check', { headers })).status).toBe(200);
      }
    } finally {
      await api.close();
    }
  });

  it.each(['', ' \n'])('refuses to boot with the secret %j', async (text) => {
    const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
    writeFileSync(join(folder, 'gitlab_shell_secret'), text);
    const { code, stderr } = await bootApi({
      DATABASE_URL: suite.databaseUrl,
      REDIS_URL: suite.redisUrl,
      DATA_DIR: folder,
      PORT: '0',
    });
    rmSync(folder, { recursive: true });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/gitlab_shell_secret is empty\n$/)]);
  });

  it('refuses to boot with a db_key_base that this database was not filled with', async () => {
    const other = await openSuite('key_base');
    await (await startApi(other)).close();
    const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
    const environment = { DATABASE_URL: other.databaseUrl, REDIS_URL: other.redisUrl, DATA_DIR: folder, PORT: '0' };
    const { code, stderr } = await bootApi(environment);
    rmSync(folder, { recursive: true });
    await other.close();
    expect([code, stderr]).toEqual([1, expect.stringMatching(/db_key_base is not the db_key_base of this database/)]);
  });

  it('starts on a read-only copy of the database', async () => {
    const copy = await openSuite('copy');
    await copy.sql(`ALTER DATABASE ${copy.databaseName} SET default_transaction_read_only = on`);
    const api = await startApi(copy, { environment: { DATABASE_READ_ONLY: 'true' } });
    expect((await api.shell.get('/check')).status).toBe(200);
    await api.close();
    await copy.close();
  });

  it('turns both shared-secret forms off by a setting, and the JWT not', async () => {
    const api = await startApi(suite, { environment: { INTERNAL_API_ALLOW_SHARED_SECRET: 'false' } });
    try {
      const path = '/api/v4/internal/check';
      expect((await send(api.url, `${path}?secret_token=${SHELL_SECRET}`)).status).toBe(401);
      const headers = { 'gitlab-shared-secret': base64(SHELL_SECRET) };
      expect((await send(api.url, path, { headers })).status).toBe(401);
      expect((await api.shell.get('/check')).status).toBe(200);
    } finally {
      await api.close();
    }
  });

  it('row 12: is mounted under a relative root as well', async () => {
    const api = await startApi(suite, { environment: { RELATIVE_URL_ROOT: '/gitlab' } });
    try {
      const headers = api.shell.headers();
      expect((await send(api.url, '/gitlab/api/v4/internal/check', { headers })).status).toBe(200);
      expect((await send(api.url, '/gitlab/-/liveness')).status).toBe(200);
      expect((await send(api.url, '/gitlabx/api/v4/internal/check', { headers })).status).toBe(404);
    } finally {
      await api.close();
    }
  });

  it.each([
    ['PORT', 'abc'],
    ['MAX_BODY_SIZE', '-1'],
    ['EXTERNAL_URL', 'ftp://x'],
    ['GITALY_STORAGES', '{"default":{}}'],
    ['INTERNAL_API_ALLOW_SHARED_SECRET', 'perhaps'],
  ])('refuses to boot with %s=%s, naming the key', async (key, value) => {
    await expect(startApi(suite, { environment: { [key]: value } })).rejects.toThrow(key);
  });

  it('refuses to boot from a bad environment in one line, with status 1', async () => {
    const { code, stderr } = await bootApi({ PORT: 'abc', DATABASE_URL: 'x', REDIS_URL: suite.redisUrl });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^PORT .*; DATABASE_URL .*\n$/);
  });
});

describe('a route whose caller is not declared', () => {
  let suite: Suite;
  let secrets: string;

  beforeAll(async () => {
    suite = await openSuite('undeclared');
    secrets = mkdtempSync(join(tmpdir(), 'secrets-'));
  });
  afterAll(async () => {
    rmSync(secrets, { recursive: true, force: true });
    await suite?.close();
  });

  it.each([
    ['declares no caller', UndeclaredController],
    ['declares unknown caller nobody-knows', UnknownCallerController],
  ])('keeps the service from booting when it %s', async (fault, controller) => {
    const environment = {
      DATABASE_URL: suite.databaseUrl,
      REDIS_URL: suite.redisUrl,
      DATA_DIR: secrets,
      LOG_LEVEL: 'silent',
    };
    const api = ApiModule.forConfiguration(loadConfiguration(environment));
    const app = await createHttpApplication({ ...api, controllers: [controller] });
    try {
      await expect(app.init()).rejects.toThrow(fault);
    } finally {
      await app.close();
    }
  });
});
