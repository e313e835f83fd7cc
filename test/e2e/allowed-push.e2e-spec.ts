import { A, B, knownRepository, openAllowedWorld, said, Z, type AllowedWorld } from '../support/allowed-world.js';

const M14 = "404 The project you were looking for could not be found or you don't have permission to view it.";
const M21 = '401 You are not allowed to push code to this project.';
const PUSH_PROTECTED = '401 You are not allowed to push code to protected branches on this project.';
const hex = 'c'.repeat(40);

let world: AllowedWorld;
beforeAll(async () => {
  world = await openAllowedWorld({ environment: { EXTERNAL_URL: 'https://gitlab.example.com' } });
});
afterAll(() => world?.close());

type Parameters = Readonly<Record<string, unknown>>;
const push = (key_id: number, changes: unknown = '_any', parameters: Parameters = {}) =>
  world.push({ key_id, changes, ...parameters }).then(said);
const web = { protocol: 'web' };

describe('who may push (git-access.md 15.4)', () => {
  it('case 75, 76, row 37: by role', async () => {
    for (const key of [10, 20]) expect(await push(key)).toBe(M21);
    for (const key of [30, 40, 50, 1]) expect(await push(key)).toBe('200');
  });

  it('case 77: strangers', async () => {
    expect(await push(60)).toBe(M14);
    expect(await push(60, '_any', { project: 'gnuwget/public' })).toBe(M21);
  });

  it('case 78: a branch that a merge request opens to those who may merge it', async () => {
    const { make, sql } = world.suite;
    const upstream = await make.project({ namespace_id: world.group.id, path: 'upstream', visibility_level: 20 });
    const author = await make.user();
    await make.member({ project: world.PUB.id }, author.id, 30);
    const request = await make.insert('merge_requests', {
      iid: 1,
      source_project_id: world.PUB.id,
      source_branch: 'fix',
      target_project_id: upstream.id,
      target_branch: 'master',
      author_id: author.id,
      allow_maintainer_to_push: true,
    });
    const fix = { project: 'gnuwget/public' };
    const all = async () => [
      await push(60, '_any', fix),
      await push(60, `${Z} ${A} refs/heads/fix`, fix),
      await push(60, `${Z} ${A} refs/heads/other`, fix),
    ];
    expect(await all()).toEqual([M21, M21, M21]);
    await make.member({ project: upstream.id }, world.users.outsider.id, 30);
    expect(await all()).toEqual(['200', '200', M21]);

    const rule = await make.protectedBranch({ project_id: upstream.id }, 'master', { push: [40], merge: [40] });
    expect(await all()).toEqual([M21, M21, M21]);
    await make.insert('protected_branch_merge_access_levels', {
      protected_branch_id: rule.id,
      access_level: 30,
      created_at: new Date(),
      updated_at: new Date(),
    });
    expect(await all()).toEqual(['200', '200', M21]);
    for (const [undo, redo] of [
      ['state_id = 2', 'state_id = 1'],
      ['allow_maintainer_to_push = false', 'allow_maintainer_to_push = true'],
      [`target_project_id = ${world.PUB.id}`, `target_project_id = ${upstream.id}`],
    ] as const) {
      await sql(`UPDATE merge_requests SET ${undo} WHERE id = $1`, [request.id]);
      expect(await all()).toEqual([M21, M21, M21]);
      await sql(`UPDATE merge_requests SET ${redo} WHERE id = $1`, [request.id]);
    }
    await sql(`UPDATE members SET access_level = 20 WHERE user_id = $1`, [author.id]);
    expect(await all()).toEqual([M21, M21, M21]);
  });

  it('case 79: a repository that is being moved', async () => {
    await world.suite.sql(`UPDATE projects SET repository_read_only = true WHERE id = 3`);
    expect(await push(50)).toBe('401 The repository is temporarily read-only. Please try again later.');
    await world.suite.sql(`UPDATE projects SET repository_read_only = false WHERE id = 3`);
  });

  it('case 80, 81: deploy keys', async () => {
    expect(await push(80)).toBe('401 This deploy key does not have write access to this project.');
    expect(await push(81)).toBe('200');
    expect(await push(81, `${A} ${B} refs/heads/feature`)).toBe('200');
  });

  it('case 82: a deploy key on a protected branch', async () => {
    const { make, sql } = world.suite;
    expect(await push(81, `${A} ${B} refs/heads/release/1`)).toBe(PUSH_PROTECTED);
    const rule = await make.protectedBranch({ project_id: 3 }, 'release/1', { push: [{ deploy_key_id: 81 }] });
    expect(await push(81, `${A} ${B} refs/heads/release/1`)).toBe('200');
    expect(await push(40, `${A} ${B} refs/heads/release/1`)).toBe(PUSH_PROTECTED);
    await sql(`DELETE FROM protected_branches WHERE id = $1`, [rule.id]);
  });

  it('case 83: a deploy key whose creator is blocked or gone from the project', async () => {
    const creator = await world.suite.make.user();
    const { id } = await world.suite.make.deployKey({ user_id: creator.id }, { 3: true });
    const change = `${A} ${B} refs/heads/feature`;
    expect(await push(id, change)).toBe(M21);
    await world.suite.make.member({ project: 3 }, creator.id, 10);
    expect(await push(id, change)).toBe('200');
    await world.suite.sql(`UPDATE users SET state = 'blocked' WHERE id = $1`, [creator.id]);
    expect(await push(id, change)).toBe(M21);
  });

  it('case 84, 85: nothing, and blank lines', async () => {
    for (const changes of ['', '\n\n', null, undefined, []]) {
      expect(await push(10, changes)).toBe(M21);
      expect(await push(30, changes)).toBe('200');
    }
    expect(await push(30, `\n\n${A} ${B} refs/heads/x\n`)).toBe('200');
  });
});

