import { askAllowed, knownRepository, openAllowedWorld, said, type AllowedWorld } from '../support/allowed-world.js';
import { startApi } from '../support/app.js';
import { usesWritten } from '../support/written-behind.js';

const M14 = "404 The project you were looking for could not be found or you don't have permission to view it.";
const M17 = '401 You are not allowed to download code from this project.';
const M21 = '401 You are not allowed to push code to this project.';

let world: AllowedWorld;
beforeAll(async () => {
  world = await openAllowedWorld();
});
afterAll(() => world?.close());

type Parameters = Readonly<Record<string, unknown>>;
const pull = (parameters: Parameters) => world.pull(parameters).then(said);
const push = (parameters: Parameters) => world.push(parameters).then(said);
const setProject = (id: number, columns: string) =>
  world.suite.sql(`UPDATE projects SET ${columns} WHERE id = $1`, [id]);
const setFeature = (id: number, level: number) =>
  world.suite.sql(`UPDATE project_features SET repository_access_level = $2 WHERE project_id = $1`, [id, level]);

describe('which repository (git-access.md 15.3)', () => {
  it.each(['/gnuwget/wget2.git', 'gnuwget/wget2', 'GnuWget/WGET2', 'gnuwget/wget2.git/', '//gnuwget/wget2.git//'])(
    'case 46, row 33: %s',
    async (project) => {
      expect((await world.pull({ key_id: 30, project })).json()).toMatchObject({
        status: true,
        gl_project_path: 'gnuwget/wget2',
      });
    },
  );

  it('case 47, 48, 49, 50: nothing there', async () => {
    expect(await pull({ key_id: 30, project: 'ns/none.git' })).toBe(M14);
    for (const gl_repository of [
      'project-99999',
      'foo-1',
      'project-x',
      'project-0',
      'project-03',
      'PROJECT-3',
      'project-3\n',
      '',
    ]) {
      expect(await pull({ key_id: 30, gl_repository })).toBe(M14);
    }
    const neither = await askAllowed(world.api, { key_id: 30, action: 'git-upload-pack', protocol: 'ssh' });
    expect(said(neither)).toBe(M14);
    expect(neither.json()).toMatchObject({ status: false });
  });

  it('step 9: a path that names no namespace', async () => {
    for (const project of ['wget2.git', '/', 'snippets/7', 'a/../b', 'gnu wget/x', 'gnuwget/\u0000']) {
      expect(await pull({ key_id: 30, project })).toBe('404 The namespace you were looking for could not be found.');
    }
  });

  it('case 51, row 67: the identifier alone decides', async () => {
    expect(await pull({ key_id: 30, gl_repository: 'project-3', project: '/var/opt/git-data/x.git' })).toBe('200');
    expect(await pull({ key_id: 60, gl_repository: 'project-3', project: 'gnuwget/public' })).toBe(M14);
  });

  it('case 52, 53: a former path', async () => {
    await world.suite.make.redirect('Project', 3, 'gnuwget/old');
    expect((await world.pull({ key_id: 30, project: 'GnuWget/Old.git' })).json()).toMatchObject({
      status: true,
      gl_project_path: 'gnuwget/wget2',
    });
    expect(await pull({ key_id: 80, project: 'gnuwget/old' })).toBe('200');
    expect(await pull({ key_id: 60, project: 'gnuwget/old' })).toBe(M14);
    const taken = await world.suite.make.project({ namespace_id: world.group.id, path: 'old', visibility_level: 20 });
    expect((await world.pull({ key_id: 30, project: 'gnuwget/old' })).json()).toMatchObject({
      gl_project_id: taken.id,
    });
  });

  it('a project that is being deleted or hidden is not there', async () => {
    for (const [hide, show] of [
      ['pending_delete = true', 'pending_delete = false'],
      ['hidden = true', 'hidden = false'],
    ] as const) {
      await setProject(3, hide);
      expect(await pull({ key_id: 50 })).toBe(M14);
      await setProject(3, show);
    }
    await setProject(3, `marked_for_deletion_at = '2026-01-01'`);
    expect(await pull({ key_id: 50 })).toBe('200');
    expect(await push({ key_id: 50 })).toBe(M21);
    await setProject(3, 'marked_for_deletion_at = NULL');
  });
});

