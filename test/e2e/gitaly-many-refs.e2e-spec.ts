import { Z } from '../support/allowed-world.js';
import type { BareRepository } from '../support/bare-repository.js';
import { ContentWorld } from '../support/content-world.js';

const FORCED = '401 You are not allowed to force push code to a protected branch on this project.';
const EXISTING_TAG = '401 You are not allowed to change existing tags on this project.';
const NO_BASIS = '401 You can only use an existing protected branch ref as the basis of a new protected branch.';
const NOT_ON_THE_WEB = '401 You can only create protected branches using the web interface and API.';
const BAD_MESSAGE = "401 Commit message does not follow the pattern '^JIRA-'";

const DEV = 30;
const MAINT = 40;
const MANY = 40;

describe('many refs, asked through Gitaly', () => {
  let world: ContentWorld;
  let incoming: BareRepository;
  /** In the quarantine, each on top of A. */
  let tips: readonly string[];

  beforeAll(async () => {
    world = await ContentWorld.open('Gitaly');
    await world.suite.sql('UPDATE projects SET lfs_enabled = false');
    await world.suite.make.protectedBranch({ project_id: 3 }, 'many/*', { push: [40] });
    incoming = world.repository.receiving();
    tips = Array.from({ length: 10 }, (_, n) => incoming.commit({ message: `tip ${n}`, parents: [world.A] }));
  });
  afterAll(() => world?.close());
  beforeEach(() => world.gitaly?.forget());

  const push = (key: number, changes: readonly string[]) => world.push(key, changes.join('\n'), {}, incoming);
  const lines = (line: (n: number) => string) => Array.from({ length: MANY }, (_, n) => line(n));

  it('updates of protected branches are looked at together', async () => {
    expect(
      await push(
        MAINT,
        tips.map((tip, n) => `${world.A} ${tip} refs/heads/many/${n}`),
      ),
    ).toBe('200');
    expect(world.methods).toEqual(['ListCommits']);
  });

  it('those that are forced are found, and what lies far behind the first is not asked about', async () => {
    const changes = tips.map((tip, n) => `${n < 5 ? world.A : world.C} ${tip} refs/heads/many/${n}`);
    expect(await push(MAINT, changes)).toBe(FORCED);
    expect(new Set(world.methods)).toEqual(new Set(['ListCommits', 'CommitIsAncestor']));
    expect(world.callsOf('CommitIsAncestor').length).toBeLessThanOrEqual(4);
  });

  it('old ends that hide one another are asked about one by one', async () => {
    const line = [world.B];
    for (let n = 0; n < 9; n++) line.push(incoming.commit({ message: `line ${n}`, parents: [line.at(-1)!] }));
    const end = line.pop();
    expect(
      await push(
        MAINT,
        line.map((commit, n) => `${commit} ${end} refs/heads/many/${n}`),
      ),
    ).toBe('200');
    expect(world.callsOf('ListCommits')).toHaveLength(1);
    expect(world.callsOf('CommitIsAncestor')).toHaveLength(line.length - 1);
  });

  it('new protected branches are looked at together, by the branches there are', async () => {
    expect(
      await push(
        MAINT,
        lines((n) => `${Z} ${n % 2 ? world.A : world.B} refs/heads/release/${n}`),
      ),
    ).toBe(NOT_ON_THE_WEB);
    const commits = Array.from({ length: 10 }, (_, n) =>
      incoming.commit({ message: `basis ${n}`, parents: [world.B] }),
    );
    world.gitaly?.forget();
    expect(
      await push(
        MAINT,
        commits.map((commit, n) => `${Z} ${commit} refs/heads/release/${n}`),
      ),
    ).toBe(NO_BASIS);
    expect(world.methods).toEqual(['ListRefs', 'ListCommits']);
  });

  it('tags are looked up together, by their whole names', async () => {
    world.repository.update('refs/tags/wx', world.A);
    world.repository.update('refs/tags/deep/er', world.A);
    const { make } = world.suite;
    const reporter = await make.deployKey({ user_id: world.allowed.users.reporter.id }, { 3: true });
    const fresh = lines((n) => `${Z} ${world.B} refs/tags/w${n}`);
    expect(await push(reporter.id, [...fresh, `${Z} ${world.B} refs/tags/w`, `${Z} ${world.B} refs/tags/deep`])).toBe(
      '200',
    );
    expect(world.methods).toEqual(expect.arrayContaining(['ListRefs']));
    expect(world.methods).not.toContain('RefExists');
    expect(await push(reporter.id, [...fresh, `${Z} ${world.B} refs/tags/wx`])).toBe(EXISTING_TAG);
  });

  describe('with a rule for messages', () => {
    beforeAll(() => world.suite.make.insert('push_rules', { project_id: 3, commit_message_regex: '^JIRA-' }));

    it('a commit behind an annotated tag is looked at, one that nothing asked about leads to is not', async () => {
      const fine = incoming.commit({ message: 'JIRA-1', parents: [world.B] });
      const note = incoming.commit({ message: 'a note', parents: [] });
      const bad = incoming.commit({ message: 'bad', parents: [world.B] });
      const text = `object ${bad}\ntype commit\ntag nightly\ntagger dev <dev@example.com> 0 +0000\n\nnightly\n`;
      const tag = incoming.git(['mktag'], text);
      const changes = [`${Z} ${fine} refs/heads/topic`, `${Z} ${note} refs/notes/commits`];
      expect(await push(DEV, changes)).toBe('200');
      expect(await push(DEV, [...changes, `${Z} ${tag} refs/tags/nightly`])).toBe(BAD_MESSAGE);
    });

    it('a message that the server cuts is read to its end', async () => {
      await world.suite.sql(`UPDATE push_rules SET commit_message_regex = 'END$'`);
      const filler = 'x'.repeat(20_000);
      const long = (end: string) => incoming.commit({ message: `${filler}${end}`, parents: [world.B] });
      expect(await push(DEV, [`${Z} ${long('END')} refs/heads/topic`])).toBe('200');
      expect(world.methods).toContain('GetCommitMessages');
      expect(await push(DEV, [`${Z} ${long('other')} refs/heads/topic`])).toBe(
        "401 Commit message does not follow the pattern 'END$'",
      );
    });
  });
});
