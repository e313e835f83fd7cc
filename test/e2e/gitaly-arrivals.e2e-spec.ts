import { createHash } from 'node:crypto';
import { Z } from '../support/allowed-world.js';
import type { BareRepository } from '../support/bare-repository.js';
import { ADAPTERS, ContentWorld } from '../support/content-world.js';

const DEV = 30;
const LFS_MISSING = '401 LFS objects are missing. Ensure LFS is properly set up or try a manual "git lfs push --all".';
const LOCKED = "401 'f1' is locked in Git LFS by @maint";

function pointerOf(content: string, version = 'https://git-lfs.github.com/spec/v1') {
  const oid = createHash('sha256').update(content).digest('hex');
  return { oid, text: `version ${version}\noid sha256:${oid}\nsize ${content.length}\n` };
}

describe.each(ADAPTERS)('what a push brings along, asked through %s (gitaly.md 6)', (adapter) => {
  let world: ContentWorld;
  let incoming: BareRepository;

  beforeAll(async () => {
    world = await ContentWorld.open(adapter);
  });
  afterAll(() => world?.close());
  beforeEach(() => {
    world.gitaly?.forget();
    incoming = world.repository.receiving();
  });

  const push = (changes: string) => world.push(DEV, changes, {}, incoming);
  const methods = () => new Set(world.methods);
  const firstOf = (method: string) => world.callsOf(method)[0]?.messages[0];

  describe('Git LFS pointers', () => {
    async function link(oid: string): Promise<void> {
      const object = await world.suite.make.insert('lfs_objects', { oid, size: 12 });
      await world.suite.make.insert('lfs_objects_projects', { lfs_object_id: object.id, project_id: 3 });
    }

    it('row 19, 20: a pointer whose object is linked, or not', async () => {
      const { oid, text } = pointerOf('a large file');
      const N = incoming.commit({ parents: [world.B], files: { big: text } });
      expect(await push(`${world.B} ${N} refs/heads/topic`)).toBe(LFS_MISSING);
      await link(oid);
      expect(await push(`${world.B} ${N} refs/heads/topic`)).toBe('200');
      if (!world.gitaly) return;
      expect(methods()).toEqual(new Set(['ListAllLFSPointers']));
      expect(firstOf('ListAllLFSPointers')).toMatchObject({
        repository: { gitObjectDirectory: incoming.quarantine.directory, gitAlternateObjectDirectories: [] },
      });
    });

    it('row 21: two pointers to one object', async () => {
      const { oid, text } = pointerOf('pointed to twice');
      await link(oid);
      const files = { one: text, two: text.replace('\noid', '\next-0-foo sha256:00\noid') };
      const N = incoming.commit({ parents: [world.B], files });
      expect(await push(`${world.B} ${N} refs/heads/topic`)).toBe('200');
    });

    it('row 22: without a quarantine, what no ref leads to yet', async () => {
      const { oid, text } = pointerOf('unpacked already');
      const N = world.repository.commit({ parents: [world.B], files: { big: text } });
      expect(await world.push(DEV, `${world.B} ${N} refs/heads/topic`)).toBe(LFS_MISSING);
      await link(oid);
      expect(await world.push(DEV, `${world.B} ${N} refs/heads/topic`)).toBe('200');
      if (world.gitaly) {
        expect(methods()).toEqual(new Set(['ListLFSPointers']));
        expect(firstOf('ListLFSPointers')).toMatchObject({ revisions: [N, '--not', '--all'] });
      }
    });
  });

  describe('paths', () => {
    beforeAll(async () => {
      await world.suite.make.insert('lfs_file_locks', {
        project_id: 3,
        user_id: world.allowed.users.maint.id,
        path: 'f1',
        created_at: new Date(),
      });
    });

    /** Ids of the commits whose paths Gitaly was asked for. */
    const commitsAsked = () =>
      world
        .callsOf('FindChangedPaths')
        .map(({ messages }) =>
          (messages[0]?.requests as { commitRequest: { commitRevision: string } }[]).map(
            ({ commitRequest }) => commitRequest.commitRevision,
          ),
        );

    it('row 23: a commit that came along although it was there is not looked at', async () => {
      const O = world.repository.commit({ parents: [world.B], files: { f1: 'changed', f2: 'two' } });
      world.repository.update('refs/heads/there', O);
      const N = incoming.commit({ parents: [O], files: { f1: 'changed', f2: 'two', f3: 'new' } });
      incoming.alsoReceive(O);
      expect(await push(`${Z} ${N} refs/heads/new`)).toBe('200');
      if (!world.gitaly) return;
      expect(firstOf('ListAllCommits')).toMatchObject({
        repository: { gitObjectDirectory: incoming.quarantine.directory, gitAlternateObjectDirectories: [] },
      });
      const asked = firstOf('CheckObjectsExist') as { revisions: Buffer[] };
      expect(asked).toMatchObject({
        repository: { gitObjectDirectory: '', gitAlternateObjectDirectories: ['objects'] },
      });
      expect(asked.revisions.map(String).sort()).toEqual([N, O].sort());
      expect(commitsAsked()).toEqual([[N]]);
    });

    it('row 24: a file that somebody else has locked', async () => {
      const N = incoming.commit({ parents: [world.B], files: { f1: 'mine', f2: 'two' } });
      expect(await push(`${world.B} ${N} refs/heads/topic`)).toBe(LOCKED);
    });

    it('row 25: a clean merge of what was changed before', async () => {
      const O = world.repository.commit({ parents: [world.A], files: { f1: 'merged', f2: 'one' } });
      world.repository.update('refs/heads/merged', O);
      const N = incoming.commit({ parents: [world.B, O], files: { f1: 'merged', f2: 'two' } });
      expect(await push(`${world.B} ${N} refs/heads/topic`)).toBe('200');
      const evil = incoming.commit({ parents: [world.B, O], files: { f1: 'evil', f2: 'two' } });
      expect(await push(`${world.B} ${evil} refs/heads/topic`)).toBe(LOCKED);
    });

    it('row 26: a first commit, whose files servers up to 16.7 do not show', async () => {
      const N = incoming.commit({ files: { f1: 'first' } });
      const change = `${Z} ${N} refs/heads/orphan`;
      expect(await push(change)).toBe(world.gitaly ? '200' : LOCKED);
      if (!world.gitaly) return;
      world.gitaly.settings.era = 'now';
      expect(await push(change)).toBe(LOCKED);
      world.gitaly.settings.era = '16.7';
    });

    it('row 27: 250 new commits', async () => {
      const N = incoming.history(250, world.B);
      expect(await push(`${world.B} ${N} refs/heads/topic`)).toBe('200');
      if (!world.gitaly) return;
      const [exchange] = world.callsOf('CheckObjectsExist');
      expect(exchange?.halfClosed).toBe(true);
      expect(exchange?.messages.map(({ repository }) => repository !== null)).toEqual([true, false, false]);
      expect(exchange?.messages.map(({ revisions }) => (revisions as Buffer[]).length)).toEqual([100, 100, 50]);
      expect(commitsAsked()[0]).toHaveLength(250);
    });

    it('row 28: an annotated tag of an old commit', async () => {
      const text = `object ${world.A}\ntype commit\ntag nightly\ntagger dev <dev@example.com> 0 +0000\n\nnightly\n`;
      const tag = incoming.git(['mktag'], text);
      expect(await push(`${Z} ${tag} refs/tags/nightly`)).toBe('200');
      if (!world.gitaly) return;
      expect(methods()).toContain('ListAllCommits');
      expect(methods()).not.toContain('CheckObjectsExist');
      expect(methods()).not.toContain('FindChangedPaths');
    });
  });
});
