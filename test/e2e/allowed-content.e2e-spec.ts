import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openAllowedWorld, said, Z, type AllowedWorld } from '../support/allowed-world.js';

const FORCED = '401 You are not allowed to force push code to a protected branch on this project.';
const UNAVAILABLE = '503 503 Service Unavailable';

const storage = mkdtempSync(join(tmpdir(), 'internal-api-storage-'));
const programs = mkdtempSync(join(tmpdir(), 'internal-api-bin-'));
const systemPath = process.env.PATH;
let world: AllowedWorld;
let repository: string;
/** `A` and `B` lie on master, `A` below `B`; `C` lies beside them, on `feature`. */
let A: string, B: string, C: string;

const git = (folder: string, ...words: string[]): string =>
  execFileSync('git', ['-C', folder, ...words], {
    encoding: 'utf8',
    env: {
      PATH: systemPath,
      HOME: folder,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'dev',
      GIT_AUTHOR_EMAIL: 'dev@example.com',
      GIT_COMMITTER_NAME: 'dev',
      GIT_COMMITTER_EMAIL: 'dev@example.com',
    },
  }).trim();

/** A commit of the empty tree. */
const commit = (folder: string, message: string, ...parents: string[]): string =>
  git(
    folder,
    'commit-tree',
    '-m',
    message,
    ...parents.flatMap((parent) => ['-p', parent]),
    '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  );

beforeAll(async () => {
  world = await openAllowedWorld({
    environment: {
      GITALY_STORAGES: JSON.stringify({ default: { address: 'unix:/gitaly.socket', path: storage } }),
      ALLOWED_TIMEOUT: '4000',
    },
  });
  repository = join(storage, `${world.P.diskPath}.git`);
  mkdirSync(dirname(repository), { recursive: true });
  git(storage, 'init', '--quiet', '--bare', '--initial-branch=master', repository);
  git(repository, 'hash-object', '-w', '-t', 'tree', '/dev/null');
  A = commit(repository, 'A');
  B = commit(repository, 'B', A);
  C = commit(repository, 'C', A);
  git(repository, 'update-ref', 'refs/heads/master', B);
  git(repository, 'update-ref', 'refs/heads/feature', C);
});
afterAll(async () => {
  process.env.PATH = systemPath;
  await world?.close();
  for (const folder of [storage, programs]) rmSync(folder, { recursive: true, force: true });
});

type Parameters = Readonly<Record<string, unknown>>;
const push = (key_id: number, changes: string, parameters: Parameters = {}) =>
  world.push({ key_id, changes, ...parameters }).then(said);

/** Puts a program named `git` in front of the real one. */
function wrapGit(script: string): void {
  writeFileSync(join(programs, 'git'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(programs, 'git'), 0o755);
  process.env.PATH = `${programs}:${systemPath}`;
}

describe('a repository on a disk that this process reads', () => {
  it('only a quarantine inside the repository is looked into', async () => {
    const incoming = join(repository, 'objects', 'incoming-1');
    cpSync(join(repository, 'objects'), join(repository, '..', 'copy.git', 'objects'), { recursive: true });
    for (const name of ['HEAD', 'refs', 'config'])
      cpSync(join(repository, name), join(repository, '..', 'copy.git', name), { recursive: true });
    const copy = join(repository, '..', 'copy.git');
    const fresh = commit(copy, 'fresh', B);
    mkdirSync(join(incoming, fresh.slice(0, 2)), { recursive: true });
    cpSync(join(copy, 'objects', fresh.slice(0, 2), fresh.slice(2)), join(incoming, fresh.slice(0, 2), fresh.slice(2)));
    const quarantine = (
      GIT_OBJECT_DIRECTORY_RELATIVE: string,
      ...GIT_ALTERNATE_OBJECT_DIRECTORIES_RELATIVE: string[]
    ) => ({
      env: JSON.stringify({ GIT_OBJECT_DIRECTORY_RELATIVE, GIT_ALTERNATE_OBJECT_DIRECTORIES_RELATIVE }),
    });
    expect(await push(40, `${B} ${fresh} refs/heads/master`, quarantine('./objects/incoming-1', './objects'))).toBe(
      '200',
    );
    expect(await push(40, `${C} ${fresh} refs/heads/master`, quarantine('objects/incoming-1'))).toBe(FORCED);
    expect(await push(40, `${B} ${fresh} refs/heads/master`)).toBe(UNAVAILABLE);
    // What leads out of the repository is never looked into, and a push that needs it is not granted.
    symlinkSync(join(copy, 'objects'), join(repository, 'objects', 'link'));
    for (const out of [
      '../copy.git/objects',
      join(copy, 'objects'),
      'objects/link',
      'objects/../../copy.git/objects',
      'objects:x',
      '"x"',
      'none',
      'HEAD/x',
      'x'.repeat(300),
    ]) {
      expect(await push(40, `${B} ${fresh} refs/heads/master`, quarantine(out))).toBe(UNAVAILABLE);
      expect(await push(40, `${B} ${fresh} refs/heads/master`, quarantine('objects/incoming-1', out))).toBe(
        UNAVAILABLE,
      );
    }
    rmSync(join(repository, 'objects', 'link'));
  });

  it('a stored path that leads out of the storage is a fault, never an answer', async () => {
    const set = (path: string) =>
      world.suite.sql(`UPDATE project_repositories SET disk_path = $1 WHERE project_id = 3`, [path]);
    for (const path of ['../escape', '@hashed/../../escape', '@hashed//x', '@hashed/$(id)/x']) {
      await set(path);
      expect(await push(40, `${A} ${B} refs/heads/master`)).toBe(UNAVAILABLE);
    }
    symlinkSync(tmpdir(), join(storage, 'out'));
    const outside = mkdtempSync(join(tmpdir(), 'outside-'));
    git(tmpdir(), 'init', '--quiet', '--bare', `${outside}/x.git`);
    await set(`out/${outside.split('/').at(-1)}/x`);
    expect(await push(40, `${A} ${B} refs/heads/master`)).toBe(UNAVAILABLE);
    rmSync(outside, { recursive: true });
    await set(world.P.diskPath);
  });

  it('nothing of a repository is run or fetched while it is asked', async () => {
    const witness = join(programs, 'witness');
    for (const key of [
      'core.fsmonitor',
      'core.sshCommand',
      'core.alternateRefsCommand',
      'core.pager',
      'uploadpack.packObjectsHook',
    ]) {
      git(repository, 'config', key, `touch ${witness}`);
    }
    expect(await push(40, `${A} ${B} refs/heads/master\n${C} ${Z} refs/heads/feature`)).toBe('200');
    expect(() => readFileSync(witness)).toThrow('ENOENT');
  });
});

describe('many refs', () => {
  it('invariant 7: a thousand protected refs cost as many commands as one', async () => {
    await world.suite.make.protectedBranch({ project_id: 3 }, 'many/*', { push: [40] });
    const counted = join(programs, 'count');
    wrapGit(`echo x >> '${counted}'; exec env PATH='${systemPath ?? ''}' git "$@"`);
    const commands = async (changes: string, expected: string) => {
      writeFileSync(counted, '');
      expect(await push(40, changes)).toBe(expected);
      return readFileSync(counted, 'utf8').length / 2;
    };
    const good = Array.from({ length: 1000 }, (_, n) => `${A} ${n % 2 ? B : C} refs/heads/many/${n}`);
    const few = await commands(good.slice(0, 2).join('\n'), '200');
    expect(await commands(good.join('\n'), '200')).toBe(few);
    expect(await commands([...good, `${B} ${C} refs/heads/many/last`].join('\n'), FORCED)).toBeLessThanOrEqual(few + 1);
    process.env.PATH = systemPath;
  });
});

describe('time', () => {
  it('case 113: checks that take too long', async () => {
    wrapGit('exec sleep 30');
    const answer = await world.push({ key_id: 40, changes: `${A} ${B} refs/heads/master` });
    process.env.PATH = systemPath;
    expect(answer.status).toBe(503);
    expect(answer.json<{ message: string }>().message).toMatch(
      new RegExp(
        '^Push operation timed out\n\nTiming information for debugging purposes:\n' +
          'Running checks for ref: master\n' +
          'Checking if you are allowed to push\\.\\.\\. \\([\\d.]+ms\\)\n' +
          'Checking if default branch is being deleted\\.\\.\\. \\([\\d.]+ms\\)\n' +
          'Checking if you are force pushing to a protected branch\\.\\.\\. \\(cancelled after [\\d.]+ms\\)$',
      ),
    );
  });

  it('what needs no repository does not wait for one', async () => {
    await world.suite.sql(`UPDATE projects SET lfs_enabled = false WHERE id = 3`);
    wrapGit('exec sleep 30');
    expect(await push(30, `${A} ${B} refs/heads/other`)).toBe('200');
    expect(await push(10, `${A} ${B} refs/heads/master`)).toBe('401 You are not allowed to push code to this project.');
    process.env.PATH = systemPath;
  });
});
