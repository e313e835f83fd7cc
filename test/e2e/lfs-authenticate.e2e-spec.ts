import { JwtService } from '@nestjs/jwt';
import { startApi, type RunningApi } from '../support/app.js';
import { makeFixtures, type Fixtures } from '../support/fixtures.js';
import { send, type Answer } from '../support/http.js';
import { openSuite, type Suite } from '../support/suite.js';

const BASE = 'https://gitlab.example.com';
const K16 = '0123456789abcdef';
const jwt = new JwtService({});

interface Access {
  username: string;
  lfs_token: string;
  repository_http_path: string;
  expires_in: number;
}

interface Claims {
  data: { actor: string; container_gid: string };
  jti: string;
  iat: number;
  nbf: number;
  exp: number;
}

describe('lfs_authenticate', () => {
  let suite: Suite;
  let api: RunningApi;
  let fixtures: Fixtures;

  beforeAll(async () => {
    suite = await openSuite();
    fixtures = await makeFixtures(suite);
    api = await startApi(suite, { environment: { EXTERNAL_URL: `${BASE}/`, INSTANCE_SETTINGS_SECONDS: '0' } });
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  const ask = (parameters: object): Promise<Answer> => api.shell.post('/lfs_authenticate', { ...parameters });
  const granted = async (parameters: object): Promise<Access> => {
    const answer = await ask({ project: 'gnuwget/wget2', ...parameters });
    expect([answer.status, answer.headers['content-type']]).toEqual([
      200,
      expect.stringMatching(/^application\/json\b/),
    ]);
    return answer.json<Access>();
  };
  const refused = async (parameters: object): Promise<unknown> => {
    const answer = await ask(parameters);
    return [answer.status, answer.json()];
  };
  const noRepository = [404, { message: '404 Not Found' }];
  const nobody = [404, { message: '404 Not found' }];
  const claimsOf = (token: string): Claims => jwt.decode<Claims>(token);
  const verify = (token: string, secret: string): Claims =>
    jwt.verify<Claims & object>(token, { secret, algorithms: ['HS256'] });
  const passwordOf = async (id: number): Promise<string> =>
    (await suite.sql<{ encrypted_password: string }>('SELECT encrypted_password FROM users WHERE id = $1', [id]))[0]!
      .encrypted_password;

  it('case 129, row 54: gives a key its owner’s token, valid for 1800 seconds', async () => {
    const access = await granted({ key_id: '30', operation: 'upload', project: 'gnuwget/wget2.git' });
    expect(access).toEqual({
      username: 'dev',
      lfs_token: expect.any(String),
      repository_http_path: `${BASE}/gnuwget/wget2.git`,
      expires_in: 1800,
    });
    expect(jwt.decode<{ header: object }>(access.lfs_token, { complete: true }).header).toEqual({
      alg: 'HS256',
      typ: 'JWT',
    });
    const claims = claimsOf(access.lfs_token);
    expect(claims.data).toEqual({ actor: 'dev', container_gid: 'gid://gitlab/Project/3' });
    expect([claims.exp - claims.iat, claims.iat - claims.nbf]).toEqual([1800, 5]);
    expect(claims.jti).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Math.abs(claims.iat - Date.now() / 1000)).toBeLessThan(5);
  });

  it('case 130, row 55: gives the same to a user id, as text or number, and to a user name', async () => {
    const { id } = fixtures.users.dev;
    for (const actor of [{ user_id: String(id) }, { user_id: id }, { username: 'DEV' }]) {
      expect((await granted(actor)).username).toBe('dev');
    }
  });

  it('case 131: names a deploy key after itself, and signs by its fingerprint', async () => {
    const access = await granted({ key_id: 80 });
    expect(access.username).toBe('lfs+deploy-key-80');
    const secret = fixtures.keys[80]!.sha256.toString('base64').slice(0, 16) + K16.repeat(2);
    expect(verify(access.lfs_token, secret)).toMatchObject({
      data: { actor: 'lfs+deploy-key-80' },
    });
  });

  it('case 132: answers 404 with a small f for nobody', async () => {
    const strangers = [
      {},
      { key_id: 12345 },
      { key_id: '' },
      { key_id: [30] },
      { key_id: '30x' },
      { user_id: 99999 },
      { user_id: 0 },
      { username: 'nobody' },
      { username: 'dеv' },
      { key_id: 93 },
      { krb5principal: 'dev@EXAMPLE.COM', user_id: fixtures.users.dev.id },
    ];
    for (const actor of strangers) expect(await refused({ project: 'gnuwget/wget2', ...actor })).toEqual(nobody);
  });

  it('case 132: answers the same for a key without an owner', async () => {
    expect(await refused({ project: 'gnuwget/wget2', key_id: 90 })).toEqual(nobody);
  });

  it('case 133: answers 404 for what is no repository with LFS', async () => {
    const snippet = await suite.make.snippet(fixtures.users.dev.id);
    const places = [
      {},
      { project: 'gnuwget/unknown' },
      { project: '' },
      { project: 'a\0b' },
      { project: `snippets/${snippet.id}` },
      { gl_repository: `snippet-${snippet.id}` },
      { gl_repository: 'design-3' },
      { gl_repository: 'project-99999' },
      { gl_repository: 'project-3x', project: 'gnuwget/wget2' },
      { gl_repository: '' },
    ];
    for (const place of places) expect(await refused({ key_id: 30, ...place })).toEqual(noRepository);
  });

  it('case 133: answers the same where LFS is off, and before it looks at the actor', async () => {
    await suite.sql('UPDATE projects SET lfs_enabled = false WHERE id = 3');
    expect(await refused({ key_id: 30, project: 'gnuwget/wget2' })).toEqual(noRepository);
    expect(await refused({ key_id: 30, project: 'gnuwget/wget2.wiki' })).toEqual(noRepository);
    expect(await refused({ project: 'gnuwget/wget2' })).toEqual(noRepository);
    await suite.sql('UPDATE projects SET lfs_enabled = NULL WHERE id = 3');
    await suite.sql('UPDATE namespaces SET lfs_enabled = false WHERE id = $1', [fixtures.group.id]);
    expect(await refused({ key_id: 30, project: 'gnuwget/wget2' })).toEqual(noRepository);
    await suite.sql('UPDATE projects SET lfs_enabled = true WHERE id = 3');
    expect((await granted({ key_id: 30 })).username).toBe('dev');
    await suite.sql('UPDATE namespaces SET lfs_enabled = NULL');
    await suite.sql('UPDATE projects SET lfs_enabled = NULL');
  });

  it('case 134: leads to the wiki', async () => {
    for (const place of [{ project: '/gnuwget/wget2.wiki.git' }, { gl_repository: 'wiki-3' }]) {
      const access = await granted({ key_id: 30, ...place });
      expect(access.repository_http_path).toBe(`${BASE}/gnuwget/wget2.wiki.git`);
      expect(claimsOf(access.lfs_token).data.container_gid).toBe('gid://gitlab/ProjectWiki/3');
    }
  });

  it('case 135: asks no permission', async () => {
    expect((await granted({ key_id: 60 })).username).toBe('outsider');
    expect((await granted({ key_id: 70 })).username).toBe('blockd');
    expect((await granted({ key_id: 91 })).username).toBe('dev');
  });

  it('case 136: does not look at the operation', async () => {
    for (const operation of ['upload', 'download', undefined, 'x', ['upload']]) {
      expect((await granted({ key_id: 30, operation })).expires_in).toBe(1800);
    }
  });

  it('finds the project by any spelling, by identifier, and by a former path', async () => {
    await suite.make.redirect('Project', 3, 'old/home');
    for (const project of ['/gnuwget/wget2.git', 'GNUWGET/Wget2', 'gnuwget/wget2.git/', 'old/home.git', 'OLD/home']) {
      expect((await granted({ key_id: 30, project })).repository_http_path).toBe(`${BASE}/gnuwget/wget2.git`);
    }
    const disk = { gl_repository: 'project-3', project: '/var/repositories/x.git' };
    expect((await granted({ key_id: 30, ...disk })).repository_http_path).toBe(`${BASE}/gnuwget/wget2.git`);
  });

  it('attack 42: ends a token with the password of its user', async () => {
    const { id } = fixtures.users.dev;
    const secret = async (): Promise<string> => `${id}${(await passwordOf(id)).slice(-16)}${K16}`;
    const { lfs_token: token } = await granted({ key_id: 30 });
    expect(verify(token, await secret())).toMatchObject({ data: { actor: 'dev' } });
    await suite.sql("UPDATE users SET encrypted_password = encrypted_password || 'changed' WHERE id = $1", [id]);
    const changed = await secret();
    expect(() => verify(token, changed)).toThrow('invalid signature');
  });

  it('row 56: begins the address with the root that the operator chose for HTTP', async () => {
    await suite.make.settings({ custom_http_clone_url_root: 'https://git.example.com/' });
    expect((await granted({ key_id: 30 })).repository_http_path).toBe('https://git.example.com/gnuwget/wget2.git');
    await suite.make.settings({ custom_http_clone_url_root: null });
    expect((await granted({ key_id: 30 })).repository_http_path).toBe(`${BASE}/gnuwget/wget2.git`);
  });

  it('touches the key, and gives a token of its own to each of three arrivals', async () => {
    await suite.sql('UPDATE keys SET last_used_at = NULL WHERE id = 30');
    const tokens = await Promise.all([1, 2, 3].map(async () => (await granted({ key_id: 30 })).lfs_token));
    expect(new Set(tokens).size).toBe(3);
    const touched = async (): Promise<boolean> =>
      (await suite.sql('SELECT 1 FROM keys WHERE id = 30 AND last_used_at IS NOT NULL')).length === 1;
    for (let tries = 0; tries < 50 && !(await touched()); tries++) await new Promise((next) => setTimeout(next, 20));
    expect(await touched()).toBe(true);
  });

  it('takes one statement for the facts, however many spellings are tried', async () => {
    const { statements } = await suite.countStatements(() => ask({ key_id: 92, project: 'gnuwget/wget2.wiki' }));
    expect(statements.filter(({ text }) => text.includes('routes')).map(({ calls }) => calls)).toEqual([1]);
  });

  it('case 16: refuses a stranger before it looks anything up', async () => {
    const answer = await send(api.url, '/api/v4/internal/lfs_authenticate', { method: 'POST' });
    expect([answer.status, answer.json()]).toEqual([401, { message: '401 Unauthorized' }]);
  });

  describe('GET /lfs', () => {
    it('row 83: has no object, whatever is asked for', async () => {
      const answer = await api.shell.get('/lfs', { oid: 'a'.repeat(64), gl_repository: 'project-3' });
      expect([answer.status, answer.json()]).toEqual([404, { message: '404 Not Found' }]);
    });

    it.each([
      [{}, 'oid is missing, gl_repository is missing'],
      [{ oid: 'a' }, 'gl_repository is missing'],
      [{ gl_repository: 'project-3', oid: '' }, 'oid is missing'],
    ])('misses parameters: %j', async (parameters, text) => {
      const answer = await api.shell.get('/lfs', parameters);
      expect([answer.status, answer.json()]).toEqual([400, { error: text, message: text }]);
    });
  });
});

describe('lfs_authenticate with settings', () => {
  it('shortens the life, and switches LFS off for all', async () => {
    const suite = await openSuite('lfs_settings');
    try {
      await makeFixtures(suite);
      const ask = async (environment: Record<string, string>): Promise<Answer> => {
        const api = await startApi(suite, { environment });
        try {
          return await api.shell.post('/lfs_authenticate', { key_id: 30, project: 'gnuwget/wget2' });
        } finally {
          await api.close();
        }
      };
      const { expires_in: life, lfs_token: token } = (await ask({ LFS_TOKEN_SECONDS: '7200' })).json<Access>();
      expect(life).toBe(7200);
      const { iat, exp } = jwt.decode<Claims>(token);
      expect(exp - iat).toBe(7200);
      expect((await ask({ LFS_ENABLED: 'false' })).json()).toEqual({ message: '404 Not Found' });
    } finally {
      await suite.close();
    }
  });
});