describe('who may download (git-access.md 15.3)', () => {
  it('case 54, row 36: a private project and none at all look the same, byte for byte', async () => {
    const [hidden, absent] = [
      await world.pull({ key_id: 60 }),
      await world.pull({ key_id: 60, project: 'gnuwget/none' }),
    ];
    expect([hidden.status, hidden.text]).toEqual([absent.status, absent.text]);
    expect(hidden.text).toBe(JSON.stringify({ status: false, message: M14.slice(4) }));
  });

  it('case 55, 56: by role', async () => {
    expect(await pull({ key_id: 10 })).toBe(M17);
    for (const key_id of [20, 30, 40, 50, 1]) expect(await pull({ key_id })).toBe('200');
  });

  it('case 57, 58: internal and public projects', async () => {
    expect(await pull({ key_id: 60, project: 'gnuwget/internal' })).toBe('200');
    expect(await pull({ key_id: 61, project: 'gnuwget/internal' })).toBe(M14);
    for (const project of [world.INT, world.PUB]) {
      await world.suite.make.member({ project: project.id }, world.users.guest.id, 10);
      expect(await pull({ key_id: 10, project: project.fullPath })).toBe('200');
    }
  });

  it('case 59, 60: repository features', async () => {
    await setFeature(world.PUB.id, 10);
    expect(await pull({ key_id: 60, project: 'gnuwget/public' })).toBe(M17);
    expect(await pull({ key_id: 10, project: 'gnuwget/public' })).toBe('200');
    await setFeature(world.PUB.id, 0);
    await world.suite.make.member({ project: world.PUB.id }, world.users.owner.id, 50);
    expect(await pull({ key_id: 50, project: 'gnuwget/public' })).toBe(M17);
    expect(await push({ key_id: 50, project: 'gnuwget/public' })).toBe(M21);
    await setFeature(world.PUB.id, 20);
  });

  it('case 61: an expired membership, also one whose stored access nobody has refreshed', async () => {
    const member = await world.suite.make.user({ username: 'expiring' });
    const { id } = await world.suite.make.member({ project: 3 }, member.id, 30, { expires_at: '2030-01-10' });
    expect(await pull({ user_id: member.id })).toBe('200');
    world.api.setClock(new Date('2030-01-09T23:59:59Z'));
    expect(await pull({ user_id: member.id })).toBe('200');
    world.api.setClock(new Date('2030-01-10T00:00:00Z'));
    expect(await pull({ user_id: member.id })).toBe(M14);
    world.api.setClock();
    await world.suite.sql(`UPDATE members SET expires_at = '2020-01-01' WHERE id = $1`, [id]);
    expect(await pull({ user_id: member.id })).toBe(M14);
  });

  it('case 62: a share that is capped at reporter', async () => {
    const friends = await world.suite.make.group({ path: 'friends' });
    const friend = await world.suite.make.user({ username: 'friend' });
    await world.suite.make.member({ group: friends.id }, friend.id, 30);
    await world.suite.make.share({ project: 3 }, friends.id, 20);
    expect(await pull({ user_id: friend.id })).toBe('200');
    expect(await push({ user_id: friend.id })).toBe(M21);
  });

  it('case 63: archived projects and groups', async () => {
    const archived = "401 You can't push code to an archived project.";
    await setProject(3, 'archived = true');
    expect([await pull({ key_id: 30 }), await push({ key_id: 30 }), await push({ key_id: 81 })]).toEqual([
      '200',
      archived,
      archived,
    ]);
    await setProject(3, 'archived = false');
    await world.suite.make.insert('namespace_settings', {
      namespace_id: world.group.id,
      archived: true,
      created_at: new Date(),
      updated_at: new Date(),
    });
    expect([await pull({ key_id: 30 }), await push({ key_id: 30 })]).toEqual(['200', archived]);
    await world.suite.sql(`UPDATE namespace_settings SET archived = false`);
  });

  it('case 64: a repository without storage', async () => {
    await knownRepository(world.suite, 3, { exists: false });
    expect(await pull({ key_id: 20 })).toBe('404 A repository for this project does not exist yet.');
    await knownRepository(world.suite, 3);
  });

  it('case 65, row 35: an archive is a download', async () => {
    const answer = await world.ask('git-upload-archive', { key_id: 20 });
    expect(answer.json()).toMatchObject({ status: true, gitaly: { repository: { gl_repository: 'project-3' } } });
  });

  it('case 67: a limit on what may be received', async () => {
    await world.suite.make.settings({ receive_max_input_size: 1 });
    expect((await world.pull({ key_id: 30 })).json()).toMatchObject({
      git_config_options: [
        'uploadpack.allowFilter=true',
        'uploadpack.allowAnySHA1InWant=true',
        'receive.maxInputSize=1048576',
      ],
    });
    await world.suite.make.settings({ receive_max_input_size: 0 });
    expect((await world.pull({ key_id: 30 })).json<{ git_config_options: string[] }>().git_config_options).toHaveLength(
      2,
    );
  });

  it('case 68, 69, row 71: the quarantine', async () => {
    const directories = async (env: unknown) => {
      const body = (await world.pull({ key_id: 30, env })).json<{ gitaly: { repository: Record<string, unknown> } }>();
      const { git_object_directory, git_alternate_object_directories } = body.gitaly.repository;
      return [git_object_directory, git_alternate_object_directories];
    };
    const values = {
      GIT_OBJECT_DIRECTORY_RELATIVE: './o',
      GIT_ALTERNATE_OBJECT_DIRECTORIES_RELATIVE: ['./a', './b'],
      X: 'y',
    };
    expect(await directories(JSON.stringify(values))).toEqual(['./o', ['./a', './b']]);
    expect(await directories(values)).toEqual(['./o', ['./a', './b']]);
    for (const env of ['not json', '[]', 'null', '7', '', undefined, null, [1]])
      expect(await directories(env)).toEqual(['', []]);
    expect(
      await directories('{"GIT_OBJECT_DIRECTORY_RELATIVE":"","GIT_ALTERNATE_OBJECT_DIRECTORIES_RELATIVE":null}'),
    ).toEqual(['', []]);
  });

  it('case 70, 71: deploy keys', async () => {
    expect((await world.pull({ key_id: 80 })).json()).toMatchObject({
      gl_key_type: 'deploy_key',
      gl_key_id: 80,
      gl_username: 'maint',
      gl_id: `user-${world.users.maint.id}`,
    });
    expect(await pull({ key_id: 82 })).toBe(M14);
    expect(await pull({ key_id: 82, project: 'gnuwget/public' })).toBe('200');
    await setFeature(3, 0);
    expect(await pull({ key_id: 80 })).toBe(M17);
    await setFeature(3, 20);
  });

  it('case 70, row 43: a deploy key without a creator goes by the ghost', async () => {
    const orphan = await world.suite.make.deployKey({ user_id: null }, { 3: true });
    expect((await world.pull({ key_id: orphan.id })).json()).toMatchObject({
      gl_username: 'ghost',
      gl_id: `user-${world.users.ghost.id}`,
    });
    expect(await push({ key_id: orphan.id, changes: `${'a'.repeat(40)} ${'b'.repeat(40)} refs/heads/x` })).toBe(M21);
  });

  it('case 72: admin mode does not concern Git', async () => {
    await world.suite.make.settings({ admin_mode: true });
    expect(await push({ key_id: 1 })).toBe('200');
  });

  it('case 33: the owner of a personal space, even where nothing else says so', async () => {
    const own = await world.suite.make.project({ namespace_id: world.users.outsider.namespaceId, path: 'own' });
    await world.suite.sql(`DELETE FROM project_authorizations WHERE project_id = $1`, [own.id]);
    expect(await push({ key_id: 60, project: own.fullPath })).toBe('200');
  });
});

