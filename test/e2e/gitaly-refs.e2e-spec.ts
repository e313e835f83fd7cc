import { Z } from '../support/allowed-world.js';
import { BareRepository } from '../support/bare-repository.js';
import { ADAPTERS, ContentWorld } from '../support/content-world.js';

const FORCED = '401 You are not allowed to force push code to a protected branch on this project.';
const DEFAULT_BRANCH = '401 The default branch of a project cannot be deleted.';

const DEV = 30;
const MAINT = 40;

describe.each(ADAPTERS)('refs, asked through %s (gitaly.md 6)', (adapter) => {
  let world: ContentWorld;
  /** In the quarantine, on top of A. */
  let N: string;
  let incoming: BareRepository;

  beforeAll(async () => {
    world = await ContentWorld.open(adapter);
    await world.suite.sql('UPDATE projects SET lfs_enabled = false');
    incoming = world.repository.receiving();
    N = incoming.commit({ message: 'N', parents: [world.A], files: { f1: 'new' } });
  });
  afterAll(() => world?.close());
  beforeEach(() => world.gitaly?.forget());

  const push = (key: number, changes: string, parameters = {}) => world.push(key, changes, parameters, incoming);
  /** Both directory fields, as the hook gave them. */
  const quarantined = () => ({
    gitObjectDirectory: incoming.quarantine.directory,
    gitAlternateObjectDirectories: ['objects'],
  });
  /** What the double must have recorded, where it is asked at all. */
  const expectCalls = (...methods: string[]) => {
    if (world.gitaly) expect(world.methods).toEqual(methods);
  };
  const onlyMessage = (method: string) => {
    expect(world.callsOf(method)).toHaveLength(1);
    return world.callsOf(method)[0]?.messages[0];
  };

  /** A project of the group with a repository that has no branch yet. */
  async function projectWithoutBranch(path: string, head = 'master') {
    const { make } = world.suite;
    const project = await make.project({ namespace_id: world.allowed.group.id, path, lfs_enabled: false });
    for (const [username, level] of [
      ['dev', 30],
      ['maint', 40],
    ] as const) {
      await make.member({ project: project.id }, world.allowed.users[username].id, level);
    }
    const repository = BareRepository.create(world.storage, `${project.diskPath}.git`, head);
    return { project: `gnuwget/${path}`, repository };
  }

  it('row 8: an update of a branch that nothing protects asks nothing', async () => {
    expect(await push(DEV, `${world.A} ${N} refs/heads/topic`)).toBe('200');
    expectCalls();
  });

  it('row 9: an update of a protected branch, not forced', async () => {
    expect(await push(MAINT, `${world.A} ${N} refs/heads/master`)).toBe('200');
    if (!world.gitaly) return;
    expect(onlyMessage('CommitIsAncestor')).toMatchObject({
      ancestorId: world.A,
      childId: N,
      repository: quarantined(),
    });
  });

  it('row 10: a forced update of a protected branch', async () => {
    expect(await push(MAINT, `${world.B} ${N} refs/heads/master`)).toBe(FORCED);
    if (world.gitaly) expect(onlyMessage('CommitIsAncestor')).toMatchObject({ ancestorId: world.B, childId: N });
  });

  it('row 11: without its quarantine a new commit is nobody’s descendant, so the fields must arrive', async () => {
    expect(await world.push(MAINT, `${world.A} ${N} refs/heads/master`)).not.toBe('200');
    expect(await push(MAINT, `${world.A} ${N} refs/heads/master`)).toBe('200');
  });

  it('row 12, 13: the first push into an empty repository', async () => {
    const { project, repository } = await projectWithoutBranch('fresh');
    const receiving = repository.receiving();
    const first = receiving.commit();
    const change = `${Z} ${first} refs/heads/master`;
    expect(await world.push(MAINT, change, { project }, receiving)).toBe('200');
    expect(await world.push(DEV, change, { project }, receiving)).toMatch(
      /^401 \nA default branch \(e\.g\. main\) does not yet exist for gnuwget\/fresh\n/,
    );
    if (!world.gitaly) return;
    expect(world.callsOf('HasLocalBranches').length).toBeGreaterThan(0);
    expect(world.callsOf('CommitIsAncestor')).toEqual([]);
  });

  it('row 14: the deletion of the default branch', async () => {
    expect(await world.push(MAINT, `${world.A} ${Z} refs/heads/master`)).toBe(DEFAULT_BRANCH);
    expectCalls('FindDefaultBranchName');
    if (!world.gitaly) return;
    expect(onlyMessage('FindDefaultBranchName')).toMatchObject({
      repository: { gitObjectDirectory: '', gitAlternateObjectDirectories: [] },
    });
  });

  it('row 15: the default branch where HEAD points to none', async () => {
    const { project, repository } = await projectWithoutBranch('unborn', 'trunk');
    const commit = repository.commit();
    repository.update('refs/heads/master', commit);
    expect(await world.push(MAINT, `${commit} ${Z} refs/heads/master`, { project })).toBe(DEFAULT_BRANCH);
  });

  it('row 16, 17: a protected branch made by merge right', async () => {
    expect(await push(MAINT, `${Z} ${world.B} refs/heads/release/1`)).toBe(
      '401 You can only create protected branches using the web interface and API.',
    );
    expect(await push(MAINT, `${Z} ${N} refs/heads/release/1`)).toBe(
      '401 You can only use an existing protected branch ref as the basis of a new protected branch.',
    );
    if (!world.gitaly) return;
    expect(world.callsOf('ListBranchNamesContainingCommit').map(({ messages }) => messages[0])).toMatchObject([
      { commitId: world.B, limit: 0, repository: quarantined() },
      { commitId: N, limit: 0, repository: quarantined() },
    ]);
  });

  it('row 18: a tag whose name begins that of another', async () => {
    world.repository.update('refs/tags/wx', world.A);
    const { make } = world.suite;
    const reporter = await make.deployKey({ user_id: world.allowed.users.reporter.id }, { 3: true });
    expect(await push(reporter.id, `${Z} ${world.B} refs/tags/w`)).toBe('200');
    if (world.gitaly) expect(onlyMessage('RefExists')).toMatchObject({ ref: Buffer.from('refs/tags/w') });
    expect(await push(reporter.id, `${world.A} ${world.B} refs/tags/wx`)).toBe(
      '401 You are not allowed to change existing tags on this project.',
    );
    expect(await push(DEV, `${Z} ${world.B} refs/tags/w`)).toBe('200');
  });
});
