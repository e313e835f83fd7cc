import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { A, B, knownRepository, openAllowedWorld, said, Z, type AllowedWorld } from '../support/allowed-world.js';

const M14 = "404 The project you were looking for could not be found or you don't have permission to view it.";
const SNIPPET_NOT_FOUND = '404 The snippet you were looking for could not be found.';

const storage = mkdtempSync(join(tmpdir(), 'internal-api-storage-'));
let world: AllowedWorld;
beforeAll(async () => {
  world = await openAllowedWorld({
    environment: {
      EXTERNAL_URL: 'https://gitlab.example.com',
      SSH_HOST: 'ssh.example.com',
      GITALY_STORAGES: JSON.stringify({
        default: { address: 'unix:/gitaly.socket', content: 'none' },
        disk: { address: 'unix:/gitaly.socket', path: storage },
      }),
    },
  });
});
afterAll(async () => {
  await world?.close();
  rmSync(storage, { recursive: true, force: true });
});

type Parameters = Readonly<Record<string, unknown>>;
const pull = (parameters: Parameters) => world.pull(parameters).then(said);
const push = (parameters: Parameters) => world.push(parameters).then(said);
const receive = async (parameters: Parameters) =>
  (await world.api.shell.post('/post_receive', { changes: '', ...parameters })).json<{
    messages: { message: string; type: string }[];
  }>().messages;

describe('wikis (git-access.md 15.5)', () => {
  it('case 118: pull and push, with the answer of a wiki', async () => {
    const answer = await world.pull({ key_id: 30, project: 'GnuWget/wget2.wiki.git' });
    expect(answer.json()).toMatchObject({
      status: true,
      gl_repository: 'wiki-3',
      gl_project_path: 'gnuwget/wget2.wiki',
      gl_project_id: 3,
      gitaly: {
        repository: {
          relative_path: `${world.P.diskPath}.wiki.git`,
          gl_repository: 'wiki-3',
          gl_project_path: 'gnuwget/wget2.wiki',
        },
      },
    });
    expect(await push({ key_id: 30, project: 'gnuwget/wget2.wiki' })).toBe('200');
    for (const gl_repository of ['wiki-3', 'project-3-wiki']) {
      expect((await world.push({ key_id: 30, gl_repository })).json()).toMatchObject({ gl_repository: 'wiki-3' });
    }
  });

  it('case 119, 120, 121: roles, and no protection', async () => {
    const project = 'gnuwget/wget2.wiki.git';
    expect(await push({ key_id: 20, project })).toBe("401 You are not allowed to write to this project's wiki.");
    expect(await pull({ key_id: 10, project })).toBe('401 You are not allowed to download files from this wiki.');
    expect(await push({ key_id: 30, gl_repository: 'wiki-3', changes: `${A} ${B} refs/heads/master` })).toBe('200');
  });

  it('a project whose own name ends in .wiki comes first', async () => {
    const named = await world.suite.make.project({
      namespace_id: world.group.id,
      path: 'wget2.wiki',
      visibility_level: 20,
    });
    expect((await world.pull({ key_id: 30, project: 'gnuwget/wget2.wiki' })).json()).toMatchObject({
      gl_repository: `project-${named.id}`,
    });
    await world.suite.sql(
      `UPDATE routes SET path = 'gnuwget/renamed' WHERE source_id = $1 AND source_type = 'Project'`,
      [named.id],
    );
  });

  it('is not found in the words of what was asked for', async () => {
    expect(await pull({ key_id: 60, gl_repository: 'wiki-3' })).toBe(
      '404 The wiki you were looking for could not be found.',
    );
    expect(await pull({ key_id: 60, gl_repository: 'wiki-99999' })).toBe(
      '404 The wiki you were looking for could not be found.',
    );
    expect(await pull({ key_id: 60, project: 'gnuwget/wget2.wiki' })).toBe(M14);
    expect(await pull({ key_id: 30, gl_repository: 'group-300-wiki' })).toBe(
      '404 The wiki you were looking for could not be found.',
    );
  });
});

