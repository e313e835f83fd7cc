import {
  A,
  answering,
  B,
  branchRule,
  emptyRepository,
  facts,
  key,
  project,
  publicProject,
  push,
  request,
  role,
  withRules,
  Z,
  decided,
  type Situation,
} from './testing/fixtures.js';
import * as text from './testing/texts.js';

const deployKey = (id: number, canPush: boolean, more: Situation = {}): Situation => ({
  as: 'maint',
  key: key(id, { kind: 'deploy_key' }),
  deployKey: { canPush },
  ...more,
});
const web = { protocol: 'web' };
const hex = 'c'.repeat(40);

describe('push (git-access.md 15.4)', () => {
  it('case 75, 76: who may push at all', () => {
    for (const as of ['guest', 'reporter'] as const) expect(push({ as })).toBe(text.M21);
    for (const as of ['dev', 'maint', 'owner', 'root'] as const) expect(push({ as })).toBe('ok');
  });

  it('case 77: strangers', () => {
    expect(push({ as: 'outsider' })).toBe(text.M14);
    expect(push({ as: 'outsider', project: publicProject() })).toBe(text.M21);
  });

  it('case 79: a repository that is being moved', () => {
    expect(push({ as: 'owner', project: project({ repositoryReadOnly: true }) })).toBe(text.M18);
  });

  it('case 80, 81: deploy keys need write access', () => {
    expect(push(deployKey(80, false))).toBe(text.M20);
    expect(push({ ...deployKey(82, false), deployKey: null, project: publicProject() })).toBe(text.M20);
    expect(push(deployKey(81, true))).toBe('ok');
    expect(push(deployKey(81, true), `${A} ${B} refs/heads/feature`)).toBe('ok');
  });

  it('case 82: a deploy key on a protected branch', () => {
    const change = `${A} ${B} refs/heads/release/1`;
    expect(push(deployKey(81, true), change)).toBe(text.B10);
    const listed = withRules([branchRule('release/*', [role(0), { kind: 'deploy_key', id: 81 }], [role(40)])]);
    expect(push(deployKey(81, true, { project: listed }), change)).toBe('ok');
    expect(push(deployKey(83, true, { project: listed }), change)).toBe(text.B10);
    expect(push(deployKey(81, true, { project: listed, level: 0 }), change)).toBe(text.M21);
    expect(push({ as: 'maint', project: listed }, change)).toBe(text.B10);
  });

  it("case 82: the creator's role opens a protected branch, a rule for the creator does not", () => {
    expect(push(deployKey(81, true), `${A} ${B} refs/heads/master`)).toBe('ok');
    const personal = withRules([branchRule('master', [{ kind: 'user', id: 140 }], [])]);
    expect(push(deployKey(81, true, { project: personal }), `${A} ${B} refs/heads/master`)).toBe(text.B10);
    expect(push({ as: 'maint', project: personal }, `${A} ${B} refs/heads/master`)).toBe('ok');
  });

  it('case 83: a deploy key whose creator is blocked or cannot read', () => {
    const change = `${A} ${B} refs/heads/feature`;
    expect(push(deployKey(81, true, { user: { state: 'blocked' } }), change)).toBe(text.M21);
    expect(push(deployKey(81, true, { level: 0 }), change)).toBe(text.M21);
    expect(push(deployKey(81, true, { as: null }), change)).toBe(text.M21);
    expect(push(deployKey(81, true, { as: 'ghost' }), change)).toBe(text.M21);
  });

  it('case 84: nothing to check is checked like everything', () => {
    for (const changes of ['', '\n \n', null, []]) {
      expect(push({ as: 'guest' }, changes)).toBe(text.M21);
      expect(push({ as: 'dev' }, changes)).toBe('ok');
    }
  });

  it('case 85: blank lines between changes', () => {
    expect(push({ as: 'dev' }, `\n\n${A} ${B} refs/heads/x\n\n`)).toBe('ok');
    expect(push({ as: 'dev' }, `\r\n${A} ${B} refs/heads/x\r\n`)).toBe('ok');
  });

  it('lines that are no change are refused, not skipped', () => {
    for (const line of [
      'x',
      `${A} ${B}`,
      `${A} ${B} refs/heads/x y`,
      `${A.slice(1)} ${B} refs/heads/x`,
      `_any\n${A} ${B} refs/heads/x`,
    ]) {
      expect(push({ as: 'owner' }, line)).toBe(text.M21);
    }
  });
});