describe('branches (git-access.md 15.4)', () => {
  it('case 86, 87, 89: a protected branch', async () => {
    expect(await push(30, `${A} ${B} refs/heads/master`)).toBe(PUSH_PROTECTED);
    expect(await push(40, `${A} ${B} refs/heads/master`)).toBe('200');
    expect(await push(30, `${A} ${B} refs/heads/feature\n${A} ${B} refs/heads/master\n`)).toBe(PUSH_PROTECTED);
    expect(await push(30, [`${A} ${B} refs/heads/feature`, `${A} ${B} refs/heads/master`])).toBe(PUSH_PROTECTED);
  });

  it('case 90: the default branch', async () => {
    expect(await push(50, `${B} ${Z} refs/heads/master`)).toBe(
      '401 The default branch of a project cannot be deleted.',
    );
  });

  it('case 91, 92, 93: deletions', async () => {
    const change = `${B} ${Z} refs/heads/release/1`;
    expect(await push(30, change)).toBe(
      '401 You are not allowed to delete protected branches from this project. Only a project maintainer or owner can delete a protected branch.',
    );
    expect(await push(50, change)).toBe('401 You can only delete protected branches using the web interface.');
    expect(await push(50, change, web)).toBe('200');
    expect(await push(30, `${B} ${Z} refs/heads/feature`)).toBe('200');
  });

  it('case 94: level 0 binds admins too', async () => {
    expect(await push(1, `${A} ${B} refs/heads/release/1`)).toBe(PUSH_PROTECTED);
  });

  it('case 96: without a repository to ask, no branch is known to contain the commit', async () => {
    expect(await push(40, `${Z} ${A} refs/heads/release/2`)).toBe(
      '401 You can only use an existing protected branch ref as the basis of a new protected branch.',
    );
  });

  it('case 97, 98: creation, and what the wildcard covers', async () => {
    expect(await push(30, `${Z} ${A} refs/heads/release/3`)).toBe(
      '401 You are not allowed to create protected branches on this project.',
    );
    expect(await push(1, `${A} ${B} refs/heads/release/a/b`)).toBe(PUSH_PROTECTED);
    expect(await push(1, `${A} ${B} refs/heads/release`)).toBe('200');
    expect(await push(1, `${A} ${B} refs/heads/Release/1`)).toBe('200');
  });

  it('case 99: several rules', async () => {
    const { id } = await world.suite.make.protectedBranch({ project_id: 3 }, 'release/9', { push: [30] });
    expect(await push(30, `${A} ${B} refs/heads/release/9`)).toBe('200');
    await world.suite.sql(`DELETE FROM protected_branches WHERE id = $1`, [id]);
  });

  it('case 100, 101, row 70: names', async () => {
    expect(await push(30, `${Z} ${A} refs/heads/${hex}`)).toBe(
      '401 You cannot create a branch with a SHA-1 or SHA-256 branch name.',
    );
    expect(await push(30, `${A} ${Z} refs/heads/${hex}`)).toBe('200');
    for (const name of ['-x', 'HEAD', 'refs/heads/main', 'main^{}', 'a.lock']) {
      expect(await push(30, `${Z} ${A} refs/heads/${name}`)).toBe(
        '401 You cannot create a branch with an invalid name.',
      );
    }
    expect(await push(30, `${Z} ${A} refs/heads/grün-"&<\ufffd\u00a0x`)).toBe('200');
  });

  it('case 102: a merge in progress', async () => {
    const { id } = await world.suite.make.insert('merge_requests', {
      iid: 1,
      source_project_id: 3,
      source_branch: 'feature',
      target_project_id: 3,
      target_branch: 'master',
      state_id: 4,
      in_progress_merge_commit_sha: B,
    });
    expect(await push(30, `${A} ${B} refs/heads/master`, web)).toBe('200');
    await world.suite.sql(`UPDATE merge_requests SET state_id = 1 WHERE id = $1`, [id]);
    expect(await push(30, `${A} ${B} refs/heads/master`, web)).toBe(PUSH_PROTECTED);
  });

  it('case 103, 104: the first push', async () => {
    const fresh = await world.suite.make.project({ namespace_id: world.group.id, path: 'fresh' });
    for (const [id, level] of [
      [world.users.dev.id, 30],
      [world.users.maint.id, 40],
    ] as const) {
      await world.suite.make.member({ project: fresh.id }, id, level);
    }
    await knownRepository(world.suite, fresh.id, { empty: true, default_branch: 'main' });
    const first = { project: fresh.fullPath };
    const change = `${Z} ${A} refs/heads/main`;
    expect(await push(30, change, first)).toBe(
      '401 \nA default branch (e.g. main) does not yet exist for gnuwget/fresh\nAsk a project Owner or Maintainer to create a default branch:\n\n  https://gitlab.example.com/gnuwget/fresh/-/project_members\n\n',
    );
    expect(await push(40, change, first)).toBe('200');
    await world.suite.sql(`UPDATE namespaces SET default_branch_protection = 0 WHERE id = $1`, [world.group.id]);
    expect(await push(30, change, first)).toBe('200');
    await world.suite.sql(`UPDATE namespaces SET default_branch_protection = NULL WHERE id = $1`, [world.group.id]);
  });

  it('rules of a group above, for a user and for an invited group', async () => {
    const { make, sql } = world.suite;
    const rule = await make.protectedBranch({ namespace_id: world.group.id }, 'stable', { push: [40] });
    expect(await push(30, `${A} ${B} refs/heads/stable`)).toBe(PUSH_PROTECTED);
    await sql(`DELETE FROM protected_branches WHERE id = $1`, [rule.id]);

    const invited = await make.group();
    const personal = await make.protectedBranch({ project_id: 3 }, 'stable', {
      push: [{ user_id: world.users.owner.id }, { group_id: invited.id }],
    });
    expect(await push(50, `${A} ${B} refs/heads/stable`)).toBe('200');
    expect(await push(30, `${A} ${B} refs/heads/stable`)).toBe(PUSH_PROTECTED);
    await make.member({ group: invited.id }, world.users.dev.id, 30);
    expect(await push(30, `${A} ${B} refs/heads/stable`)).toBe(PUSH_PROTECTED);
    await make.share({ project: 3 }, invited.id, 30);
    expect(await push(30, `${A} ${B} refs/heads/stable`)).toBe('200');
    expect(await push(40, `${A} ${B} refs/heads/stable`)).toBe(PUSH_PROTECTED);
    await sql(`DELETE FROM protected_branches WHERE id = $1`, [personal.id]);
  });
});

