import type { Arrivals, NewCommit } from './arrivals.js';
import type { ContentRules, PushRule } from './facts.js';
import {
  A,
  answering,
  assuming,
  B,
  facts,
  project,
  push,
  request,
  decided,
  Z,
  type Situation,
} from './testing/fixtures.js';
import * as text from './testing/texts.js';

const noRule: PushRule = {
  denyDeleteTag: false,
  branchName: null,
  commitMessage: null,
  commitMessageNegative: null,
  authorEmail: null,
  fileName: null,
  preventSecrets: false,
  maxFileSize: 0,
  committerCheck: false,
  authorNameCheck: false,
  rejectNonDco: false,
  rejectUnsigned: false,
  memberCheck: false,
  looksAtCommits: true,
};

const commit = (overrides: Partial<NewCommit> = {}): NewCommit => ({
  id: B,
  message: 'JIRA-1 change\n',
  authorName: 'Dev',
  authorEmail: 'dev@example.com',
  committerEmail: 'dev@example.com',
  signed: false,
  ...overrides,
});

function contents(rule: Partial<PushRule> | null, more: Partial<ContentRules> = {}): Situation {
  const rules: ContentRules = {
    pushRule: rule === null ? null : { ...noRule, ...rule },
    lfsIntegrity: false,
    lfsLocks: [],
    pusher: { name: 'Dev', verifiedEmails: ['dev@example.com'], unverifiedEmails: ['new@example.com'] },
    ...more,
  };
  return {
    as: 'dev',
    project: project({ refs: { branchRules: [], tagRules: [], lockedMerges: [], contents: rules, sizeLimit: null } }),
  };
}

const change = `${A} ${B} refs/heads/feature`;
interface Told {
  members?: string[];
  linked?: string[];
  tags?: string[];
}
const pushed = (rule: Partial<PushRule>, arrivals: Partial<Arrivals>, told: Told = {}, protocol = 'ssh') =>
  push(contents(rule), change, { protocol }, answering({ arrivals, ...told }));
const ofCommit = (rule: Partial<PushRule>, overrides: Partial<NewCommit>, protocol = 'ssh') =>
  pushed(rule, { commits: [commit(), commit(overrides)] }, {}, protocol);

