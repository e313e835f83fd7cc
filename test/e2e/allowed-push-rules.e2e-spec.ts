import { createHash } from 'node:crypto';
import { Z } from '../support/allowed-world.js';
import type { BareRepository, CommitOptions } from '../support/bare-repository.js';
import { ADAPTERS, ContentWorld } from '../support/content-world.js';

let world: ContentWorld;
/** On master; everything else is new. */
let base: string;
/** The quarantine that a commit came with. */
const quarantines = new Map<string, BareRepository>();

const withReadMe = (options: CommitOptions): CommitOptions => ({
  ...options,
  files: { 'README.md': 'read me', ...options.files },
});

/** A commit in a quarantine of its own, or in that of its parent. */
function commit({ parents = [base], ...options }: CommitOptions = {}): string {
  const quarantine =
    parents.map((parent) => quarantines.get(parent)).find((found) => found) ?? world.repository.receiving();
  const id = quarantine.commit(withReadMe({ parents, ...options }));
  quarantines.set(id, quarantine);
  return id;
}

const pointer = (content: string) => {
  const oid = createHash('sha256').update(content).digest('hex');
  return { oid, text: `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${content.length}\n` };
};

describe.each(ADAPTERS)('contents, asked through %s', (adapter) => {
  beforeAll(async () => {
    world = await ContentWorld.open(adapter);
    const first = {
      message: 'an old commit\nthat follows no rule',
      email: 'nobody@nowhere',
      files: { 'old.key': 'x' },
    };
    base = world.repository.commit(withReadMe(first));
    world.repository.update('refs/heads/master', base);
  });
  afterAll(async () => {
    await world?.close();
    quarantines.clear();
  });
  afterEach(() => world.suite.sql(`DELETE FROM push_rules`));

  const push = (newRev: string, { key_id = 30, changes = `${Z} ${newRev} refs/heads/feature` } = {}) =>
    world.push(key_id, changes, {}, quarantines.get(newRev));
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
      await world.suite.make.insert('emails', { user_id: world.allowed.users.dev.id, email: 'second@example.com' });
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
      const id = commit();
      const quarantine = quarantines.get(id) as BareRepository;
      const unsigned = quarantine.git(['cat-file', 'commit', id]);
      const signed = unsigned.replace(
        '\n\n',
        '\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n -----END PGP SIGNATURE-----\n\n',
      );
      const signedId = quarantine.git(['hash-object', '-t', 'commit', '-w', '--stdin'], signed);
      quarantines.set(signedId, quarantine);
      expect(await push(signedId)).toBe('200');
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
      const other = world.repository.commit(
        withReadMe({ parents: [base], files: { 'tool.exe': 'x', 'old.key': 'x' } }),
      );
      world.repository.update('refs/heads/tools', other);
      const mine = commit({ files: { 'old.key': 'x', mine: 'x' } });
      expect(
        await push(commit({ parents: [mine, other], files: { 'old.key': 'x', mine: 'x', 'tool.exe': 'x' } })),
      ).toBe('200');
      expect(
        await push(
          commit({ parents: [mine, other], files: { 'old.key': 'x', mine: 'x', 'tool.exe': 'x', 'evil.exe': 'x' } }),
        ),
      ).toBe('401 File name evil.exe was prohibited by the pattern "\\.exe$".');
    });

    it('looks at what was unpacked already, when there is no quarantine', async () => {
      await rule({ commit_message_regex: '^JIRA-\\d+', max_file_size: 1, file_name_regex: '\\.exe$' });
      const unpacked = (message: string, files: CommitOptions['files'] = {}) =>
        push(world.repository.commit(withReadMe({ parents: [base], message, files })));
      expect(await unpacked('bad')).toBe("401 Commit message does not follow the pattern '^JIRA-\\d+'");
      expect(await unpacked('JIRA-1', { 'tool.exe': 'x' })).toMatch(/^401 File name tool\.exe was prohibited/);
      expect(await unpacked('JIRA-1', { big: Buffer.alloc(1_048_577, 3) })).toMatch(
        /^401 You are attempting to check in/,
      );
      expect(await unpacked('JIRA-1', { 'old.key': 'y' })).toBe('200');
    });

    it('reads messages to their end', async () => {
      await rule({ commit_message_negative_regex: 'forbidden$' });
      const long = `Subject\n\n${'x'.repeat(300_000)}`;
      expect(await push(commit({ message: long }))).toBe('200');
      expect(await push(commit({ message: `${long} forbidden` }))).toMatch(
        /^401 Commit message contains the forbidden/,
      );
    });

    it('names of branches and deletion of tags', async () => {
      await rule({ branch_name_regex: '^feature/', deny_delete_tag: true });
      expect(await push(base)).toBe("401 Branch name does not follow the pattern '^feature/'");
      expect(await push(base, { changes: `${Z} ${base} refs/heads/feature/x` })).toBe('200');
      world.repository.update('refs/tags/nightly', base);
      expect(await push(base, { changes: `${base} ${Z} refs/tags/nightly` })).toBe('401 You cannot delete a tag');
      expect(await push(base, { changes: `${base} ${Z} refs/tags/gone` })).toBe('200');
    });
  });

  describe('Git LFS at a repository (git-access.md 3.6.6)', () => {
    it('case 111: pointers whose objects were not uploaded', async () => {
      const { make, sql } = world.suite;
      const { oid, text } = pointer('a large file');
      const change = commit({ files: { 'a.bin': text } });
      const missing =
        '401 LFS objects are missing. Ensure LFS is properly set up or try a manual "git lfs push --all".';
      expect(await push(change)).toBe(missing);
      const object = await make.insert('lfs_objects', { oid, size: 12 });
      expect(await push(change)).toBe(missing);
      await make.insert('lfs_objects_projects', { lfs_object_id: object.id, project_id: world.allowed.PUB.id });
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
        user_id: world.allowed.users.maint.id,
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
});
