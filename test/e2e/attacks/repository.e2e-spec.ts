import { hashedPath } from '../../support/factories.js';
import { said } from '../../support/allowed-world.js';
import { openAttackWorld, type AttackWorld } from '../../support/attack-world.js';
import type { Answer } from '../../support/http.js';
import type { MadeProject } from '../../support/made.js';
import { M14 } from '../../support/refusals.js';

/**
 * The story: a member of one project asks for another by writing its name in a way that the check reads differently from
 * whoever opens the repository: with dots and slashes, as an id with something behind it, by a former name, by two names at
 * once. And where they get nothing, they listen whether "no" sounds different for what exists.
 */
let world: AttackWorld;
let hidden: MadeProject;
beforeAll(async () => {
  world = await openAttackWorld();
  hidden = await world.suite.make.project({ namespace_id: world.users.root.namespaceId, path: 'hidden' });
});
afterAll(() => world?.close());

const pull = (parameters: object) => world.pull({ key_id: 30, ...parameters });
const place = (answer: Answer) =>
  answer.json<{ gitaly?: { repository?: { relative_path?: string } } }>().gitaly?.repository?.relative_path;

it('attack 18: identifiers that are almost one', async () => {
  for (const [gl_repository, suffix] of [
    ['project-3', '.git'],
    ['wiki-3', '.wiki.git'],
    ['project-3-wiki', '.wiki.git'],
  ]) {
    expect(place(await pull({ gl_repository }))).toBe(`${world.P.diskPath}${suffix}`);
  }
  const bad = [
    'project--3',
    'project-3x',
    'project-3\n',
    'PROJECT-3',
    'project-03',
    'project-3-',
    'project- 3',
    'project-3e0',
    'project-+3',
    'project-3-wiki-wiki',
    'wiki-3-wiki',
    'group-300-wiki',
    'project-3/../../project-4',
    '../project-3',
    'project-3\0',
    'project-0',
    'project--0',
    'project-99999999999999999999',
    'project-３',
    `project-${'3'.repeat(10_000)}`,
    ['project-3'],
    { project: 3 },
  ];
  for (const gl_repository of bad) {
    const answer = await world.ask('git-upload-pack', { key_id: 1, gl_repository });
    expect([gl_repository, answer.status, answer.json().status]).toEqual([gl_repository, 404, false]);
    const lfs = await world.api.shell.post('/lfs_authenticate', { key_id: 1, gl_repository });
    expect([gl_repository, lfs.status]).toEqual([gl_repository, 404]);
    const after = await world.api.shell.post('/post_receive', { gl_repository, changes: '' });
    expect([gl_repository, after.status, after.json().messages]).toEqual([gl_repository, 200, []]);
  }
});

it('attack 18: a push that names a wiki in two ways leaves what it proves under one name', async () => {
  const changes = `${'0'.repeat(40)} ${'a'.repeat(40)} refs/heads/main`;
  await world.api.shell.post('/post_receive', { gl_repository: 'project-3-wiki', identifier: 'user-130', changes });
  const states = await world.suite.sql(
    `SELECT gl_repository, empty FROM internal_api.repository_states WHERE gl_repository LIKE '%wiki%'`,
  );
  expect(states).toEqual([{ gl_repository: 'wiki-3', empty: false }]);
});

describe('attack 19: paths', () => {
  it('with dots, slashes, escapes and endings lead nowhere, or to what they name', async () => {
    for (const project of ['/gnuwget/wget2.git', 'GNUWGET/wget2', 'gnuwget/wget2/', '//gnuwget/wget2.git//']) {
      expect([project, place(await pull({ project }))]).toEqual([project, `${world.P.diskPath}.git`]);
    }
    const bad = [
      'gnuwget/../gnuwget/wget2',
      'gnuwget/./wget2',
      'gnuwget//wget2',
      'gnuwget%2fwget2',
      'gnuwget/%2e%2e/gnuwget/wget2',
      'gnuwget/wget2.git.git',
      'gnuwget/wget2.wiki.wiki',
      "'gnuwget/wget2'",
      '"gnuwget/wget2"',
      "gnuwget/wget2'",
      'gnuwget\\wget2',
      'gnuwget/wget2\0',
      'gnuwget/wget2\n',
      ' gnuwget/wget2',
      'gnuwget/wget%',
      'gnuwget/wget_',
      'wget2',
      `${'a/'.repeat(5_000)}b`,
    ];
    for (const project of bad) {
      const { status } = await world.ask('git-upload-pack', { key_id: 1, project });
      expect([project, status]).toEqual([project, 404]);
    }
  });

  it('of a project that moved lead there, until somebody else takes them', async () => {
    const { make } = world.suite;
    const moved = await make.project({ namespace_id: world.group.id, path: 'new-place', visibility_level: 20 });
    await make.redirect('Project', moved.id, 'gnuwget/old-place');
    const asked = { project: 'gnuwget/old-place' };
    expect((await pull(asked)).json()).toMatchObject({ gl_project_path: 'gnuwget/new-place' });
    const taker = await make.project({ namespace_id: world.group.id, path: 'old-place', visibility_level: 20 });
    expect((await pull(asked)).json()).toMatchObject({ gl_repository: `project-${taker.id}` });
  });
});