describe('another configuration', () => {
  it('case 42, 43: commands that are off, a database that is read-only', async () => {
    const api = await startApi(world.suite, {
      environment: { GITLAB_SHELL_UPLOAD_PACK: 'false', DATABASE_READ_ONLY: 'true' },
    });
    const ask = async (parameters: Parameters) =>
      said(await askAllowed(api, { project: 'gnuwget/wget2', key_id: 40, changes: '_any', ...parameters }));
    const lastUse = async () =>
      (await world.suite.sql<{ last_used_at: Date | null }>(`SELECT last_used_at FROM keys WHERE id = 72`))[0]!
        .last_used_at;
    try {
      expect(await ask({ action: 'git-upload-pack', protocol: 'http' })).toBe('401 Pulling over HTTP is not allowed.');
      expect(await ask({ action: 'git-upload-pack', protocol: 'ssh' })).toBe('200');
      expect(await ask({ action: 'git-receive-pack', protocol: 'ssh' })).toBe(
        "401 You can't push code to a read-only GitLab instance.",
      );
      await ask({ action: 'git-upload-pack', protocol: 'ssh', key_id: 72 });
      await usesWritten(api);
      expect(await lastUse()).toBeNull();
    } finally {
      await api.close();
    }
  });

  it('3.10: a storage that nobody configured is a fault of ours', async () => {
    await setProject(3, `repository_storage = 'elsewhere'`);
    const answer = await world.pull({ key_id: 30 });
    expect([answer.status, answer.json()]).toEqual([500, { message: '500 Internal Server Error' }]);
    await setProject(3, `repository_storage = 'default'`);
  });
});