describe('snippets (git-access.md 15.5)', () => {
  it('case 122, 123, 124, 126: a personal one', async () => {
    const { dev } = world.users;
    const own = await world.suite.make.snippet(dev.id, { id: 7 });
    const answer = await world.pull({ key_id: 30, project: 'snippets/7.git' });
    expect(answer.json()).toMatchObject({
      status: true,
      gl_repository: 'snippet-7',
      gl_project_path: 'snippets/7',
      gitaly: { repository: { relative_path: `${own.diskPath}.git` } },
    });
    expect(answer.json()).not.toHaveProperty('gl_project_id');
    expect(await push({ key_id: 30, project: '/snippets/7' })).toBe('200');
    expect(await pull({ key_id: 60, gl_repository: 'snippet-7' })).toBe(
      '401 You are not allowed to read this snippet.',
    );
    await world.suite.make.snippet(dev.id, { id: 8, visibility_level: 20 });
    expect(await pull({ key_id: 60, project: 'snippets/8' })).toBe('200');
    expect(await push({ key_id: 60, project: 'snippets/8' })).toBe('401 You are not allowed to update this snippet.');
    expect(await pull({ key_id: 80, project: 'snippets/8' })).toBe(
      '401 The authentication mechanism is not supported.',
    );
    expect(await pull({ key_id: 30, gl_repository: 'snippet-99999' })).toBe(SNIPPET_NOT_FOUND);
    expect(await pull({ key_id: 70, gl_repository: 'snippet-99999' })).toBe(SNIPPET_NOT_FOUND);
  });

  it('one of a project belongs to that project only', async () => {
    await world.suite.make.snippet(world.users.maint.id, { id: 9, project_id: 3 });
    const answer = await world.pull({ key_id: 10, project: 'gnuwget/wget2/snippets/9' });
    expect(answer.json()).toMatchObject({
      gl_repository: 'snippet-9',
      gl_project_path: 'gnuwget/wget2/snippets/9',
      gl_project_id: 3,
    });
    for (const project of ['gnuwget/public/snippets/9', 'gnuwget/wget2/snippets/7'])
      expect(await pull({ key_id: 10, project })).toBe(M14);
    expect((await world.pull({ key_id: 10, project: 'snippets/9' })).status).toBe(404);
    expect(await pull({ key_id: 60, project: 'gnuwget/wget2/snippets/9' })).toBe(M14);
    expect(await pull({ key_id: 60, gl_repository: 'snippet-9' })).toBe(SNIPPET_NOT_FOUND);
    await world.suite.sql(`UPDATE projects SET pending_delete = true WHERE id = 3`);
    expect(await pull({ key_id: 10, gl_repository: 'snippet-9' })).toBe(SNIPPET_NOT_FOUND);
    await world.suite.sql(`UPDATE projects SET pending_delete = false WHERE id = 3`);
  });

  it('case 127: one branch, and its files', async () => {
    const { id, diskPath } = await world.suite.make.snippet(world.users.dev.id);
    await world.suite.sql(`INSERT INTO shards (name) VALUES ('disk')`);
    await world.suite.sql(
      `UPDATE snippet_repositories SET shard_id = (SELECT id FROM shards WHERE name = 'disk') WHERE snippet_id = $1`,
      [id],
    );
    const folder = join(storage, `${diskPath}.git`);
    const git = (input: string, ...words: string[]) =>
      execFileSync('git', words, {
        input,
        encoding: 'utf8',
        stdio: ['pipe', 'pipe', 'ignore'],
        env: {
          PATH: process.env.PATH,
          GIT_DIR: folder,
          GIT_AUTHOR_NAME: 'x',
          GIT_AUTHOR_EMAIL: 'x@y',
          GIT_COMMITTER_NAME: 'x',
          GIT_COMMITTER_EMAIL: 'x@y',
        },
      }).trim();
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', folder]);
    const blob = git('text', 'hash-object', '-w', '--stdin');
    const commit = (files: number) => {
      const tree = git(Array.from({ length: files }, (_, n) => `100644 blob ${blob}\tfile ${n}\n`).join(''), 'mktree');
      return git('', 'commit-tree', '-m', 'x', tree);
    };
    const [none, one, eleven] = [commit(0), commit(1), commit(11)];
    const change = (line: string) => push({ key_id: 30, gl_repository: `snippet-${id}`, changes: line });
    expect(await change(`${Z} ${one} refs/heads/first`)).toBe('200');
    git('', 'update-ref', 'refs/heads/main', one);
    expect(await change(`${Z} ${one} refs/heads/other`)).toBe('401 You can not create or delete branches.');
    expect(await change(`${one} ${none} refs/heads/main`)).toBe('401 The repository must contain at least 1 file.');
    expect(await change(`${one} ${eleven} refs/heads/main`)).toBe('401 The repository can contain at most 10 file(s).');
    expect(await change(`${one} ${one} refs/heads/main`)).toBe('200');
  });

  it('case 116: nothing is created for a snippet', async () => {
    const before = await world.suite.sql(`SELECT count(*) FROM projects`);
    for (const project of ['snippets/notexist.git', 'dev/none/snippets/1.git']) {
      expect((await world.push({ key_id: 30, project })).status).toBe(404);
    }
    expect(await world.suite.sql(`SELECT count(*) FROM projects`)).toEqual(before);
  });
});

