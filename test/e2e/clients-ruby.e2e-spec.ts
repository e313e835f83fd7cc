import { startApi, type RunningApi } from '../support/app.js';
import { knownRepository } from '../support/allowed-world.js';
import { makeFixtures, type Fixtures } from '../support/fixtures.js';
import type { RawAnswer } from '../support/replay/exchange.js';
import { RubyReplay } from '../support/replay/ruby-client.js';
import { openSuite, type Suite } from '../support/suite.js';

/** As `echo` leaves it; Ruby sends it so. */
const FILE = 's3cr3t-abc\n';
const Z = '0'.repeat(40);
const A = `${'a'.repeat(39)}1`;

/** What the Ruby clients read: JSON, whatever the status (clients.md 2.2). */
function read(answer: RawAnswer): unknown[] {
  expect(answer.headers.get('content-type')).toMatch(/^application\/json\b/);
  return [answer.status, JSON.parse(answer.body)];
}

describe('the Ruby shell and hooks', () => {
  let suite: Suite;
  let api: RunningApi;
  let fixtures: Fixtures;
  let ruby: RubyReplay;

  beforeAll(async () => {
    suite = await openSuite();
    fixtures = await makeFixtures(suite);
    await knownRepository(suite, fixtures.P.id);
    await suite.sql('UPDATE users SET otp_required_for_login = true WHERE id = $1', [fixtures.users.maint.id]);
    api = await startApi(suite, { shellSecretFile: FILE, environment: { BCRYPT_COST: '4' } });
    ruby = new RubyReplay(api.url, FILE);
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  it('row 4: authenticates a GET by the secret in its form body', async () => {
    expect(read(await ruby.get('/check'))).toMatchObject([200, { api_version: 'v4', redis: true }]);
    expect(read(await ruby.get('/discover', [['key_id', '30']]))).toMatchObject([200, { username: 'dev' }]);
    expect(read(await ruby.get('/discover', [['user_id', '130']]))).toMatchObject([200, { username: 'dev' }]);
    const [type, blob] = fixtures.keys[30]!.line.split(' ');
    expect(read(await ruby.get('/authorized_keys', [['key', blob!]]))).toMatchObject([
      200,
      { id: 30, key: expect.stringContaining(`${type} ${blob} `) },
    ]);
  });

  it('row 4, row 5: refuses another secret, wherever it stands', async () => {
    const stranger = new RubyReplay(api.url, 's3cr3t-abd');
    expect(read(await stranger.get('/check'))).toEqual([401, { message: '401 Unauthorized' }]);
    expect(read(await stranger.post('/allowed', []))).toEqual([401, { message: '401 Unauthorized' }]);
  });

  it('row 4, row 36: pulls and pushes with the forms of v8 and v9', async () => {
    const form = (fields: readonly (readonly [string, string])[], project = '/gnuwget/wget2.git') =>
      ruby.post('/allowed', [
        ['action', 'git-upload-pack'],
        ['changes', '_any'],
        ['gl_repository', ''],
        ['project', project],
        ['protocol', 'ssh'],
        ['env', '{}'],
        ...fields,
      ]);
    expect(read(await form([['key_id', '30']]))).toMatchObject([200, { status: true, gl_id: 'user-130' }]);
    expect(read(await form([['key_id', '60']]))).toMatchObject([404, { status: false }]);
    expect(read(await form([['key_id', '30']], 'gnuwget/none'))).toMatchObject([404, { status: false }]);
  });

  it('row 54, row 57, row 61: LFS, recovery codes and tokens', async () => {
    const lfs = await ruby.post('/lfs_authenticate', [
      ['project', 'gnuwget/wget2.git'],
      ['key_id', '30'],
    ]);
    expect(read(lfs)).toMatchObject([200, { username: 'dev', expires_in: 1800 }]);
    expect(read(await ruby.post('/two_factor_recovery_codes', [['key_id', '40']]))).toMatchObject([
      200,
      { success: true },
    ]);
    const token = await ruby.post('/personal_access_token', [
      ['key_id', '30'],
      ['name', 'a b+c'],
      ['scopes[]', 'read_api'],
      ['scopes[]', 'read_user'],
    ]);
    expect(read(token)).toMatchObject([200, { success: true, scopes: ['read_api', 'read_user'], expires_at: null }]);
    expect(await suite.sql("SELECT 1 FROM personal_access_tokens WHERE name = 'a b+c'")).toHaveLength(1);
  });

  it('row 84, row 76: the hooks of a push', async () => {
    const hook = await ruby.post('/allowed', [
      ['action', 'git-receive-pack'],
      ['changes', `${Z} ${A} refs/heads/feature\n`],
      ['gl_repository', 'project-3'],
      ['project', '/var/opt/gitlab/git-data/repositories/@hashed/4e/07/4e07.git'],
      ['protocol', 'ssh'],
      ['env', '{"GIT_ALTERNATE_OBJECT_DIRECTORIES_RELATIVE":null,"GIT_OBJECT_DIRECTORY_RELATIVE":""}'],
      ['key_id', '30'],
    ]);
    expect(read(hook)).toMatchObject([200, { status: true }]);
    expect(read(await ruby.post('/pre_receive', [['gl_repository', 'project-3']]))).toEqual([
      200,
      { reference_counter_increased: true },
    ]);
    const post = await ruby.post('/post_receive', [
      ['gl_repository', 'project-3'],
      ['identifier', 'key-30'],
      ['changes', `${Z} ${A} refs/heads/feature\n`],
      ['push_options[]', 'ci.skip'],
      ['push_options[]', 'merge_request.create'],
    ]);
    expect(read(post)).toEqual([
      200,
      {
        messages: [{ message: expect.stringMatching(/^View merge request for feature:/), type: 'basic' }],
        reference_counter_decreased: true,
      },
    ]);
  });

  it('meets routes that are gone as JSON', async () => {
    for (const path of ['/broadcast_message', '/merge_request_urls?project=a/b&changes=x']) {
      expect(read(await ruby.get(path))).toMatchObject([404, { message: '404 Not Found' }]);
    }
    expect(read(await ruby.post('/notify_post_receive', []))).toMatchObject([404, { message: '404 Not Found' }]);
  });
});
