import { startApi, type RunningApi } from '../support/app.js';
import { knownRepository } from '../support/allowed-world.js';
import { makeFixtures, type Fixtures } from '../support/fixtures.js';
import { enrol, type Device } from '../support/otp.js';
import { ClientError, ShellReplay, type GoClientOptions } from '../support/replay/go-client.js';
import { shapes } from '../support/replay/shapes.js';
import { stopwatch } from '../support/stopwatch.js';
import { openSuite, type Suite } from '../support/suite.js';

/** As `echo` leaves it: a line break behind the secret. */
const FILE = 's3cr3t-abc\n';

const versions: Record<string, GoClientOptions> = {
  'gitlab-shell 14.56': { userAgent: 'GitLab-Shell', jwtSecret: FILE.trim() },
  'gitlab-shell 14.10': { userAgent: 'GitLab-Shell', jwtSecret: FILE, sharedSecret: FILE },
  'gitlab-shell 13.19': { userAgent: 'GitLab-Shell', sharedSecret: FILE },
};

interface Allowed {
  status: boolean;
  message: string;
  gl_id: string;
  gl_key_id: number;
  gl_repository: string;
  gitaly: { address: string; repository: { storage_name: string; relative_path: string; gl_repository: string } };
}

describe.each(Object.entries(versions))('%s', (version, options) => {
  let suite: Suite;
  let api: RunningApi;
  let fixtures: Fixtures;
  let shell: ShellReplay;
  let device: Device;

  beforeAll(async () => {
    suite = await openSuite(`clients_${version}`);
    fixtures = await makeFixtures(suite);
    await knownRepository(suite, fixtures.P.id);
    device = await enrol(suite, fixtures.users.dev.id);
    const environment = { BCRYPT_COST: '4', TWO_FACTOR_OVER_SSH: 'enabled' };
    api = await startApi(suite, { shellSecretFile: FILE, environment });
    shell = new ShellReplay(api.url, options);
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  const allowed = (action: string, fields: object = {}): Promise<Allowed> =>
    shell.post('/allowed', request(action, fields), shapes.allowed);
  const request = (action: string, fields: object): object => ({
    action,
    project: '/gnuwget/wget2.git',
    changes: '_any',
    protocol: 'ssh',
    key_id: '30',
    check_ip: '192.0.2.7',
    ...fields,
  });
  /** Git asks for a second factor of whoever has one. */
  const showSecondFactor = (): Promise<unknown> =>
    suite.sql('UPDATE users SET otp_required_for_login = false WHERE id = $1', [fixtures.users.dev.id]);

  it('row 22, row 25, row 26: finds the key that OpenSSH offers', async () => {
    const { blob, type } = parts(fixtures.keys[30]!.line);
    const found = await shell.get<{ id: number; key: string }>('/authorized_keys', { key: blob }, shapes.authorizedKey);
    expect(found.id).toBe(30);
    expect(found.key.split(' ').slice(0, 2)).toEqual([type, blob]);
    expect(found.key).not.toContain('\n');
  });

  it('row 23: finds the key that gitlab-sshd offers, without its padding', async () => {
    const { blob } = parts(fixtures.keys[30]!.line);
    const bare = blob.replace(/=+$/, '');
    expect(await shell.get('/authorized_keys', { key: bare }, shapes.authorizedKey)).toMatchObject({ id: 30 });
  });

  it('row 24: tells an unknown key with a message', async () => {
    const asked = shell.get('/authorized_keys', { key: 'AAAAB3NzaC1yc2EAAAADAQABAAABAQ' }, shapes.authorizedKey);
    await expect(asked).rejects.toThrow(new ClientError('404 Key Not Found'));
  });

  it('row 29, row 30, row 31: greets', async () => {
    const greet = (who: Record<string, string>): Promise<unknown> => shell.get('/discover', who, shapes.discover);
    expect(await greet({ key_id: '30' })).toMatchObject({ id: fixtures.users.dev.id, username: 'dev' });
    expect(await greet({ username: 'DEV' })).toMatchObject({ username: 'dev' });
    expect(await greet({ key_id: '4711' })).toEqual({ id: 0, name: '', username: '' });
  });

  it('row 32: is told that no group has such an authority', async () => {
    const asked = shell.get(
      '/authorized_certs',
      { key: 'x'.repeat(43), user_identifier: 'dev' },
      shapes.authorizedCert,
    );
    await expect(asked).rejects.toThrow(new ClientError('Certificate Not Found'));
  });

  it('row 59, row 60: shows a second factor', async () => {
    const code = device.code(new Date());
    const check = (endpoint: string, body: object): Promise<{ success: boolean }> =>
      shell.post(endpoint, { key_id: '30', ...body }, shapes.otp);
    if (version.endsWith('13.19')) {
      expect(await check('/two_factor_otp_check', { otp_attempt: code })).toMatchObject({ success: true });
      return;
    }
    const [pushed, typed] = await Promise.all([
      check('/two_factor_push_otp_check', {}),
      check('/two_factor_manual_otp_check', { otp_attempt: code }),
    ]);
    expect([pushed.success, typed.success]).toEqual([false, true]);
  });

  it('row 38, row 39, row 41, row 42: pulls and pushes with everything that leads to Gitaly', async () => {
    await showSecondFactor();
    for (const action of ['git-upload-pack', 'git-receive-pack', 'git-upload-archive']) {
      const answer = await allowed(action);
      expect(answer).toMatchObject({ status: true, gl_id: 'user-130', gl_key_id: 30, gl_repository: 'project-3' });
      expect(answer.gitaly.address).toMatch(/^(unix:|tcp:\/\/|tls:\/\/|dns:)/);
      expect(answer.gitaly.repository).toMatchObject({ storage_name: 'default', gl_repository: 'project-3' });
      expect(answer.gitaly.repository.relative_path).toMatch(/^@hashed\/.*\.git$/);
    }
  });

  it('row 15, row 37: reads why it may not push', async () => {
    await expect(allowed('git-receive-pack', { key_id: '20' })).rejects.toThrow(
      new ClientError('You are not allowed to push code to this project.'),
    );
  });

  it('row 36: reads the same of a hidden project and of none', async () => {
    const told = (fields: object): Promise<unknown> =>
      allowed('git-upload-pack', fields).catch((error: Error) => error.message);
    const text = "The project you were looking for could not be found or you don't have permission to view it.";
    expect(await told({ key_id: '60' })).toBe(text);
    expect(await told({ key_id: '60', project: 'gnuwget/none.git' })).toBe(text);
  });

  it('row 53: asks for nobody in particular', async () => {
    const answer = await allowed('git-upload-pack', { key_id: undefined, project: 'gnuwget/public' });
    expect(answer).toMatchObject({ status: true, gl_id: '', gl_key_id: 0 });
  });

  it('row 54, row 55: gets a token for LFS', async () => {
    const lfs = { operation: 'upload', project: 'gnuwget/wget2.git' };
    for (const who of [{ key_id: '30' }, { user_id: '130' }]) {
      expect(await shell.post('/lfs_authenticate', { ...lfs, ...who }, shapes.lfs)).toMatchObject({
        username: 'dev',
        repository_http_path: expect.stringMatching(/\/gnuwget\/wget2\.git$/),
        expires_in: 1800,
      });
    }
  });

  it('row 57, row 58: gets recovery codes, or the reason why not', async () => {
    await suite.sql('UPDATE users SET otp_required_for_login = true WHERE id = $1', [fixtures.users.maint.id]);
    const ask = (body: object): Promise<{ success: boolean; recovery_codes: string[]; message: string }> =>
      shell.post('/two_factor_recovery_codes', body, shapes.recoveryCodes);
    expect((await ask({ key_id: '40' })).recovery_codes).toHaveLength(10);
    expect((await ask({ user_id: 140 })).recovery_codes).toHaveLength(10);
    expect(await ask({ key_id: '20' })).toEqual({
      success: false,
      recovery_codes: [],
      message: 'Two-factor authentication is not enabled for this user',
    });
  });

  it('row 61, row 62: gets a token, or the reason why not', async () => {
    // Versions before 14.20 send no date where the person gave no life.
    const expiry = version.endsWith('14.56') ? { expires_at: '2099-12-31' } : {};
    const ask = (body: object): Promise<Record<string, unknown>> =>
      shell.post(
        '/personal_access_token',
        { name: 'a <token> & more', ...expiry, key_id: '40', ...body },
        shapes.token,
      );
    expect(await ask({ scopes: ['read_api', 'read_user'] })).toEqual({
      success: true,
      token: expect.stringMatching(/^glpat-[A-Za-z0-9_-]{20}$/),
      scopes: ['read_api', 'read_user'],
      expires_at: expiry.expires_at ?? '',
      message: '',
    });
    expect(await ask({ scopes: null })).toMatchObject({ success: false, message: 'No token scopes specified' });
    expect(await ask({ scopes: ['api'], user_id: 140, key_id: undefined })).toMatchObject({ success: true });
    const rows = await suite.sql("SELECT 1 FROM personal_access_tokens WHERE name = 'a <token> & more'");
    expect(rows).toHaveLength(2);
  });

  it('row 50: reports what was transferred', async () => {
    const report = {
      action: 'git-upload-pack',
      protocol: 'ssh',
      gl_repository: 'project-3',
      username: 'dev',
      key_id: 30,
      packfile_stats: { payload_size: 1, packets: 1, caps: ['ofs-delta'] },
      check_ip: '192.0.2.7',
      changes: '_any',
    };
    expect(await shell.post('/shellhorse/git_audit_event', report, { fields: {} })).toEqual({});
  });

  it('row 63: finds the service in order', async () => {
    expect(await shell.get('/check', {}, shapes.check)).toMatchObject({ api_version: 'v4', redis: true });
  });

  it('row 21: is answered long before it gives up', async () => {
    const took = stopwatch();
    await shell.send('GET', '/authorized_keys?key=AAAA');
    await allowed('git-upload-pack');
    expect(took()).toBeLessThan(5_000);
  });

  it('row 13, row 20: answers with JSON and the correlation id, on a connection that it ends', async () => {
    const answer = await shell.send('GET', '/check');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json\b/);
    expect(answer.headers.get('x-request-id')).toBe('01HYREPLAY00000000000000AA');
    expect(answer.headers.get('connection')).toBe('close');
  });
});

function parts(line: string): { type: string; blob: string } {
  const [type = '', blob = ''] = line.split(' ');
  return { type, blob };
}
