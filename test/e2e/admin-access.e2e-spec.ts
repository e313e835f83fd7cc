import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startAdmin, type RunningAdmin } from '../support/admin.js';
import { DB_KEY_BASE } from '../support/factories.js';
import type { MadeProject, MadeUser } from '../support/made.js';
import { makeSshKey } from '../support/ssh-keys.js';
import { openSuite, type Suite } from '../support/suite.js';

describe('admin keys, rules, agents, tokens, subscriptions, banners and settings', () => {
  let suite: Suite;
  let admin: RunningAdmin;
  let user: MadeUser;
  let project: MadeProject;

  beforeAll(async () => {
    suite = await openSuite();
    admin = await startAdmin(suite);
    user = await suite.make.user({ username: 'rubi' });
    const group = await suite.make.group({ path: 'gnuwget' });
    project = await suite.make.project({ namespace_id: group.id, path: 'wget2' });
  });
  afterAll(async () => {
    await admin?.close();
    await suite?.close();
  });

  const refuses = async (words: readonly string[], line: string, code = 1): Promise<void> => {
    expect(await admin.run(...words)).toEqual({ code, stdout: '', stderr: `${line}\n` });
  };

  it('keys: from a line or a file, with an end', async () => {
    const key = makeSshKey();
    const file = join(admin.dataDir, 'key.pub');
    writeFileSync(file, `${key.line} rubi@example.com\n`);
    const made = await admin.json('keys', 'create', '--user', 'rubi', '--key', `@${file}`, '--usage', 'auth');
    expect(made).toMatchObject({
      title: 'rubi@example.com',
      type: 'ssh-ed25519',
      username: 'rubi',
      usage: 'auth',
      fingerprint: `SHA256:${key.sha256.toString('base64').replace('=', '')}`,
    });
    const id = String(made.id);
    await refuses(['keys', 'create', '--user', 'rubi', '--key', key.line], 'fingerprint has already been taken');
    await refuses(['keys', 'create', '--user', 'rubi', '--key', '@/nowhere'], '/nowhere cannot be read: ENOENT');
    expect(await admin.json('keys', 'change', id, '--expires', '2090-01-31', '--title', 'laptop')).toMatchObject({
      title: 'laptop',
      expires_at: '2090-01-31T00:00:00.000Z',
      usage: 'auth',
    });
    expect(await admin.json('keys', 'change', id, '--expires', 'never')).toMatchObject({ expires_at: null });
    expect(await admin.json('keys', 'list', '--user', 'rubi')).toHaveLength(1);
    await refuses(['deploy-keys', 'show', id], `deploy key ${id} does not exist`);
    expect((await admin.run('keys', 'remove', id, '--yes')).code).toBe(0);
    await refuses(['keys', 'show', id], `key ${id} does not exist`);
  });

  it('deploy keys: open projects, and are closed again', async () => {
    const made = await admin.json('deploy-keys', 'create', '--key', makeSshKey().line, '--title', 'ci');
    const id = String(made.id);
    expect(made).toMatchObject({ title: 'ci', user_id: null, projects: [] });
    const enabled = await admin.json('deploy-keys', 'enable', id, '--project', 'gnuwget/wget2', '--push');
    expect(enabled.projects).toEqual([{ project_id: project.id, project: 'gnuwget/wget2', can_push: true }]);
    expect(await admin.json('deploy-keys', 'list', '--project', 'gnuwget/wget2')).toEqual([
      { deploy_key_id: made.id, project_id: project.id, project: 'gnuwget/wget2', can_push: true },
    ]);
    expect(await admin.json('deploy-keys', 'disable', id, '--project', 'gnuwget/wget2')).toMatchObject({
      projects: [],
    });
    await refuses(['keys', 'remove', id, '--yes'], `key ${id} does not exist`);
    expect((await admin.run('deploy-keys', 'remove', id, '--yes')).code).toBe(0);
  });

  it('protected branches: of a project or group, with levels in words', async () => {
    const levels = ['--push', 'developers', '--push', 'user:rubi', '--merge', 'group:gnuwget'];
    const rule = ['protected-branches', 'create', '--project', 'gnuwget/wget2', '--name', 'release/*'];
    const made = await admin.json(...rule, ...levels, '--force-push');
    expect(made).toMatchObject({
      name: 'release/*',
      source: 'gnuwget/wget2',
      allow_force_push: true,
      push: ['developers', `user:${user.id}`],
      merge: [expect.stringMatching(/^group:\d+$/)],
    });
    await refuses(rule, 'a rule of this name exists already');
    const id = String(made.id);
    expect(await admin.json('protected-branches', 'change', id, '--push', 'nobody', '--no-force-push')).toMatchObject({
      push: ['nobody'],
      merge: made.merge,
      allow_force_push: false,
    });
    const unknown = ['--push', 'maintainers', '--push', 'deploy-key:99'];
    await refuses(
      ['protected-branches', 'change', id, ...unknown],
      'user, group or deploy key of a level does not exist',
    );
    expect((await admin.json('protected-branches', 'show', id)).push).toEqual(['nobody']);
    const [everyone, line] = [['--push', 'everyone'], /^everyone is nobody that a rule can name: developers, /];
    expect(await admin.run('protected-branches', 'change', id, ...everyone)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(line),
    });
    const group = ['--group', 'gnuwget'];
    expect(await admin.json('protected-branches', 'create', ...group, '--name', 'main')).toMatchObject({
      project_id: null,
      push: ['maintainers'],
    });
    expect(await admin.json('protected-branches', 'list', ...group)).toHaveLength(1);
    expect((await admin.run('protected-branches', 'remove', id, '--yes')).code).toBe(0);
    await refuses(['protected-branches', 'remove', id, '--yes'], 'rule does not exist');
  });

  it('protected tags', async () => {
    const words = ['protected-tags', 'create', '--project', 'gnuwget/wget2', '--name', 'v*'];
    const made = await admin.json(...words, '--create', 'maintainers');
    await refuses(words, 'the project has a rule of this name, or is gone');
    const id = String(made.id);
    const changed = await admin.json('protected-tags', 'change', id, '--create', 'user:rubi');
    expect(changed).toEqual({
      id: made.id,
      name: 'v*',
      project_id: project.id,
      source: 'gnuwget/wget2',
      create: [`user:${user.id}`],
    });
    expect(await admin.json('protected-tags', 'list')).toEqual([changed]);
    expect((await admin.run('protected-tags', 'remove', id, '--yes')).code).toBe(0);
  });

  it('agents and their tokens, which are told once', async () => {
    const agent = await admin.json('agents', 'create', '--project', 'gnuwget/wget2', '--name', 'prod');
    expect(agent).toMatchObject({ name: 'prod', project: 'gnuwget/wget2', active_tokens: 0 });
    await refuses(
      ['agents', 'create', '--project', 'gnuwget/wget2', '--name', 'prod'],
      'the project has an agent of this name, or is gone',
    );
    const made = await admin.json('agent-tokens', 'create', '--agent', String(agent.id), '--name', 'first');
    expect(made.token).toMatch(/^glagent-/);
    const { token: _, ...shown } = made;
    expect(await admin.json('agent-tokens', 'list', '--agent', String(agent.id))).toEqual([shown]);
    const id = String(made.id);
    expect((await admin.run('agent-tokens', 'remove', id, '--yes')).code).toBe(0);
    expect(await admin.json('agent-tokens', 'show', id)).toMatchObject({ status: 'revoked' });
    await refuses(['agent-tokens', 'remove', id, '--yes'], `token ${id} does not exist, or is revoked`);
    expect((await admin.run('agents', 'remove', String(agent.id), '--yes')).code).toBe(0);
    expect(await admin.json('agents', 'list')).toEqual([]);
  });

  it('tokens of administrators, which are told once and stored as digests', async () => {
    await suite.make.user({ username: 'root', admin: true });
    const words = ['--user', 'root', '--name', 'portal', '--expires', '2090-01-31', '--scope', 'api'];
    const made = await admin.json('tokens', 'create', ...words, '--scope', 'read_api');
    expect(made).toMatchObject({ username: 'root', admin: true, scopes: ['api', 'read_api'], status: 'active' });
    const stored = await suite.sql(
      `SELECT id FROM personal_access_tokens
       WHERE token_digest = encode(sha256(convert_to($1 || $2, 'UTF8')), 'base64')`,
      [made.token, DB_KEY_BASE.slice(0, 32)],
    );
    expect(stored).toEqual([{ id: made.id }]);
    const { token: _, ...shown } = made;
    expect(await admin.json('tokens', 'list', '--admins')).toEqual([shown]);
    expect((await admin.run('tokens', 'remove', String(made.id), '--yes')).code).toBe(0);
    expect(await admin.json('tokens', 'show', String(made.id))).toMatchObject({ status: 'revoked' });
    await refuses(['tokens', 'create', '--user', '99', '--name', 'x', '--expires', 'never'], 'user 99 does not exist');
  });

  it('plans and subscriptions, with a history of what was', async () => {
    const plans = await admin.json('plans', 'list');
    expect(plans.map(({ name }: { name: string }) => name)).toContain('premium');
    const words = ['--plan', 'premium', '--seats', '20', '--start', '2026-01-01', '--end', '2027-01-01'];
    const made = await admin.json('subscriptions', 'create', '--namespace', 'gnuwget', ...words);
    expect(made).toMatchObject({ namespace: 'gnuwget', plan: 'premium', seats: 20, end_date: '2027-01-01' });
    await refuses(
      ['subscriptions', 'create', '--namespace', 'gnuwget', '--start', '2026-01-01'],
      'namespace_id has already been taken',
    );
    const changed = await admin.json('subscriptions', 'change', 'gnuwget', '--seats', '30', '--auto-renew');
    expect(changed).toMatchObject({ seats: 30, auto_renew: true, plan: 'premium' });
    expect(await admin.json('plans', 'show', 'premium')).toMatchObject({ subscriptions: 1 });
    expect(await admin.json('subscriptions', 'list')).toEqual([changed]);
    expect((await admin.run('subscriptions', 'remove', 'gnuwget', '--yes')).code).toBe(0);
    await refuses(['subscriptions', 'show', 'gnuwget'], 'gnuwget has no subscription');
    await refuses(['subscriptions', 'remove', 'nowhere', '--yes'], 'Namespace Not Found');
    const history = await suite.sql('SELECT change_type, seats FROM gitlab_subscription_histories ORDER BY id');
    expect(history).toEqual([
      { change_type: 1, seats: 20 },
      { change_type: 2, seats: 30 },
    ]);
  });

  it('banners, as text and as harmless HTML', async () => {
    const made = await admin.json('banners', 'create', '--message', '<b>Down</b> at 8', '--until', '2090-01-31T08:00');
    expect(made).toMatchObject({ message: '<b>Down</b> at 8', ends_at: '2090-01-31T08:00:00.000Z', target_path: null });
    const [row] = await suite.sql('SELECT message_html FROM broadcast_messages');
    expect(row).toEqual({ message_html: '<p>&lt;b&gt;Down&lt;/b&gt; at 8</p>' });
    const id = String(made.id);
    await refuses(['banners', 'change', id, '--until', '2020-01-01T00:00'], 'banner ends before it starts');
    expect(await admin.json('banners', 'change', id, '--path', 'gnuwget/*')).toMatchObject({
      target_path: 'gnuwget/*',
      ends_at: made.ends_at,
    });
    expect(await admin.json('banners', 'list')).toHaveLength(1);
    expect((await admin.run('banners', 'remove', id, '--yes')).code).toBe(0);
    await refuses(['banners', 'show', id], `banner ${id} does not exist`);
  });

  it('settings: each by its kind, the others as they were', async () => {
    const before = await admin.json('settings', 'list');
    expect(await admin.json('settings', 'change', 'maintenance_mode', '--value', 'true')).toEqual({
      name: 'maintenance_mode',
      value: true,
    });
    expect(await admin.json('settings', 'change', 'receive_max_input_size', '--value', '100')).toMatchObject({
      value: 100,
    });
    await refuses(['settings', 'change', 'maintenance_mode', '--value', 'maybe'], 'maintenance_mode cannot be "maybe"');
    await refuses(['settings', 'change', 'maintenance_mode'], 'maintenance_mode cannot be ""');
    await refuses(['settings', 'change', 'no_such', '--value', '1'], 'no_such is no setting');
    await admin.json('settings', 'change', 'receive_max_input_size');
    await admin.json('settings', 'change', 'maintenance_mode', '--value', 'false');
    expect(await admin.json('settings', 'list')).toEqual(before);
  });
});