it('attack 20: a path and an identifier that disagree; the identifier decides, for the check and the place alike', async () => {
  const both = { gl_repository: `project-${hidden.id}`, project: 'gnuwget/wget2' };
  expect(said(await world.pull({ key_id: 30, ...both }))).toBe(M14);
  const opposite = { gl_repository: 'project-3', project: hidden.fullPath };
  const answer = await world.pull({ key_id: 30, ...opposite });
  expect([answer.status, place(answer)]).toEqual([200, `${world.P.diskPath}.git`]);
});

describe('attack 21: names that reach a disk', () => {
  it('a path in an answer is made of ids and stored places, never of what was asked', async () => {
    for (const project of ['gnuwget/wget2', 'GnuWget/WGET2.git', '/gnuwget/wget2/', 'gnuwget/wget2.wiki']) {
      expect(place(await pull({ project }))).toMatch(/^@hashed\/[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{64}(\.wiki)?\.git$/);
    }
  });

  it('a project without a stored place does not get one from its name, which may have been another’s', async () => {
    const { make, sql } = world.suite;
    const old = await make.project({
      namespace_id: world.group.id,
      path: 'legacy',
      storage_version: 0,
      visibility_level: 20,
    });
    await sql('DELETE FROM project_repositories WHERE project_id = $1', [old.id]);
    const shell = await pull({ project: old.fullPath });
    const kas = await world.kas.get(`/project_info?id=${old.id}`, { token: world.agentToken });
    const place = `${hashedPath('@hashed', old.id)}.git`;
    expect(shell.json()).toMatchObject({ gitaly: { repository: { relative_path: place } } });
    expect(kas.json()).toMatchObject({ gitaly_repository: { relative_path: place } });
  });

  it('a first push makes no project whose name leaves its folder', async () => {
    const projects = async () => (await world.suite.sql('SELECT count(*) FROM projects'))[0];
    const before = await projects();
    for (const name of [
      '..',
      '.',
      '../dev',
      '...',
      'a/../b',
      '%2e%2e',
      'a\0b',
      '-x',
      'x.git.git',
      'x.atom',
      'a b',
      '@hashed',
    ]) {
      const answer = await world.push({ key_id: 30, project: `dev/${name}` });
      expect([name, [404, 422].includes(answer.status)]).toEqual([name, true]);
    }
    expect(await projects()).toEqual(before);
  });
});

it('attack 22: a private project, or a closed repository, through kas', async () => {
  const info = (id: string | number) => world.kas.get(`/project_info?id=${id}`, { token: world.agentToken });
  expect((await info(world.PUB.id)).status).toBe(200);
  const closed = await world.suite.make.project(
    { namespace_id: world.group.id, visibility_level: 20 },
    { repository_access_level: 0 },
  );
  const nothing = await info(999_999);
  for (const project of [hidden, world.INT, closed]) {
    for (const id of [
      project.id,
      `0${project.id}`,
      encodeURIComponent(project.fullPath),
      project.fullPath.toUpperCase(),
    ]) {
      const answer = await info(id);
      expect([id, answer.status, answer.text]).toEqual([id, 404, nothing.text]);
    }
    const verified = await world.kas.get(`/verify_project_access?id=${project.id}`, { token: world.agentToken });
    expect(verified.status).toBe(404);
  }
});

describe('attack 23: does it exist?', () => {
  const questions: ((project: { path: string; id: number }) => Promise<Answer>)[] = [
    ({ path }) => world.pull({ key_id: 60, project: path }),
    ({ id }) => world.pull({ key_id: 60, gl_repository: `project-${id}` }),
    ({ path }) => world.pull({ key_id: 60, project: `${path}.wiki` }),
    ({ path }) => world.push({ key_id: 60, project: path }),
    ({ path }) =>
      world.push({ key_id: 60, project: path, changes: `${'a'.repeat(40)} ${'b'.repeat(40)} refs/heads/x` }),
    ({ path }) => world.pull({ key_id: 82, project: path }),
    ({ path }) => world.pull({ project: path }),
    ({ id }) => world.kas.get(`/project_info?id=${id}`, { token: world.agentToken }),
  ];

  it('status, words and headers tell a stranger nothing', async () => {
    for (const ask of questions) {
      const there = await ask({ path: hidden.fullPath, id: hidden.id });
      const nowhere = await ask({ path: 'root/nothing', id: 999_999 });
      expect([there.status, there.text]).toEqual([nowhere.status, nowhere.text]);
      expect(Object.keys(there.headers)).toEqual(Object.keys(nowhere.headers));
    }
  });

  it('nor do the statements that run for them, which is what time could tell', async () => {
    for (const ask of questions.slice(0, 3)) {
      const there = await world.suite.countStatements(() => ask({ path: hidden.fullPath, id: hidden.id }));
      const nowhere = await world.suite.countStatements(() => ask({ path: 'root/nothing', id: 999_999 }));
      expect(there).toEqual(nowhere);
    }
  });
});