describe('designs (git-access.md 15.5)', () => {
  it('case 128: from the web only', async () => {
    expect(await pull({ key_id: 50, gl_repository: 'design-3' })).toBe(
      '401 Designs are only accessible using the web interface',
    );
    expect(
      (await world.push({ user_id: world.users.dev.id, gl_repository: 'design-3', protocol: 'web' })).json(),
    ).toMatchObject({
      gl_repository: 'design-3',
      gl_project_path: 'gnuwget/wget2.design',
      gitaly: { repository: { relative_path: `${world.P.diskPath}.design.git` } },
    });
  });
});

describe('former paths (git-access.md 15.3)', () => {
  it('case 52, 53, 192: the pusher is told once where the project has gone', async () => {
    const { dev, maint } = world.users;
    await world.suite.make.redirect('Project', 3, 'gnuwget/old');
    expect(await pull({ key_id: 30, project: 'gnuwget/old.git' })).toBe('200');
    expect(await pull({ key_id: 80, project: 'gnuwget/old' })).toBe('200');
    const moved = (url: string, word = 'Project', suffix = '') =>
      `${word} 'gnuwget/old${suffix}' was moved to 'gnuwget/wget2${suffix}'.\n\nPlease update your Git remote:\n\n  git remote set-url origin ${url}\n`;
    expect(await receive({ gl_repository: 'project-3', identifier: `user-${maint.id}` })).toEqual([]);
    expect(await receive({ gl_repository: 'project-3', identifier: `user-${dev.id}` })).toEqual([
      { message: moved('git@ssh.example.com:gnuwget/wget2.git'), type: 'basic' },
    ]);
    expect(await receive({ gl_repository: 'project-3', identifier: `user-${dev.id}` })).toEqual([]);

    expect(await push({ key_id: 10, project: 'gnuwget/old', protocol: 'http' })).toMatch(/^401/);
    expect(await receive({ gl_repository: 'project-3', identifier: 'key-10' })).toEqual([
      { message: moved('https://gitlab.example.com/gnuwget/wget2.git'), type: 'basic' },
    ]);
    expect(await pull({ key_id: 30, project: 'gnuwget/old.wiki' })).toBe('200');
    expect(await receive({ gl_repository: 'wiki-3', identifier: 'key-30' })).toEqual([
      { message: moved('git@ssh.example.com:gnuwget/wget2.wiki.git', 'Wiki', '.wiki'), type: 'basic' },
    ]);
  });
});

