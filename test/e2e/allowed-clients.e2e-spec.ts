import { A, askAllowed, B, openAllowedWorld, said, Z, type AllowedWorld } from '../support/allowed-world.js';
import { send } from '../support/http.js';

let world: AllowedWorld;
beforeAll(async () => {
  world = await openAllowedWorld();
});
afterAll(() => world?.close());

/** What Gitaly 16.7 sends from its pre-receive hook (clients.md 3.2). */
const gitaly = (fields: Readonly<Record<string, unknown>>) =>
  askAllowed(world.api, {
    action: 'git-receive-pack',
    gl_repository: 'project-3',
    project: '/var/opt/gitlab/git-data/repositories/@hashed/4e/07/4e07.git',
    relative_path: '@hashed/4e/07/4e07.git',
    protocol: 'ssh',
    env: '{"GIT_ALTERNATE_OBJECT_DIRECTORIES_RELATIVE":["objects"],"GIT_OBJECT_DIRECTORY_RELATIVE":"objects/incoming-x"}',
    changes: `${Z} ${A} refs/heads/feature\n`,
    ...fields,
  });

describe('gitlab-shell (clients.md 7)', () => {
  it('row 34, 38, 42, 44, 45, 46, 47, 48, 50: every field has the type that the shell reads', async () => {
    const answer = await world.pull({ key_id: '30', username: undefined, check_ip: '10.0.0.1' });
    expect(answer.status).toBe(200);
    const body = answer.json<Record<string, unknown> & { gitaly: { features: object } }>();
    for (const name of ['gl_key_id', 'gl_project_id', 'gl_root_namespace_id'])
      expect(Number.isInteger(body[name])).toBe(true);
    for (const name of ['gl_repository', 'gl_project_path', 'gl_id', 'gl_username', 'gl_key_type'])
      expect(typeof body[name]).toBe('string');
    expect(body.gl_id).toMatch(/^user-\d+$/);
    for (const option of body.git_config_options as string[]) expect(option).toMatch(/^[^=]+=.+$/);
    expect(body.gl_console_messages).toEqual([]);
    expect(body.need_audit).toBe(false);
    expect(body).not.toHaveProperty('message');
    expect(Object.values(body.gitaly.features).every((flag) => typeof flag === 'string')).toBe(true);
  });

  it('row 39, 40, 41: the storage as it is configured', async () => {
    const { gitaly: block } = (await world.pull({ key_id: 30 })).json<{
      gitaly: { repository: Record<string, string> };
    }>();
    expect(block).toMatchObject({ address: 'unix:/var/opt/gitlab/gitaly/gitaly.socket', token: null });
    expect(block.repository.storage_name).toBe('default');
    expect(block.repository.relative_path).toBe(`${world.P.diskPath}.git`);
  });

  it('row 52, 53: an unknown key and no identity are nobody, never a fault', async () => {
    for (const identity of [{ key_id: '424242' }, {}]) {
      expect((await world.pull({ ...identity, project: 'gnuwget/public' })).json()).toMatchObject({
        status: true,
        gl_id: '',
      });
      expect((await world.pull(identity)).status).toBe(404);
      expect((await world.push({ ...identity, project: 'gnuwget/public' })).status).toBe(401);
    }
  });

  it('row 37: a refusal is one sentence in `message`', async () => {
    const answer = await world.push({ key_id: 20 });
    expect(answer.status).toBe(401);
    expect(answer.json()).toEqual({ status: false, message: 'You are not allowed to push code to this project.' });
  });
});

