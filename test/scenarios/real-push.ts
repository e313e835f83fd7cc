import type { INestApplicationContext } from '@nestjs/common';
import { Redis } from 'ioredis';
import { startApi, type RunningApi } from '../support/app.js';
import type { Adapter } from '../support/content-world.js';
import { GitServer } from '../support/git-server/git-server.js';
import { GitUser } from '../support/git-server/git-user.js';
import { GitalyDouble } from '../support/gitaly/gitaly-double.js';
import type { MadeProject, MadeUser } from '../support/made.js';
import { openSuite, type Suite } from '../support/suite.js';
import { startWorker, untilOutboxIsEmpty } from '../support/worker.js';

const DAY = 24 * 60 * 60 * 1000;
const BASE_URL = 'https://gitlab.example.com';
const NOT_FOUND = "The project you were looking for could not be found or you don't have permission to view it.";

/**
 * Pushes of every kind, with the decisions that they must meet: the same whichever way the service looks into the
 * repositories.
 */
export function describeRealPushes(adapter: Adapter): void {
  describe(`real git over a real sshd, repositories asked through ${adapter}`, () => scenarios(adapter));
}

function scenarios(adapter: Adapter): void {
  let suite: Suite;
  let server: GitServer;
  let gitaly: GitalyDouble | undefined;
  let api: RunningApi;
  let worker: INestApplicationContext;
  let redis: Redis;
  const people: GitUser[] = [];

  const group = { id: 0 };
  let project: MadeProject;
  let dev: GitUser;
  let maint: GitUser;
  let reporter: GitUser;
  let outsider: GitUser;

  /** A person with a key on the instance. */
  async function person(user: MadeUser, columns: Record<string, unknown> = {}): Promise<GitUser> {
    const made = stranger();
    await suite.make.key({ user_id: user.id, ...columns }, { material: made.publicKey });
    return made;
  }

  /** A person whose key nobody knows. */
  function stranger(): GitUser {
    const made = new GitUser(server.port);
    people.push(made);
    return made;
  }

  /** Makes a person's key a deploy key of the project; the maintainer is its creator. */
  async function enableDeployKey({ publicKey }: GitUser, canPush: boolean): Promise<void> {
    const columns = { user_id: await userId('maint'), type: 'DeployKey' };
    const { id } = await suite.make.key(columns, { material: publicKey });
    await suite.make.insert('deploy_keys_projects', {
      deploy_key_id: id,
      project_id: project.id,
      can_push: canPush,
      created_at: new Date(),
      updated_at: new Date(),
    });
  }

  /** A project whose repository has one commit on `master`, pushed by the maintainer. */
  async function filledProject(path: string): Promise<MadeProject> {
    const made = await suite.make.project({ namespace_id: group.id, path });
    server.createRepository(made.diskPath);
    await maint.git(['init', '--quiet', '--initial-branch=master'], path);
    await maint.git(['remote', 'add', 'origin', maint.remote(`${made.fullPath}.git`)], path);
    await maint.commit('first.txt', 'first', path);
    const { code, text } = await maint.git(['push', 'origin', 'master'], path);
    if (code !== 0) throw new Error(text);
    await untilOutboxIsEmpty(suite);
    return made;
  }

  async function clone(who: GitUser, path: string, folder: string): Promise<void> {
    const { code, text } = await who.git(['clone', '--quiet', who.remote(path), folder], '.');
    if (code !== 0) throw new Error(text);
  }

  const pushesInProgress = (id: number) => redis.get(`git-receive-pack-reference-counter:project-${id}`);

  beforeAll(async () => {
    suite = await openSuite();
    server = await GitServer.prepare();
    gitaly = adapter === 'Gitaly' ? await GitalyDouble.start({ token: 'gitaly-token' }) : undefined;
    if (gitaly) gitaly.settings.storages = { default: server.repositories };
    const place = gitaly
      ? { address: gitaly.unix, token: gitaly.settings.token }
      : { address: 'unix:/run/gitaly.socket', path: server.repositories };
    api = await startApi(suite, {
      environment: {
        EXTERNAL_URL: BASE_URL,
        GITALY_STORAGES: JSON.stringify({ default: place }),
      },
    });
    worker = await startWorker(api.configuration);
    redis = new Redis(suite.redisUrl);
    await server.start(api.url);

    group.id = (await suite.make.group({ path: 'gnuwget' })).id;
    const members = { dev: 30, maint: 40, reporter: 20 };
    const made: Record<string, GitUser> = {};
    for (const [username, level] of Object.entries(members)) {
      const user = await suite.make.user({ username });
      await suite.make.member({ group: group.id }, user.id, level);
      made[username] = await person(user);
    }
    ({ dev, maint, reporter } = made as { dev: GitUser; maint: GitUser; reporter: GitUser });
    outsider = await person(await suite.make.user({ username: 'outsider' }));
    project = await filledProject('wget2');
    await clone(dev, 'gnuwget/wget2.git', 'wget2');
  }, 120_000);

  afterAll(async () => {
    people.forEach((made) => made.leave());
    server?.stop();
    gitaly?.close();
    redis?.disconnect();
    await worker?.close();
    await api?.close();
    await suite?.close();
  });

  describe('is let in', () => {
    it('greets the owner of the key', async () => {
      expect((await dev.ssh()).text).toContain('Welcome to GitLab, @dev!');
    });

    it('clones, fetches and archives as a reporter, by any spelling of the path', async () => {
      for (const [index, path] of [
        'gnuwget/wget2.git',
        'gnuwget/wget2',
        'GnuWget/WGET2.git',
        'gnuwget/wget2.git/',
      ].entries()) {
        const { code, text } = await reporter.git(['clone', '--quiet', reporter.remote(path), `clone-${index}`], '.');
        expect([code, text]).toEqual([0, '']);
      }
      expect((await reporter.git(['fetch', 'origin'], 'clone-0')).code).toBe(0);
      const archive = ['archive', `--remote=${reporter.remote('gnuwget/wget2.git')}`, '--output=archive.tar', 'master'];
      expect(await reporter.git(archive)).toEqual({ code: 0, text: '' });
    });

    it('pushes a fast-forward, and prints a merge-request link for a new branch', async () => {
      await dev.git(['checkout', '--quiet', '-b', 'feature'], 'wget2');
      await dev.commit('feature.txt', 'feature', 'wget2');
      const { code, text } = await dev.git(['push', 'origin', 'feature'], 'wget2');
      expect(code).toBe(0);
      expect(text).toContain('remote: To create a merge request for feature, visit:');
      expect(text).toContain(
        `remote:   ${BASE_URL}/gnuwget/wget2/-/merge_requests/new?merge_request%5Bsource_branch%5D=feature`,
      );
      await dev.commit('more.txt', 'more', 'wget2');
      expect((await dev.git(['push', 'origin', 'feature'], 'wget2')).code).toBe(0);
    });

    it('records each push once: outbox empty, counter 0, events written, project and pusher marked active', async () => {
      const path = 'recorded';
      const recorded = await filledProject(path);
      const commit = await maint.commit('second.txt', 'second', path);
      await maint.git(['push', 'origin', 'HEAD:refs/heads/topic'], path);
      await untilOutboxIsEmpty(suite);

      expect(await pushesInProgress(recorded.id)).toBe('0');
      const events = await suite.sql(
        `SELECT e.action, p.action AS kind, p.ref_type, p.ref, encode(p.commit_to, 'hex') AS commit, p.commit_from, u.username
           FROM events e JOIN push_event_payloads p ON p.event_id = e.id JOIN users u ON u.id = e.author_id
          WHERE e.project_id = $1 ORDER BY e.id`,
        [recorded.id],
      );
      expect(events).toMatchObject([
        { action: 5, kind: 0, ref_type: 0, ref: 'master', username: 'maint' },
        { action: 5, kind: 0, ref_type: 0, ref: 'topic', commit, commit_from: null, username: 'maint' },
      ]);
      const [row] = await suite.sql('SELECT last_repository_updated_at, last_activity_at FROM projects WHERE id = $1', [
        recorded.id,
      ]);
      expect(Date.now() - (row?.last_repository_updated_at as Date).getTime()).toBeLessThan(60_000);
      const [pusher] = await suite.sql(`SELECT last_activity_on FROM users WHERE username = 'maint'`);
      expect(pusher?.last_activity_on).toBe(new Date().toISOString().slice(0, 10));
    });

    it('pushes two refs at once, a tag, and the deletion of a branch', async () => {
      await dev.git(['branch', '--force', 'one'], 'wget2');
      await dev.git(['branch', '--force', 'two'], 'wget2');
      await dev.git(['tag', '--force', 'nightly'], 'wget2');
      expect((await dev.git(['push', 'origin', 'one', 'two'], 'wget2')).code).toBe(0);
      expect((await dev.git(['push', 'origin', 'nightly'], 'wget2')).code).toBe(0);
      expect((await dev.git(['push', 'origin', '--delete', 'two'], 'wget2')).code).toBe(0);
      const { text } = await dev.git(['ls-remote', 'origin'], 'wget2');
      expect(text).toContain('refs/heads/one');
      expect(text).toContain('refs/tags/nightly');
      expect(text).not.toContain('refs/heads/two');
    });

    it('forces a push to an unprotected branch', async () => {
      await dev.git(['push', 'origin', 'feature:refs/heads/mine'], 'wget2');
      expect((await dev.git(['push', '--force', 'origin', 'feature~1:refs/heads/mine'], 'wget2')).code).toBe(0);
    });

    it('mirrors 2,000 refs', async () => {
      await filledProject('mirror');
      await clone(maint, 'gnuwget/mirror.git', 'mirror-clone');
      const head = (await maint.git(['rev-parse', 'HEAD'], 'mirror-clone')).text.trim();
      const refs = Array.from({ length: 2000 }, (_, index) => `refs/heads/b/${index}`);
      maint.updateRefs('mirror-clone', refs, head);
      await maint.git(['branch', '-D', '-r', 'origin/HEAD', 'origin/master'], 'mirror-clone');
      const { code, text } = await maint.git(['push', '--mirror', 'origin'], 'mirror-clone');
      expect([code, text.includes('rejected')]).toEqual([0, false]);
      expect(
        (await maint.git(['ls-remote', '--heads', 'origin'], 'mirror-clone')).text.trim().split('\n'),
      ).toHaveLength(2001);
    }, 60_000);

    it('pushes with a deploy key that may write', async () => {
      const robot = stranger();
      await enableDeployKey(robot, true);
      await clone(robot, 'gnuwget/wget2.git', 'work');
      await robot.commit('robot.txt');
      expect((await robot.git(['push', 'origin', 'HEAD:refs/heads/robot'])).code).toBe(0);
    });

    it('reads the banner and the link of an open merge request after the push', async () => {
      await suite.make.insert('merge_requests', {
        iid: 5,
        source_project_id: project.id,
        target_project_id: project.id,
        source_branch: 'reviewed',
        target_branch: 'master',
        state_id: 1,
        author_id: await userId('dev'),
        title: 'Reviewed',
        created_at: new Date(),
        updated_at: new Date(),
      });
      const banner = await suite.make.insert('broadcast_messages', {
        message: 'Hello from post-receive',
        message_html: '<p>Hello</p>',
        starts_at: new Date(Date.now() - DAY),
        ends_at: new Date(Date.now() + DAY),
        broadcast_type: 1,
        created_at: new Date(),
        updated_at: new Date(),
      });
      const { code, text } = await dev.git(['push', 'origin', 'feature:refs/heads/reviewed'], 'wget2');
      await suite.sql('DELETE FROM broadcast_messages WHERE id = $1', [banner.id]);
      expect(code).toBe(0);
      expect(text).toContain('remote: View merge request for reviewed:');
      expect(text).toContain(`remote:   ${BASE_URL}/gnuwget/wget2/-/merge_requests/5`);
      expect(text.indexOf('Hello from post-receive')).toBeGreaterThan(-1);
      expect(text.indexOf('Hello from post-receive')).toBeLessThan(text.indexOf('View merge request'));
    });
  });

  describe('is refused, with the reason on the terminal', () => {
    it('an unknown key: permission denied', async () => {
      const { code, text } = await stranger().git(['ls-remote', dev.remote('gnuwget/wget2.git')]);
      expect(code).not.toBe(0);
      expect(text).toContain('Permission denied (publickey)');
    });

    it('an unknown project and a private project of others, with the same words', async () => {
      const unknown = await outsider.git(['ls-remote', outsider.remote('gnuwget/nothing.git')]);
      const foreign = await outsider.git(['ls-remote', outsider.remote('gnuwget/wget2.git')]);
      expect(unknown.code).not.toBe(0);
      expect(unknown.text).toContain(`remote: ${NOT_FOUND}`);
      expect(foreign).toEqual(unknown);
    });

    it('a reporter who pushes', async () => {
      await clone(reporter, 'gnuwget/wget2.git', 'pushing');
      await reporter.commit('reporter.txt', 'reporter', 'pushing');
      const { code, text } = await reporter.git(['push', 'origin', 'HEAD:refs/heads/x'], 'pushing');
      expect(code).not.toBe(0);
      expect(text).toContain('remote: You are not allowed to push code to this project.');
    });

    it('a push to a protected branch, and a forced one by who may push', async () => {
      const guarded = await filledProject('guarded');
      await suite.make.protectedBranch({ project_id: guarded.id }, 'master', { push: [40], merge: [30] });
      await clone(dev, 'gnuwget/guarded.git', 'guarded');
      await dev.commit('dev.txt', 'dev', 'guarded');
      const refused = await dev.git(['push', 'origin', 'master'], 'guarded');
      expect(refused.code).not.toBe(0);
      expect(refused.text).toContain(
        'remote: GitLab: You are not allowed to push code to protected branches on this project.',
      );
      expect(refused.text).toContain('(pre-receive hook declined)');

      await maint.commit('two.txt', 'two', 'guarded');
      expect((await maint.git(['push', 'origin', 'master'], 'guarded')).code).toBe(0);
      await maint.git(['commit', '--quiet', '--amend', '--message', 'Another history'], 'guarded');
      const forced = await maint.git(['push', '--force', 'origin', 'master'], 'guarded');
      expect(forced.code).not.toBe(0);
      expect(forced.text).toContain(
        'remote: GitLab: You are not allowed to force push code to a protected branch on this project.',
      );
      expect(await pushesInProgress(guarded.id)).toBe('0');
    });

    it('the deletion of the default branch', async () => {
      const { code, text } = await maint.git(['push', 'origin', '--delete', 'master'], 'wget2');
      expect(code).not.toBe(0);
      expect(text).toContain('remote: GitLab: The default branch of a project cannot be deleted.');
    });

    it('the first push of a developer to a fully protected project', async () => {
      const made = await suite.make.project({ namespace_id: group.id, path: 'fresh' });
      server.createRepository(made.diskPath);
      await suite.make.insert('internal_api.repository_states', {
        gl_repository: `project-${made.id}`,
        exists: true,
        empty: true,
        updated_at: new Date(),
      });
      const { code, text } = await dev.git(
        ['push', dev.remote('gnuwget/fresh.git'), 'feature:refs/heads/master'],
        'wget2',
      );
      expect(code).not.toBe(0);
      expect(text).toContain('remote: A default branch (e.g. main) does not yet exist for gnuwget/fresh');
      expect(text).toContain('remote: Ask a project Owner or Maintainer to create a default branch:');
      expect(text).toContain(`remote:   ${BASE_URL}/gnuwget/fresh/-/project_members`);
    });

    it('a read-only deploy key', async () => {
      const robot = stranger();
      await enableDeployKey(robot, false);
      await clone(robot, 'gnuwget/wget2.git', 'work');
      await robot.commit('robot.txt');
      const { code, text } = await robot.git(['push', 'origin', 'HEAD:refs/heads/readonly']);
      expect(code).not.toBe(0);
      expect(text).toContain('remote: This deploy key does not have write access to this project.');
    });

    it('a blocked user', async () => {
      const user = await suite.make.user({ username: 'blockd', state: 'blocked' });
      await suite.make.member({ group: group.id }, user.id, 40);
      const blocked = await person(user);
      const { code, text } = await blocked.git(['ls-remote', blocked.remote('gnuwget/wget2.git')]);
      expect(code).not.toBe(0);
      expect(text).toContain('remote: Your account has been blocked.');
    });

    it('an expired key', async () => {
      const user = { id: await userId('dev'), username: 'dev', name: '', namespaceId: 0 };
      const late = await person(user, { expires_at: new Date(Date.now() - DAY) });
      const { code, text } = await late.git(['ls-remote', late.remote('gnuwget/wget2.git')]);
      expect(code).not.toBe(0);
      expect(text).toContain('remote: Your SSH key has expired.');
    });
  });

  it('looked where the repositories are', () => {
    if (gitaly === undefined) return;
    const { calls } = gitaly;
    expect(calls.methods).toEqual(
      expect.arrayContaining(['CommitIsAncestor', 'FindDefaultBranchName', 'HasLocalBranches', 'ListAllLFSPointers']),
    );
    const quarantines = calls.of('ListAllLFSPointers').map(({ messages }) => messages[0]?.repository);
    expect(quarantines).toContainEqual(
      expect.objectContaining({ gitObjectDirectory: expect.stringMatching(/^objects\/.*incoming-/) as string }),
    );
  });

  async function userId(username: string): Promise<number> {
    const [row] = await suite.sql<{ id: number }>('SELECT id FROM users WHERE username = $1', [username]);
    return (row as { id: number }).id;
  }
}