describe('push-to-create (git-access.md 15.4)', () => {
  const projectAt = async (path: string) =>
    (
      await world.suite.sql<{ id: number; visibility_level: number; creator_id: number }>(
        `SELECT p.id, p.visibility_level, p.creator_id FROM projects p JOIN routes r ON r.source_type = 'Project' AND r.source_id = p.id WHERE r.path = $1`,
        [path],
      )
    )[0];

  it('case 114: a private project, and a word about it', async () => {
    const { dev } = world.users;
    const answer = await world.push({ key_id: 30, project: 'dev/new.git' });
    const made = (await projectAt('dev/new'))!;
    expect(made).toMatchObject({ visibility_level: 0, creator_id: dev.id });
    expect(answer.json()).toMatchObject({
      status: true,
      gl_project_path: 'dev/new',
      gl_repository: `project-${made.id}`,
    });
    expect(await push({ key_id: 30, gl_repository: `project-${made.id}`, changes: `${Z} ${A} refs/heads/main` })).toBe(
      '200',
    );
    const told = await receive({ gl_repository: `project-${made.id}`, identifier: 'key-30' });
    expect(told.at(-1)).toEqual({
      message:
        '\nThe private project dev/new was successfully created.\n\nTo configure the remote, run:\n' +
        '  git remote add origin git@ssh.example.com:dev/new.git\n\nTo view the project, visit:\n' +
        '  https://gitlab.example.com/dev/new\n\n',
      type: 'basic',
    });
    // The retry of a lost answer finds what the first call made.
    expect((await world.push({ key_id: 30, project: 'dev/new.git' })).json()).toMatchObject({
      gl_repository: `project-${made.id}`,
    });
    expect(await pull({ key_id: 60, project: 'dev/new' })).toBe(M14);
  });

  it('case 115: not for deploy keys, not without rights, not with changes', async () => {
    await world.suite.make.group({ path: 'gnuwget-other' });
    expect(await push({ key_id: 81, project: 'dev/none' })).toBe(M14);
    expect(await push({ project: 'dev/none' })).toBe(M14);
    for (const project of ['gnuwget-other/none', 'maint/none', 'missing/none', 'gnuwget/none']) {
      expect(await push({ key_id: 30, project })).toBe(M14);
    }
    for (const changes of ['', `${Z} ${A} refs/heads/x`])
      expect(await push({ key_id: 30, project: 'dev/none', changes })).toBe(M14);
    for (const namespace_path of ['gnuwget', ['gnuwget'], ['gnuwget', 'dev'], { path: 'dev' }, 1, true]) {
      expect(await push({ key_id: 30, project: 'dev/none', namespace_path })).toBe(M14);
    }
    expect(await projectAt('dev/none')).toBeUndefined();
  });

  it('case 115: groups let in whom they say', async () => {
    const { make, sql } = world.suite;
    const group = await make.group({ path: 'makers' });
    const sub = await make.group({ path: 'sub', parent_id: group.id });
    await make.member({ group: group.id }, world.users.dev.id, 30);
    const attempt = (name: string) => push({ key_id: 30, project: `makers/sub/${name}` });
    expect(await attempt('one')).toBe('200');
    for (const level of [0, 1, 3]) {
      await sql(`UPDATE namespaces SET project_creation_level = $2 WHERE id = $1`, [sub.id, level]);
      expect(await attempt('two')).toBe(M14);
    }
    await sql(`UPDATE members SET access_level = 40 WHERE source_id = $1`, [group.id]);
    await sql(`UPDATE namespaces SET project_creation_level = 1 WHERE id = $1`, [sub.id]);
    expect(await attempt('two')).toBe('200');
    await sql(`UPDATE members SET expires_at = '2020-01-01' WHERE source_id = $1`, [group.id]);
    expect(await attempt('three')).toBe(M14);
  });

  it('case 117: the limit, and a name that cannot be', async () => {
    expect(await push({ key_id: 30, project: 'dev/cannot_end_with_dot.' })).toMatch(/^422 Could not create project: ./);
    await world.suite.sql(
      `UPDATE users SET projects_limit = (SELECT count(*) FROM projects WHERE namespace_id = $2) WHERE id = $1`,
      [world.users.dev.id, world.users.dev.namespaceId],
    );
    expect(await push({ key_id: 30, project: 'dev/onemore' })).toBe(M14);
    expect(await projectAt('dev/onemore')).toBeUndefined();
  });

  it('ten pushes at once make one project', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => world.push({ key_id: 50, project: 'owner/race' })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(await world.suite.sql(`SELECT FROM routes WHERE path = 'owner/race'`)).toHaveLength(1);
  });
});

