import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openAllowedWorld, said, Z, type AllowedWorld } from '../support/allowed-world.js';

const storage = mkdtempSync(join(tmpdir(), 'internal-api-storage-'));
let world: AllowedWorld;
let repository: string;
/** On master; everything else is new. */
let base: string;

interface Options {
  readonly parents?: readonly string[];
  readonly message?: string;
  readonly author?: string;
  readonly email?: string;
  readonly files?: Readonly<Record<string, string | Buffer>>;
}

const git = (input: string | Buffer, words: readonly string[], environment: Record<string, string> = {}): string =>
  execFileSync('git', words, {
    input,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      GIT_DIR: repository,
      GIT_CONFIG_NOSYSTEM: '1',
      HOME: '/nonexistent',
      ...environment,
    },
  }).trim();

function commit({
  parents = [base],
  message = 'change',
  author = 'Name of dev',
  email = 'dev@example.com',
  files = {},
}: Options = {}) {
  const entries = Object.entries({ 'README.md': 'read me', ...files }).map(
    ([path, content]) => `100644 blob ${git(content, ['hash-object', '-w', '--stdin'])}\t${path}`,
  );
  const tree = git(`${entries.join('\n')}\n`, ['mktree']);
  return git(message, ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])], {
    GIT_AUTHOR_NAME: author,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: author,
    GIT_COMMITTER_EMAIL: email,
  });
}

const pointer = (content: string) => {
  const oid = createHash('sha256').update(content).digest('hex');
  return { oid, text: `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${content.length}\n` };
};

beforeAll(async () => {
  world = await openAllowedWorld({
    environment: { GITALY_STORAGES: JSON.stringify({ default: { address: 'unix:/gitaly.socket', path: storage } }) },
  });
  repository = join(storage, `${world.P.diskPath}.git`);
  mkdirSync(dirname(repository), { recursive: true });
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=master', repository]);
  base = commit({
    parents: [],
    message: 'an old commit\nthat follows no rule',
    email: 'nobody@nowhere',
    files: { 'old.key': 'x' },
  });
  git('', ['update-ref', 'refs/heads/master', base]);
});
afterAll(async () => {
  await world?.close();
  rmSync(storage, { recursive: true, force: true });
});
afterEach(() => world.suite.sql(`DELETE FROM push_rules`));

const push = (newRev: string, parameters: Readonly<Record<string, unknown>> = {}) =>
  world.push({ key_id: 30, changes: `${Z} ${newRev} refs/heads/feature`, ...parameters }).then(said);
const rule = (columns: Readonly<Record<string, unknown>>) =>
  world.suite.make.insert('push_rules', { project_id: 3, ...columns });