describe('tags and other refs (git-access.md 15.4)', () => {
  it('case 105, 106, 107, 108, 109: tags', async () => {
    expect(await push(30, `${Z} ${A} refs/tags/v1`)).toBe(
      '401 You are not allowed to create this tag as it is protected.',
    );
    expect(await push(40, `${Z} ${A} refs/tags/v1`)).toBe('200');
    expect(await push(50, `${A} ${B} refs/tags/v1`)).toBe('401 Protected tags cannot be updated.');
    expect(await push(40, `${B} ${Z} refs/tags/v1`)).toBe(
      '401 You can only delete protected tags using the web interface.',
    );
    expect(await push(30, `${Z} ${A} refs/tags/master`)).toBe('401 You cannot use default branch name to create a tag');
    for (const revisions of [`${Z} ${A}`, `${A} ${B}`, `${B} ${Z}`]) {
      expect(await push(30, `${revisions} refs/tags/nightly`)).toBe('200');
    }
  });

  it('case 110, row 69: other refs, 64-digit ids', async () => {
    expect(await push(30, `${Z} ${A} refs/notes/commits`)).toBe('200');
    expect(await push(10, `${Z} ${A} refs/notes/commits`)).toBe(M21);
    const [blank, commit] = ['0'.repeat(64), 'd'.repeat(64)];
    expect(await push(30, `${blank} ${commit} refs/keep-around/${commit}`)).toBe('200');
    expect(await push(30, `${commit} ${blank} refs/heads/master`)).toBe(
      '401 The default branch of a project cannot be deleted.',
    );
  });
});
