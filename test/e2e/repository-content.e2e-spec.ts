import { knownRepository, Z } from '../support/allowed-world.js';
import { ADAPTERS, ContentWorld } from '../support/content-world.js';

const DEV = 30;
const MAINT = 40;
const FORCED = '401 You are not allowed to force push code to a protected branch on this project.';
const WEB_ONLY = '401 You can only create protected branches using the web interface and API.';

describe.each(ADAPTERS)('a repository that can be asked, through %s (git-access.md 15.4)', (adapter) => {
  let world: ContentWorld;
  let A: string, B: string, C: string;

  beforeAll(async () => {
    world = await ContentWorld.open(adapter);
    ({ A, B, C } = world);
  });
  afterAll(() => world?.close());

  const push = (key: number, changes: string, parameters = {}) => world.push(key, changes, parameters);

  it('case 88: a forced push', async () => {
    expect(await push(MAINT, `${A} ${B} refs/heads/master`)).toBe('200');
    expect(await push(MAINT, `${B} ${A} refs/heads/master`)).toBe(FORCED);
    expect(await push(MAINT, `${B} ${C} refs/heads/master`)).toBe(FORCED);
    expect(await push(DEV, `${C} ${B} refs/heads/feature`)).toBe('200');
    await world.suite.sql(`UPDATE protected_branches SET allow_force_push = true WHERE name = 'master'`);
    expect(await push(MAINT, `${B} ${A} refs/heads/master`)).toBe('200');
    await world.suite.sql(`UPDATE protected_branches SET allow_force_push = false WHERE name = 'master'`);
  });

  it('case 95, 96: a protected branch made by merge right', async () => {
    const onMaster = `${Z} ${A} refs/heads/release/2`;
    expect(await push(MAINT, onMaster)).toBe(WEB_ONLY);
    expect(await push(MAINT, onMaster, { protocol: 'web' })).toBe('200');
    expect(await push(MAINT, `${Z} ${C} refs/heads/release/2`, { protocol: 'web' })).toBe(
      '401 You can only use an existing protected branch ref as the basis of a new protected branch.',
    );
  });

  it('case 90, 108: the default branch is what the repository says', async () => {
    world.repository.git(['symbolic-ref', 'HEAD', 'refs/heads/feature']);
    expect(await push(DEV, `${C} ${Z} refs/heads/feature`)).toBe(
      '401 The default branch of a project cannot be deleted.',
    );
    expect(await push(DEV, `${Z} ${A} refs/tags/feature`)).toBe(
      '401 You cannot use default branch name to create a tag',
    );
    world.repository.git(['symbolic-ref', 'HEAD', 'refs/heads/master']);
    expect(await push(DEV, `${C} ${Z} refs/heads/feature`)).toBe('200');
  });

  it('case 103: a stored "empty" does not open a repository that has branches', async () => {
    await knownRepository(world.suite, 3, { empty: true });
    expect(await push(MAINT, `${Z} ${A} refs/heads/release/1`)).toBe(WEB_ONLY);
    await knownRepository(world.suite, 3);
  });

  it('row T1: a deploy key whose creator does not push changes no existing tag', async () => {
    const { make } = world.suite;
    const reporter = await make.deployKey({ user_id: world.allowed.users.reporter.id }, { 3: true });
    world.repository.update('refs/tags/nightly', A);
    const refused = '401 You are not allowed to change existing tags on this project.';
    expect(await push(reporter.id, `${A} ${B} refs/tags/nightly`)).toBe(refused);
    expect(await push(reporter.id, `${Z} ${B} refs/tags/weekly`)).toBe('200');
    const many = Array.from({ length: 20 }, (_, n) => `${Z} ${B} refs/tags/many-${n}`);
    expect(await push(reporter.id, many.join('\n'))).toBe('200');
    expect(await push(reporter.id, [...many, `${Z} ${B} refs/tags/nightly`].join('\n'))).toBe(refused);
  });

  it('new commits are found in the quarantine, and nowhere without it', async () => {
    const incoming = world.repository.receiving();
    const fresh = incoming.commit({ parents: [B] });
    const change = `${B} ${fresh} refs/heads/master`;
    expect(await world.push(MAINT, change, {}, incoming)).toBe('200');
    expect(await world.push(MAINT, `${C} ${fresh} refs/heads/master`, {}, incoming)).toBe(FORCED);
    expect(await push(MAINT, change)).not.toBe('200');
  });

  it('each pair is judged by itself, in a history with merges', async () => {
    await world.suite.make.protectedBranch({ project_id: 3 }, 'many/*', { push: [40] });
    const D = world.repository.commit({ message: 'D', parents: [B, C] });
    const E = world.repository.commit({ message: 'E', parents: [D] });
    const lonely = world.repository.commit({ message: 'unrelated' });
    const ancestors: Record<string, string[]> = {
      [A]: [A],
      [B]: [A, B],
      [C]: [A, C],
      [D]: [A, B, C, D],
      [E]: [A, B, C, D, E],
      [lonely]: [lonely],
    };
    const commits = Object.keys(ancestors);
    const pairs = commits.flatMap((oldRev) => commits.map((newRev) => [oldRev, newRev] as const));
    // Through Gitaly, where each costs a process or two, a sample is enough.
    const some = <Item>(items: readonly Item[]) => items.filter((_, index) => !world.gitaly || index % 4 === 0);
    for (const [oldRev, newRev] of some(pairs)) {
      const good = ancestors[newRev]?.includes(oldRev);
      expect([oldRev, newRev, await push(MAINT, `${oldRev} ${newRev} refs/heads/many/x`)]).toEqual([
        oldRev,
        newRev,
        good ? '200' : FORCED,
      ]);
    }
    const lines = (wanted: boolean) =>
      pairs
        .filter(([oldRev, newRev]) => ancestors[newRev]?.includes(oldRev) === wanted)
        .map(([oldRev, newRev], index) => `${oldRev} ${newRev} refs/heads/many/${index}`);
    expect(await push(MAINT, lines(true).join('\n'))).toBe('200');
    for (const forced of some(lines(false)))
      expect(await push(MAINT, [...lines(true), forced].join('\n'))).toBe(FORCED);
  });
});