describe('addresses and certificates', () => {
  it('case 28: changes of another type are refused, never left out', async () => {
    const line = `${Z} ${A} refs/heads/topic`;
    expect(await push({ key_id: 30, changes: [line] })).toBe('200');
    for (const changes of [[[line]], [line, {}], [line, 1], { 0: line }, 1, true]) {
      expect(await push({ key_id: 30, changes })).toBe('401 You are not allowed to push code to this project.');
    }
  });

  it('case 74, row 49: the addresses of a group', async () => {
    await world.suite.make.insert('ip_restrictions', { group_id: world.group.id, range: '10.1.0.0/16' });
    expect(await pull({ key_id: 30, check_ip: '10.1.2.3' })).toBe('200');
    expect(await pull({ key_id: 30, check_ip: '10.2.2.3' })).toBe(M14);
    expect(await push({ key_id: 30, check_ip: '2001:db8::1' })).toBe(M14);
    expect(await pull({ key_id: 80, check_ip: '10.2.2.3' })).toBe(M14);
    expect(await pull({ key_id: 1, check_ip: '10.2.2.3' })).toBe('200');
    for (const check_ip of [['10.1.2.3'], { ip: '10.1.2.3' }, 1, true])
      expect(await pull({ key_id: 30, check_ip })).toBe(M14);
    for (const check_ip of [undefined, '', null]) expect(await pull({ key_id: 30, check_ip })).toBe('200');
    await world.suite.sql(`DELETE FROM ip_restrictions`);
  });

  it('case 200, row 51: the namespace of a certificate', async () => {
    expect(await pull({ username: 'dev', namespace_path: 'other' })).toBe(M14);
    expect(await pull({ username: 'dev', namespace_path: ['other', 'gnuwget'] })).toBe(M14);
    expect(await pull({ username: 'dev', namespace_path: 'GNUwget' })).toBe('200');
    expect(await pull({ username: 'dev', namespace_path: 'gnu' })).toBe(M14);
  });
});

describe('a storage on this machine', () => {
  it('case 114: the repository is really made', async () => {
    const only = await openAllowedWorld({
      environment: { GITALY_STORAGES: JSON.stringify({ default: { address: 'unix:/gitaly.socket', path: storage } }) },
    });
    try {
      const { gitaly } = (await only.push({ key_id: 30, project: 'dev/real' })).json<{
        gitaly: { repository: { relative_path: string } };
      }>();
      const folder = join(storage, gitaly.repository.relative_path);
      expect(readFileSync(join(folder, 'HEAD'), 'utf8')).toBe('ref: refs/heads/main\n');
      expect(existsSync(join(folder, 'hooks', 'pre-receive'))).toBe(false);
      expect(said(await only.pull({ key_id: 30, project: 'dev/real' }))).toBe('200');
      await knownRepository(only.suite, 3, { exists: true });
    } finally {
      await only.close();
    }
  });
});