describe('Gitaly (clients.md 7)', () => {
  it('row 65, 66: 200 and JSON, whatever is decided', async () => {
    const [granted, refused] = [await gitaly({ key_id: '30' }), await gitaly({ key_id: '10' })];
    expect(granted.status).toBe(200);
    expect(refused.status).toBe(401);
    for (const { headers } of [granted, refused]) expect(headers['content-type']).toMatch(/^application\/json/);
  });

  it('row 68, 69: every line counts', async () => {
    const lines = [`${Z} ${A} refs/heads/one`, `${B} ${Z} refs/heads/two`, `${Z} ${A} refs/tags/nightly`];
    expect(said(await gitaly({ key_id: '30', changes: `${lines.join('\n')}\n` }))).toBe('200');
    expect((await gitaly({ key_id: '30', changes: `${lines.join('\n')}\n${A} ${B} refs/heads/master\n` })).status).toBe(
      401,
    );
  });

  it('row 71: env with null, and none at all', async () => {
    const env = '{"GIT_ALTERNATE_OBJECT_DIRECTORIES_RELATIVE":null,"GIT_OBJECT_DIRECTORY_RELATIVE":""}';
    for (const given of [env, undefined]) expect(said(await gitaly({ key_id: '30', env: given }))).toBe('200');
  });

  it('row 72: a mirror push of 20 megabytes', async () => {
    const changes = Array.from({ length: 150_000 }, (_, n) => `${A} ${B} refs/heads/${'m'.repeat(40)}${n}\n`).join('');
    expect(changes.length).toBeGreaterThan(20_000_000);
    expect(said(await gitaly({ key_id: '30', changes }))).toBe('200');
    expect((await gitaly({ key_id: '30', changes: `${changes}${A} ${B} refs/heads/master\n` })).status).toBe(401);
  });

  it('row 73: web edits', async () => {
    expect(said(await gitaly({ user_id: String(world.users.dev.id), protocol: 'web' }))).toBe('200');
  });

  it('row 74: each way to name the pusher gives the same rights', async () => {
    const { dev } = world.users;
    for (const identity of [{ key_id: '30' }, { user_id: String(dev.id) }, { username: 'dev' }]) {
      expect((await gitaly(identity)).json()).toMatchObject({ status: true, gl_id: `user-${dev.id}` });
      expect((await gitaly({ ...identity, changes: `${A} ${B} refs/heads/master\n` })).status).toBe(401);
    }
  });

  it('row 84: a form, as the Ruby hooks sent it', async () => {
    const { 'gitlab-shell-api-request': token } = world.api.shell.headers();
    const body = new URLSearchParams({
      action: 'git-receive-pack',
      project: '',
      gl_repository: 'project-3',
      changes: `${Z} ${A} refs/heads/x\n`,
      protocol: 'ssh',
      key_id: '30',
      env: '{}',
    }).toString();
    const answer = await send(world.api.url, '/api/v4/internal/allowed', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'gitlab-shell-api-request': token },
      body,
    });
    expect(said(answer)).toBe('200');
  });
});

describe('cost (schema.md 5.3)', () => {
  const refs = (count: number) => Array.from({ length: count }, (_, n) => `${Z} ${A} refs/heads/b${n}\n`).join('');
  /** The statements of the second of two equal calls, when nothing is left to be noted. */
  const cost = async (work: () => Promise<{ status: number }>) => {
    await work();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { total, statements } = await world.suite.countStatements(async () => {
      expect((await work()).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    return { total, texts: statements.map(({ text }) => text) };
  };

  it('invariant 7: one statement, for a pull, a push, one ref and ten thousand', async () => {
    const pulled = await cost(() => world.pull({ key_id: 30 }));
    const pushed = await cost(() => world.push({ key_id: 30 }));
    const one = await cost(() => world.push({ key_id: 30, changes: refs(1) }));
    for (let n = 0; n < 50; n++)
      await world.suite.make.protectedBranch({ project_id: 3 }, `rule-${n}/*`, { push: [40] });
    const many = await cost(() => world.push({ key_id: 30, changes: refs(10_000) }));
    expect([pulled.total, pushed.total, one.total, many.total]).toEqual([1, 1, 1, 1]);
    expect(pushed.texts).toEqual(pulled.texts);
    expect(pulled.texts[0]).not.toContain('protected_branches');
    expect(many.texts[0]).toContain('protected_branches');
  });
});
