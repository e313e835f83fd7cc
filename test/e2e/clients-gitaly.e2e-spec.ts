import { startApi, type RunningApi } from '../support/app.js';
import { knownRepository } from '../support/allowed-world.js';
import { makeFixtures, protectRefs, type Fixtures } from '../support/fixtures.js';
import { ClientError, GitalyReplay, type GoClientOptions } from '../support/replay/go-client.js';
import { shapes } from '../support/replay/shapes.js';
import { openSuite, type Suite } from '../support/suite.js';

const FILE = 's3cr3t-abc\n';
const Z = '0'.repeat(40);
const A = `${'a'.repeat(39)}1`;
const B = `${'b'.repeat(39)}2`;

/** 15.2 to 15.5 send both headers, older ones the shared secret alone (clients.md 1.3). */
const versions: Record<string, GoClientOptions> = {
  'Gitaly 16.7': { userAgent: 'gitaly/16.7.0', jwtSecret: FILE.trim() },
  'Gitaly 15.4': { userAgent: 'gitaly/15.4.0', jwtSecret: FILE.trim(), sharedSecret: FILE },
  'Gitaly 15.1': { userAgent: 'gitaly/15.1.0', sharedSecret: FILE },
};

interface PostReceive {
  reference_counter_decreased: boolean;
  messages: { message: string; type: string }[];
}

describe.each(Object.entries(versions))('the hooks of %s', (version, options) => {
  let suite: Suite;
  let api: RunningApi;
  let fixtures: Fixtures;
  let gitaly: GitalyReplay;

  beforeAll(async () => {
    suite = await openSuite(`clients_${version}`);
    fixtures = await makeFixtures(suite);
    await protectRefs(suite, fixtures);
    await knownRepository(suite, fixtures.P.id);
    api = await startApi(suite, { shellSecretFile: FILE });
    gitaly = new GitalyReplay(api.url, options);
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  const allowed = (changes: string, fields: object = {}): Promise<{ status: boolean; message: string }> =>
    gitaly.post(
      '/allowed',
      {
        action: 'git-receive-pack',
        gl_repository: 'project-3',
        project: '/var/opt/gitlab/git-data/repositories/@hashed/4e/07/4e07.git',
        // The hook of 16.6 and later tells where it lies.
        ...(version.endsWith('16.7') ? { relative_path: '@hashed/4e/07/4e07.git' } : {}),
        changes,
        protocol: 'ssh',
        env: '{"GIT_ALTERNATE_OBJECT_DIRECTORIES_RELATIVE":["objects"],"GIT_OBJECT_DIRECTORY_RELATIVE":"objects/x"}',
        key_id: '30',
        ...fields,
      },
      shapes.hookAllowed,
    );

  it('row 65, row 66, row 67, row 68: lets a push in', async () => {
    expect(await allowed(`${Z} ${A} refs/heads/feature\n${Z} ${A} refs/tags/nightly\n`)).toMatchObject({
      status: true,
    });
  });

  it('row 69, row 70: takes creations, deletions, other refs, and any letters', async () => {
    const lines = [
      `${A} ${Z} refs/heads/old`,
      `${Z} ${A} refs/keep-around/${A}`,
      `${Z} ${A} refs/heads/größe-"x"-&-<y>`,
      `${'0'.repeat(64)} ${'c'.repeat(64)} refs/heads/sha256`,
    ];
    expect(await allowed(`${lines.join('\n')}\n`)).toMatchObject({ status: true });
  });

  it('row 71, row 73, row 74: takes every identity, protocol and environment', async () => {
    const changes = `${Z} ${A} refs/heads/feature\n`;
    const without = { key_id: undefined };
    for (const fields of [
      { env: '{"GIT_ALTERNATE_OBJECT_DIRECTORIES_RELATIVE":null,"GIT_OBJECT_DIRECTORY_RELATIVE":""}' },
      { env: undefined },
      { protocol: 'web' },
      { protocol: 'http', user_id: '130', ...without },
      { username: 'dev', ...without },
    ]) {
      expect(await allowed(changes, fields)).toMatchObject({ status: true });
    }
  });

  it('case 201, row 18: may send what nobody here reads', async () => {
    const fields = { gitaly_client_context_bin: '%%%', push_options: ['x'], future: { deep: [null] } };
    expect(await allowed(`${Z} ${A} refs/heads/feature\n`, fields)).toMatchObject({ status: true });
  });

  it('row 75: reads why a push is refused', async () => {
    await expect(allowed(`${A} ${B} refs/heads/master\n`)).rejects.toThrow(
      new ClientError('GitLab: You are not allowed to push code to protected branches on this project.'),
    );
    await expect(allowed(`${Z} ${A} refs/heads/x\n`, { key_id: '60' })).rejects.toThrow(
      new ClientError(
        "GitLab: The project you were looking for could not be found or you don't have permission to view it.",
      ),
    );
  });

  it('row 76: counts the push', async () => {
    const answer = await gitaly.post('/pre_receive', { gl_repository: 'project-3' }, shapes.preReceive);
    expect(answer).toEqual({ reference_counter_increased: true });
  });

  it('row 77, row 79, row 80: ends the push', async () => {
    const answer = await gitaly.post<PostReceive>(
      '/post_receive',
      {
        gl_repository: 'project-3',
        identifier: 'key-30',
        changes: `${Z} ${A} refs/heads/feature\n`,
        push_options: null,
      },
      shapes.postReceive,
    );
    expect(answer.reference_counter_decreased).toBe(true);
    expect(answer.messages.map(({ type }) => type)).toEqual(['basic']);
  });

  it('row 78, row 80: ends a push with options, whose alert is one of the two types it can print', async () => {
    const answer = await gitaly.post<PostReceive>(
      '/post_receive',
      {
        gl_repository: 'project-3',
        identifier: 'user-130',
        changes: `${Z} ${A} refs/heads/feature\n`,
        push_options: ['ci.skip', 'merge_request.title=x'],
      },
      shapes.postReceive,
    );
    expect(answer.messages.map(({ type }) => type)).toEqual(['alert', 'basic']);
  });

  it('row 64: finds the service in order, and its revision under its own name for it', async () => {
    const { status } = await gitaly.send('GET', '/check');
    expect(status).toBe(200);
    expect(await gitaly.get('/check', {}, shapes.gitalyCheck)).toMatchObject({
      redis: true,
      gitlab_revision: expect.stringMatching(/./),
    });
  });

  it('row 83: finds no LFS object, and fails the archive rather than hand out something else', async () => {
    const query = { oid: 'e'.repeat(64), gl_repository: 'project-3' };
    await expect(gitaly.get('/lfs', query, { fields: {} })).rejects.toThrow(new ClientError('GitLab: 404 Not Found'));
  });

  it('row 14: reads the text of every refusal', async () => {
    const texts = await Promise.all(
      [
        gitaly.get('/nothing', {}, { fields: {} }),
        gitaly.get('/pre_receive', {}, { fields: {} }),
        gitaly.get('/lfs', {}, { fields: {} }),
      ].map((asked) => asked.catch((error: Error) => error.message)),
    );
    expect(texts).toEqual([
      'GitLab: 404 Not Found',
      'GitLab: 405 Not Allowed',
      'GitLab: oid is missing, gl_repository is missing',
    ]);
  });
});