describe('push rules at a repository (git-access.md 3.6.7)', () => {
  it('looks at new commits only', async () => {
    await rule({ commit_message_regex: '^JIRA-\\d+' });
    expect(await push(base)).toBe('200');
    expect(await push(commit({ message: 'JIRA-1 fine' }))).toBe('200');
    const bad = commit({ message: 'bad' });
    expect(await push(bad)).toBe("401 Commit message does not follow the pattern '^JIRA-\\d+'");
    const hidden = commit({ message: 'JIRA-2 on top', parents: [bad] });
    expect(await push(hidden)).toBe("401 Commit message does not follow the pattern '^JIRA-\\d+'");
    expect(await push(Z, { changes: `${base} ${Z} refs/heads/feature` })).toBe('200');
  });

  it('reads messages, names, addresses and signatures as they stand in the commit', async () => {
    await rule({ commit_message_negative_regex: '^wip$' });
    expect(await push(commit({ message: 'x\n\nwip\n' }))).toBe(
      "401 Commit message contains the forbidden pattern '^wip$'",
    );
    await world.suite.sql(`DELETE FROM push_rules`);
    await rule({ author_email_regex: '@example\\.com$' });
    expect(await push(commit({ email: 'dev@elsewhere.com' }))).toBe(
      "401 Committer's email 'dev@elsewhere.com' does not follow the pattern '@example\\.com$'",
    );
    expect(await push(commit())).toBe('200');
    await world.suite.sql(`DELETE FROM push_rules`);
    await rule({ commit_committer_check: true, commit_committer_name_check: true });
    await world.suite.make.insert('emails', { user_id: world.users.dev.id, email: 'second@example.com' });
    expect(await push(commit({ email: 'second@example.com' }))).toBe(
      "401 Committer email 'second@example.com' is not verified.",
    );
    expect(await push(commit({ email: 'maint@example.com' }))).toMatch(
      /^401 You cannot push commits for 'maint@example\.com'\./,
    );
    expect(await push(commit({ author: 'Else' }))).toBe(
      '401 Your git author name is inconsistent with GitLab account name',
    );
    expect(await push(commit())).toBe('200');
    await world.suite.sql(`DELETE FROM push_rules`);
    await rule({ reject_unsigned_commits: true });
    expect(await push(commit())).toBe('401 Commit must be signed with a GPG key');
    const unsigned = execFileSync('git', ['cat-file', 'commit', commit()], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, GIT_DIR: repository },
    });
    const signed = unsigned.replace(
      '\n\n',
      '\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n -----END PGP SIGNATURE-----\n\n',
    );
    expect(await push(git(signed, ['hash-object', '-t', 'commit', '-w', '--stdin']))).toBe('200');
  });

  it('knows the members of the instance', async () => {
    await rule({ member_check: true });
    expect(await push(commit({ email: 'stranger@example.com' }))).toBe(
      "401 Author 'stranger@example.com' is not a member of team",
    );
    expect(await push(commit({ email: 'MAINT@example.com' }))).toBe('200');
  });

  it('looks at names and sizes of new files only', async () => {
    await rule({ prevent_secrets: true, file_name_regex: '\\.exe$', max_file_size: 1 });
    expect(await push(commit({ files: { 'old.key': 'changed' } }))).toBe('200');
    expect(await push(commit({ files: { 'old.key': 'x', 'new.key': 'y' } }))).toMatch(
      /^401 File name new\.key was prohibited by the pattern/,
    );
    expect(await push(commit({ files: { 'größe "x".exe': 'y' } }))).toBe(
      '401 File name größe "x".exe was prohibited by the pattern "\\.exe$".',
    );
    expect(await push(commit({ files: { big: Buffer.alloc(1_048_577, 1) } }))).toMatch(
      /^401 You are attempting to check in one or more blobs which exceed the 1MiB limit:\n/,
    );
    expect(await push(commit({ files: { fits: Buffer.alloc(1_048_576, 2) } }))).toBe('200');
  });

  it('a merge adds nothing that its parents had', async () => {
    await rule({ file_name_regex: '\\.exe$' });
    const other = commit({ files: { 'tool.exe': 'x', 'old.key': 'x' } });
    git('', ['update-ref', 'refs/heads/tools', other]);
    const mine = commit({ files: { 'old.key': 'x', mine: 'x' } });
    expect(await push(commit({ parents: [mine, other], files: { 'old.key': 'x', mine: 'x', 'tool.exe': 'x' } }))).toBe(
      '200',
    );
    expect(
      await push(
        commit({ parents: [mine, other], files: { 'old.key': 'x', mine: 'x', 'tool.exe': 'x', 'evil.exe': 'x' } }),
      ),
    ).toBe('401 File name evil.exe was prohibited by the pattern "\\.exe$".');
  });

  it('names of branches and deletion of tags', async () => {
    await rule({ branch_name_regex: '^feature/', deny_delete_tag: true });
    expect(await push(base)).toBe("401 Branch name does not follow the pattern '^feature/'");
    expect(await push(base, { changes: `${Z} ${base} refs/heads/feature/x` })).toBe('200');
    git('', ['update-ref', 'refs/tags/nightly', base]);
    expect(await push(base, { changes: `${base} ${Z} refs/tags/nightly` })).toBe('401 You cannot delete a tag');
    expect(await push(base, { changes: `${base} ${Z} refs/tags/gone` })).toBe('200');
  });
});

describe('Git LFS at a repository (git-access.md 3.6.6)', () => {
  it('case 111: pointers whose objects were not uploaded', async () => {
    const { make, sql } = world.suite;
    const { oid, text } = pointer('a large file');
    const change = commit({ files: { 'a.bin': text } });
    const missing = '401 LFS objects are missing. Ensure LFS is properly set up or try a manual "git lfs push --all".';
    expect(await push(change)).toBe(missing);
    const object = await make.insert('lfs_objects', { oid, size: 12 });
    expect(await push(change)).toBe(missing);
    await make.insert('lfs_objects_projects', { lfs_object_id: object.id, project_id: world.PUB.id });
    expect(await push(change)).toBe(missing);
    await make.insert('lfs_objects_projects', { lfs_object_id: object.id, project_id: 3 });
    expect(await push(change)).toBe('200');
    expect(await push(commit({ files: { 'not-a-pointer': `prefix ${pointer('b').text}` } }))).toBe('200');
    await sql(`UPDATE projects SET lfs_enabled = false WHERE id = 3`);
    expect(await push(commit({ files: { 'c.bin': pointer('c').text } }))).toBe('200');
    await sql(`UPDATE projects SET lfs_enabled = NULL WHERE id = 3`);
  });

  it('case 112: a file that somebody else has locked', async () => {
    await world.suite.make.insert('lfs_file_locks', {
      project_id: 3,
      user_id: world.users.maint.id,
      path: 'old.key',
      created_at: new Date(),
    });
    expect(await push(commit({ files: { 'old.key': 'changed' } }))).toBe(
      "401 'old.key' is locked in Git LFS by @maint",
    );
    expect(await push(commit())).toBe("401 'old.key' is locked in Git LFS by @maint");
    expect(await push(commit({ files: { 'old.key': 'changed' } }), { key_id: 40 })).toBe('200');
    expect(await push(commit({ files: { 'old.key': 'x', other: 'x' } }))).toBe('200');
  });
});