describe('push rules (git-access.md 3.6.7)', () => {
  it('names of branches, except the default one and deletions', () => {
    const named = (changes: string) => push(contents({ branchName: '^JIRA-\\d+' }), changes);
    expect(named(change)).toBe("401 Branch name does not follow the pattern '^JIRA-\\d+'");
    expect(named(`${A} ${B} refs/heads/JIRA-1`)).toBe('ok');
    expect(named(`${A} ${B} refs/heads/master`)).toBe('ok');
    expect(named(`${A} ${Z} refs/heads/feature`)).toBe('ok');
    expect(named(`${A} ${B} refs/tags/x`)).toBe('ok');
  });

  it('deletion of tags, except from the web and of tags that are not there', () => {
    const deletes = (protocol: string, tags: string[]) =>
      push(contents({ denyDeleteTag: true }), `${A} ${Z} refs/tags/x`, { protocol }, answering({ tags }));
    expect(deletes('ssh', ['x'])).toBe('401 You cannot delete a tag');
    expect(deletes('web', ['x'])).toBe('ok');
    expect(deletes('ssh', [])).toBe('ok');
  });

  it('messages', () => {
    expect(ofCommit({ commitMessage: '^JIRA-\\d+' }, { message: 'stop' })).toBe(
      "401 Commit message does not follow the pattern '^JIRA-\\d+'",
    );
    expect(ofCommit({ commitMessage: '^JIRA-\\d+' }, {})).toBe('ok');
    expect(ofCommit({ commitMessageNegative: '^wip$' }, { message: 'one\nwip\n' })).toBe(
      "401 Commit message contains the forbidden pattern '^wip$'",
    );
    expect(ofCommit({ rejectNonDco: true }, {})).toBe('401 Commit message must contain a DCO signoff');
    const signedOff = commit({ message: 'x\n\nSigned-off-by: Dev <dev@example.com>\n' });
    expect(pushed({ rejectNonDco: true }, { commits: [signedOff] })).toBe('ok');
  });

  it('an expression that cannot be read lets nothing through', () => {
    expect(ofCommit({ commitMessage: '(?=x)' }, {})).toContain('does not follow the pattern');
    expect(ofCommit({ commitMessageNegative: '(' }, {})).toContain('contains the forbidden pattern');
  });

  it('addresses and names', () => {
    const rule = { authorEmail: '@example\\.com$' };
    expect(ofCommit(rule, { committerEmail: 'x@other.com' })).toBe(
      "401 Committer's email 'x@other.com' does not follow the pattern '@example\\.com$'",
    );
    expect(ofCommit(rule, { authorEmail: 'x@other.com' })).toBe(
      "401 Author's email 'x@other.com' does not follow the pattern '@example\\.com$'",
    );
    expect(ofCommit({ committerCheck: true }, { committerEmail: 'new@example.com' })).toBe(
      "401 Committer email 'new@example.com' is not verified.",
    );
    expect(ofCommit({ committerCheck: true }, { committerEmail: 'maint@example.com' })).toBe(
      "401 You cannot push commits for 'maint@example.com'. You can only push commits if the committer email is one of your own verified emails.",
    );
    expect(ofCommit({ committerCheck: true }, { committerEmail: 'DEV@example.com' })).toBe('ok');
    expect(ofCommit({ authorNameCheck: true }, { authorName: 'Else' })).toBe(
      '401 Your git author name is inconsistent with GitLab account name',
    );
  });

  it('signatures, except from the web', () => {
    expect(pushed({ rejectUnsigned: true }, { commits: [commit({ signed: true })] })).toBe('ok');
    expect(ofCommit({ rejectUnsigned: true }, {})).toBe('401 Commit must be signed with a GPG key');
    expect(ofCommit({ rejectUnsigned: true }, {}, 'web')).toBe('ok');
  });

  it('members', () => {
    const commits = [commit({ authorEmail: 'author@example.com', committerEmail: 'committer@example.com' })];
    const members = (...known: string[]) => pushed({ memberCheck: true }, { commits }, { members: known });
    expect(members('author@example.com', 'committer@example.com')).toBe('ok');
    expect(members('committer@example.com')).toBe("401 Author 'author@example.com' is not a member of team");
    expect(members('author@example.com')).toBe("401 Committer 'committer@example.com' is not a member of team");
  });

  it('file names and sizes', () => {
    const files = (rule: Partial<PushRule>, ...addedFiles: string[]) => pushed(rule, { addedFiles });
    expect(files({ fileName: '\\.exe$' }, 'a.txt', 'b/c.exe')).toBe(
      '401 File name b/c.exe was prohibited by the pattern "\\.exe$".',
    );
    for (const path of ['id_rsa', '.ssh/id_ed25519', 'x/server.key', 'tls.pem', '.bash_history', 'aws/credentials']) {
      expect(files({ preventSecrets: true }, path)).toContain(`File name ${path} was prohibited`);
    }
    expect(files({ preventSecrets: true }, 'id_rsa.pub', 'history.md', 'keys.ts', 'prehistory.txt')).toBe('ok');
    const large = pushed({ maxFileSize: 5 }, { largeBlobs: [{ id: A, bytes: 6_291_456 }] });
    expect(large).toMatch(/^401 You are attempting to check in one or more blobs which exceed the 5MiB limit:\n/);
    expect(large).toContain(`- ${A} (6 MiB)`);
  });

  it('says nothing about deletions, and nothing where nobody can look', () => {
    const situation = contents({ commitMessage: 'nothing' });
    expect(push(situation, `${A} ${Z} refs/heads/feature`, {}, answering({ arrivals: { commits: [commit()] } }))).toBe(
      'ok',
    );
    expect(push(situation, change)).toBe('ok');
    expect(
      decided(request({ action: 'git-receive-pack', changes: change }), facts(situation), assuming(facts(situation)))
        .kind,
    ).toBe('granted');
  });

  it('comes after every change has been judged by itself', () => {
    const situation = contents({ commitMessage: 'nothing' });
    expect(
      push(situation, `${change}\n${Z} ${A} refs/heads/-x`, {}, answering({ arrivals: { commits: [commit()] } })),
    ).toBe(text.B3);
  });
});

describe('Git LFS (git-access.md 3.6.6)', () => {
  const lfs = (more: Partial<ContentRules>, arrivals: Partial<Arrivals>, linked: string[] = []) =>
    push(contents(null, { lfsIntegrity: true, ...more }), change, {}, answering({ arrivals, linked }));

  it('case 111: objects that were not uploaded', () => {
    expect(lfs({}, { lfsObjects: ['a', 'b'] }, ['a', 'b'])).toBe('ok');
    expect(lfs({}, { lfsObjects: ['a', 'b'] }, ['a'])).toBe(
      '401 LFS objects are missing. Ensure LFS is properly set up or try a manual "git lfs push --all".',
    );
  });

  it('case 112: files that somebody else has locked', () => {
    const lfsLocks = [
      { path: 'a.bin', userId: 140, username: 'maint' },
      { path: 'own.bin', userId: 130, username: 'dev' },
    ];
    expect(lfs({ lfsLocks }, { changedFiles: ['x', 'a.bin'] })).toBe("401 'a.bin' is locked in Git LFS by @maint");
    expect(lfs({ lfsLocks }, { changedFiles: ['own.bin', 'A.bin'] })).toBe('ok');
  });
});