describe('branches (git-access.md 15.4)', () => {
  it('case 86, 87: who may push to the protected branch', () => {
    const change = `${A} ${B} refs/heads/master`;
    expect(push({ as: 'dev' }, change)).toBe(text.B10);
    expect(push({ as: 'maint' }, change)).toBe('ok');
  });

  it('case 88: a forced push', () => {
    const change = `${B} ${A} refs/heads/master`;
    const forced = answering({ forced: true });
    expect(push({ as: 'maint' }, change, {}, forced)).toBe(text.B4);
    const allowing = withRules([branchRule('master', [role(40)], [role(30)], true)]);
    expect(push({ as: 'maint', project: allowing }, change, {}, forced)).toBe('ok');
    expect(push({ as: 'dev' }, `${B} ${A} refs/heads/feature`, {}, forced)).toBe('ok');
  });

  it('case 88: without a repository to ask, updates count as fast-forward and are counted', () => {
    const verdict = decided(
      request({ action: 'git-receive-pack', changes: `${B} ${A} refs/heads/master` }),
      facts({ as: 'maint' }),
    );
    expect(verdict).toMatchObject({ kind: 'granted', assumedFastForwards: 1 });
  });

  it('case 89: one refused change refuses the push', () => {
    expect(push({ as: 'dev' }, `${A} ${B} refs/heads/feature\n${A} ${B} refs/heads/master`)).toBe(text.B10);
    expect(push({ as: 'dev' }, [`${A} ${B} refs/heads/feature`, `${A} ${B} refs/heads/master`])).toBe(text.B10);
  });

  it('case 90: the default branch is never deleted', () => {
    expect(push({ as: 'owner' }, `${B} ${Z} refs/heads/master`)).toBe(text.B1);
    expect(push({ as: 'owner' }, `${B} ${Z} refs/heads/master`, web)).toBe(text.B1);
  });

  it('case 91, 92: deletion of a protected branch', () => {
    const change = `${B} ${Z} refs/heads/release/1`;
    expect(push({ as: 'dev' }, change)).toBe(text.B7);
    expect(push({ as: 'owner' }, change)).toBe(text.B8);
    expect(push({ as: 'owner' }, change, web)).toBe('ok');
    expect(push({ as: 'root' }, change, web)).toBe('ok');
  });

  it('case 93: deletion of any other branch', () => {
    expect(push({ as: 'dev' }, `${B} ${Z} refs/heads/feature`)).toBe('ok');
  });

  it('case 94: level 0 binds admins too', () => {
    expect(push({ as: 'root' }, `${A} ${B} refs/heads/release/1`)).toBe(text.B10);
  });

  it('case 95, 96: creation by merge right', () => {
    const change = `${Z} ${A} refs/heads/release/2`;
    const contained = answering({ contained: true });
    expect(push({ as: 'maint' }, change, {}, contained)).toBe(text.B6C);
    expect(push({ as: 'maint' }, change, web, contained)).toBe('ok');
    expect(push({ as: 'maint' }, change, web, answering({ contained: false }))).toBe(text.B6B);
  });

  it('case 97: creation without any right', () => {
    expect(push({ as: 'dev' }, `${Z} ${A} refs/heads/release/3`)).toBe(text.B6A);
  });

  it('case 98: what the wildcard covers', () => {
    const onBranch = (name: string) => push({ as: 'root' }, `${A} ${B} refs/heads/${name}`);
    expect(onBranch('release/a/b')).toBe(text.B10);
    expect(push({ as: 'dev' }, `${B} ${Z} refs/heads/release/`)).toBe(text.B7);
    expect(onBranch('release')).toBe('ok');
    expect(onBranch('Release/1')).toBe('ok');
  });

  it('case 99: several rules are a union', () => {
    const both = withRules([branchRule('release/*', [role(0)], []), branchRule('release/9', [role(30)], [])]);
    expect(push({ as: 'dev', project: both }, `${A} ${B} refs/heads/release/9`)).toBe('ok');
  });

  it('case 100: branches named like a commit', () => {
    expect(push({ as: 'dev' }, `${Z} ${A} refs/heads/${hex}`)).toBe(text.B2);
    expect(push({ as: 'dev' }, `${Z} ${A} refs/heads/${hex.toUpperCase()}-x`)).toBe(text.B2);
    expect(push({ as: 'dev' }, `${A} ${Z} refs/heads/${hex}`)).toBe('ok');
  });

  it('case 101: invalid names', () => {
    const names = [
      '-x',
      'HEAD',
      'refs/heads/main',
      'refs/remotes/o/m',
      'a..b',
      'a.lock',
      'main^{}',
      'a@{1}',
      '.a',
      'a/.b',
      'a/',
      '\u0001',
      'a\ud800',
    ];
    for (const name of names) expect(push({ as: 'owner' }, `${Z} ${A} refs/heads/${name}`)).toBe(text.B3);
    expect(push({ as: 'owner' }, `${Z} ${A} refs/heads/`)).toBe(text.B3);
    expect(push({ as: 'dev' }, `${Z} ${A} refs/heads/grün"&<\ufffd`)).toBe('ok');
  });

  it('case 102: a merge in progress needs the merge right only', () => {
    const refs = project().refs;
    const merging = (commit: string) =>
      project({
        refs: {
          branchRules: refs?.branchRules ?? [],
          tagRules: [],
          lockedMerges: [{ targetBranch: 'master', commit }],
          contents: null,
          sizeLimit: null,
        },
      });
    const change = `${A} ${B} refs/heads/master`;
    expect(push({ as: 'dev', project: merging(B) }, change)).toBe('ok');
    expect(push({ as: 'dev', project: merging(A) }, change)).toBe(text.B10);
    const release = project({
      refs: {
        branchRules: refs?.branchRules ?? [],
        tagRules: [],
        lockedMerges: [{ targetBranch: 'release/1', commit: B }],
        contents: null,
        sizeLimit: null,
      },
    });
    expect(push({ as: 'dev', project: release }, `${A} ${B} refs/heads/release/1`)).toBe(text.B9);
  });

  it('case 103, 104: the first push into an empty repository', () => {
    const change = `${Z} ${A} refs/heads/main`;
    expect(push({ as: 'dev', ...emptyRepository(2) }, change)).toBe(text.B10E);
    expect(push({ as: 'dev', ...emptyRepository(3) }, change)).toBe(text.B10E);
    expect(push({ as: 'maint', ...emptyRepository(2) }, change)).toBe('ok');
    expect(push({ as: 'root', ...emptyRepository(2) }, change)).toBe('ok');
    for (const protection of [0, 1, 4]) expect(push({ as: 'dev', ...emptyRepository(protection) }, change)).toBe('ok');
  });

  it('case 103: rules still count in an empty repository', () => {
    const change = `${Z} ${A} refs/heads/master`;
    expect(push({ as: 'dev', ...emptyRepository(2) }, change)).toBe(text.B10E);
    expect(push({ as: 'maint', ...emptyRepository(2) }, `${Z} ${A} refs/heads/release/1`)).toBe('ok');
  });

  it('rules for users and groups', () => {
    const change = `${A} ${B} refs/heads/master`;
    const forUser = withRules([branchRule('master', [{ kind: 'user', id: 130 }], [])]);
    expect(push({ as: 'dev', project: forUser }, change)).toBe('ok');
    expect(push({ as: 'owner', project: forUser }, change)).toBe(text.B10);
    const forGroup = withRules([branchRule('master', [{ kind: 'group', id: 9 }], [])]);
    expect(push({ as: 'dev', project: forGroup, ruleGroups: [9] }, change)).toBe('ok');
    expect(push({ as: 'dev', project: forGroup, ruleGroups: [8] }, change)).toBe(text.B10);
    const forAdmins = withRules([branchRule('master', [role(60)], [])]);
    expect(push({ as: 'owner', project: forAdmins }, change)).toBe(text.B10);
    expect(push({ as: 'root', project: forAdmins }, change)).toBe('ok');
    const unstated = withRules([branchRule('master', [], [])]);
    expect(push({ as: 'dev', project: unstated }, change)).toBe(text.B10);
    expect(push({ as: 'maint', project: unstated }, change)).toBe('ok');
  });

  it('case 110: other refs need the push ability only', () => {
    expect(push({ as: 'dev' }, `${Z} ${A} refs/notes/commits`)).toBe('ok');
    expect(push({ as: 'guest' }, `${Z} ${A} refs/notes/commits`)).toBe(text.M21);
  });

  it('sha-256 ids and blanks are read', () => {
    const [blank, commit] = ['0'.repeat(64), 'd'.repeat(64)];
    expect(push({ as: 'owner' }, `${commit} ${blank} refs/heads/master`)).toBe(text.B1);
    expect(push({ as: 'dev' }, `${blank} ${commit} refs/heads/x`)).toBe('ok');
  });
});
