import { status } from '@grpc/grpc-js';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BareRepository } from '../support/bare-repository.js';
import { bearer, type Message } from '../support/gitaly/raw-client.js';

import { codeOf, DoubleWorld } from '../support/gitaly/double-world.js';

const ZERO = '0'.repeat(40);

let world: DoubleWorld;
beforeAll(async () => {
  world = await DoubleWorld.open();
});
afterAll(() => world?.close());
afterEach(() => world.reset());

/** Ids of the commits that a method answers with. */
const listed = async (method: string, request: Message) =>
  (await world.all(method, 'commits', { repository: world.both, ...request })).map(({ id }) => id);

describe('the answers of a stand-in for Gitaly (gitaly.md 5)', () => {
  it('point 5: says whether there is a repository, and a branch', async () => {
    const bare = BareRepository.create(world.storage, 'empty.git');
    bare.update('refs/tags/only', bare.commit());
    const at = (relativePath: string) => ({ repository: { ...world.plain, relativePath } });
    expect(await world.one('RepositoryExists', at('p.git'))).toEqual({ exists: true });
    expect(await world.one('RepositoryExists', at('none.git'))).toEqual({ exists: false });
    expect(await codeOf(world.call('RepositoryExists', { repository: { ...world.plain, storageName: 'x' } }))).toBe(3);
    expect(await world.one('HasLocalBranches', at('p.git'))).toEqual({ value: true });
    expect(await world.one('HasLocalBranches', at('empty.git'))).toEqual({ value: false });
  });

  it('point 6: finds the default branch in the order of the server', async () => {
    const bare = BareRepository.create(world.storage, 'heads.git', 'trunk');
    const commit = bare.commit();
    const name = async (headOnly = false) =>
      (
        (
          await world.one('FindDefaultBranchName', {
            repository: { ...world.plain, relativePath: 'heads.git' },
            headOnly,
          })
        )?.name as Buffer
      ).toString();
    expect([await name(), await name(true)]).toEqual(['', 'refs/heads/trunk']);
    for (const branch of ['b', 'master', 'main', 'trunk']) {
      bare.update(`refs/heads/${branch}`, commit);
      expect(await name()).toBe(`refs/heads/${branch}`);
    }
  });

  it('point 7: finds refs by their whole name', async () => {
    const { A } = world;
    const exists = (ref: string) => world.one('RefExists', { repository: world.plain, ref: Buffer.from(ref) });
    expect(await exists('refs/tags/vx')).toEqual({ value: true });
    expect(await exists('refs/tags/v')).toEqual({ value: false });
    expect(await exists('refs/tags/a..b')).toEqual({ value: false });
    expect(await codeOf(exists('vx'))).toBe(status.INVALID_ARGUMENT);
    const listed = await world.all('ListRefs', 'references', {
      repository: world.plain,
      patterns: [Buffer.from('refs/tags/')],
    });
    expect(listed.map(({ name, target }) => [String(name), target])).toEqual([['refs/tags/vx', A]]);
  });

  it('point 8: takes every failure for "no ancestor"', async () => {
    const { A, C, N } = world;
    const ancestor = async (repository: Message, ancestorId: string, childId: string) =>
      (await world.one('CommitIsAncestor', { repository, ancestorId, childId }))?.value;
    expect(await ancestor(world.both, A, N)).toBe(true);
    expect(await ancestor(world.both, N, A)).toBe(false);
    expect(await ancestor(world.both, A, A)).toBe(true);
    expect(await ancestor(world.both, C, N)).toBe(false);
    expect(await ancestor(world.plain, A, N)).toBe(false);
    expect(await codeOf(ancestor(world.plain, '', N))).toBe(status.INVALID_ARGUMENT);
  });

  it('point 9: lists the branches that contain a commit', async () => {
    const { A, N } = world;
    const names = async (repository: Message, commitId: string, limit = 0) =>
      (await world.all('ListBranchNamesContainingCommit', 'branchNames', { repository, commitId, limit })).map(String);
    expect(await names(world.plain, A)).toEqual(['feature', 'master']);
    expect(await names(world.plain, A, 1)).toEqual(['feature']);
    expect(await names(world.both, N)).toEqual([]);
    expect(await codeOf(names(world.plain, N))).toBe(status.INTERNAL);
    expect(await codeOf(names(world.plain, 'master'))).toBe(status.INVALID_ARGUMENT);
  });

  it('point 10: lists commits by the words of rev-list', async () => {
    const { B, C, N } = world;
    expect(await listed('ListCommits', { revisions: [N, '--not', '--all'] })).toEqual([N]);
    expect(await listed('ListCommits', { revisions: ['--not', '--all', '--not', N] })).toEqual([N]);
    expect(await listed('ListCommits', { revisions: [N, '--not', C] })).toEqual([N, B]);
    expect(await codeOf(listed('ListCommits', { repository: world.plain, revisions: [N] }))).toBe(status.INTERNAL);
    expect(await codeOf(listed('ListCommits', { revisions: [ZERO] }))).toBe(status.INTERNAL);
    for (const revisions of [[], [''], ['--exec=x'], ['a b'], ['a:b'], ['a\\b']]) {
      expect(await codeOf(listed('ListCommits', { revisions }))).toBe(status.INVALID_ARGUMENT);
    }
  });

  it('point 11: lists all that is in the object folders', async () => {
    const { A, B, C, N } = world;
    expect(await listed('ListAllCommits', { repository: world.onlyNew })).toEqual([N]);
    expect((await listed('ListAllCommits', { repository: world.both })).sort()).toEqual([A, B, C, N].sort());
    expect((await listed('ListAllCommits', { repository: world.plain })).sort()).toEqual([A, B, C].sort());
    const blobs = await world.all('ListAllBlobs', 'blobs', { repository: world.onlyNew, bytesLimit: -1 });
    expect(blobs.map(({ size, data }) => [size, String(data)])).toEqual([[5, 'three']]);
  });

  it('point 12: checks objects when the client has asked for all', async () => {
    const { A } = world;
    world.gitaly.settings.itemsPerMessage = 2;
    const revisions = (...texts: string[]) => texts.map((text) => Buffer.from(text));
    const answers = await world.call('CheckObjectsExist', [
      { repository: world.plain, revisions: revisions(A) },
      { revisions: revisions('master^{commit}', 'master:f1', ZERO) },
    ]);
    expect(answers.map(({ revisions }) => (revisions as Message[]).map(({ exists }) => exists))).toEqual([
      [true, true],
      [true, false],
    ]);
    expect(world.gitaly.calls.of('CheckObjectsExist')[0]).toMatchObject({ halfClosed: true, messages: [{}, {}] });
    const open = world.client.call(
      'CheckObjectsExist',
      { repository: world.plain, revisions: revisions(A) },
      { authorization: bearer(world.token) },
      { deadline: 200, leaveOpen: true },
    );
    expect(await codeOf(open)).toBe(status.DEADLINE_EXCEEDED);
  });

  it('point 13: shows changed paths as world.both eras do', async () => {
    const { A, B, C, N } = world;
    const merge = world.origin.commit({ parents: [B, C], files: { f1: 'two', old: 'old', f2: 'new' } });
    const evil = world.origin.commit({ parents: [B, C], files: { f1: 'three', old: 'old', f2: 'new' } });
    const commits = (mode: number, ...revisions: string[]) =>
      world.all('FindChangedPaths', 'paths', {
        repository: world.plain,
        requests: revisions.map((commitRevision) => ({ commitRequest: { commitRevision } })),
        mergeCommitDiffMode: mode,
      });
    const short = (paths: Message[]) => paths.map(({ path, status }) => `${String(status)} ${String(path)}`);
    expect(short(await commits(2, C, B))).toEqual(['ADDED f2', 'MODIFIED f1']);
    expect(short(await commits(2, merge))).toEqual([]);
    expect(short(await commits(1, merge)).sort()).toEqual(['ADDED f2', 'MODIFIED f1']);
    expect(short(await commits(2, evil))).toEqual(['MODIFIED f1', 'MODIFIED f1']);
    expect(await codeOf(commits(2, B, N))).toBe(status.NOT_FOUND);
    const old = await world.all('FindChangedPaths', 'paths', { repository: world.plain, commits: [C] });
    expect(old).toMatchObject([{ oldMode: 0, newMode: 0o100644, newBlobId: '', commitId: '' }]);
    expect(short(await commits(2, A))).toEqual([]);
    world.gitaly.settings.era = 'now';
    expect(short(await commits(2, A))).toEqual(['ADDED f1', 'ADDED old']);
    expect(await commits(2, C)).toMatchObject([{ newBlobId: world.origin.blob('new'), oldBlobId: ZERO, commitId: C }]);
    const trees = { treeRequest: { leftTreeRevision: A, rightTreeRevision: C } };
    expect(short(await world.all('FindChangedPaths', 'paths', { repository: world.plain, requests: [trees] }))).toEqual(
      ['ADDED f2'],
    );
  });

  it('point 14: lists blobs with sizes, paths and contents', async () => {
    const { N } = world;
    const list = (request: Message) =>
      world.all('ListBlobs', 'blobs', { repository: world.both, revisions: [N, '--not', '--all'], ...request });
    expect(await list({})).toMatchObject([{ oid: world.origin.blob('three'), size: 5, data: Buffer.alloc(0) }]);
    expect(await list({ bytesLimit: 2, withPaths: true })).toMatchObject([
      { data: Buffer.from('th'), path: Buffer.from('f1') },
    ]);
    const long = world.origin.commit({ files: { big: Buffer.alloc(100_000, 1) } });
    const parts = await list({ revisions: [long], bytesLimit: -1 });
    expect(parts.map(({ oid, size, data }) => [oid !== '', size, (data as Buffer).length])).toEqual([
      [true, 100_000, 65_536],
      [false, 0, 34_464],
    ]);
  });

  it('point 15: lists pointers of Git LFS', async () => {
    const oid = createHash('sha256').update('x').digest('hex');
    const text = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 12\n`;
    const lfs = world.origin.receiving();
    const commit = lfs.commit({ files: { a: text, b: `x${text}`, c: `${text}${'#'.repeat(200)}` } });
    const repository = {
      ...world.plain,
      gitObjectDirectory: (JSON.parse(lfs.env) as Record<string, string>).GIT_OBJECT_DIRECTORY_RELATIVE,
    };
    const pointer = { oid: lfs.blob(text), size: text.length, data: Buffer.from(text) };
    expect(await world.all('ListAllLFSPointers', 'lfsPointers', { repository })).toEqual([
      { ...pointer, fileSize: 0, fileOid: Buffer.alloc(0) },
    ]);
    world.gitaly.settings.era = 'now';
    const withRefs = { ...repository, gitAlternateObjectDirectories: ['objects'] };
    expect(
      await world.all('ListLFSPointers', 'lfsPointers', {
        repository: withRefs,
        revisions: [commit, '--not', '--all'],
      }),
    ).toEqual([{ ...pointer, fileSize: 12, fileOid: Buffer.from(oid) }]);
  });

  it('point 16: measures the quarantine', async () => {
    const size = (repository: Message) => world.one('GetObjectDirectorySize', { repository });
    writeFileSync(join(world.origin.path, world.incoming.quarantine.directory, 'ballast'), Buffer.alloc(10_000));
    expect((await size(world.both))?.size).toBeGreaterThanOrEqual(9);
    rmSync(join(world.origin.path, world.incoming.quarantine.directory, 'ballast'));
    expect(await size(world.both)).toEqual({ size: 0 });
    expect(await codeOf(size(world.plain))).toBe(status.INVALID_ARGUMENT);
    expect(await codeOf(size({ ...world.both, gitObjectDirectory: 'objects/gone' }))).toBe(status.NOT_FOUND);
  });

  it('point 17: lists files, and none of what it does not know', async () => {
    const { C, N } = world;
    const paths = async (repository: Message, revision: string) =>
      (await world.call('ListFiles', { repository, revision: Buffer.from(revision) })).map((answer) =>
        (answer.paths as Buffer[]).map(String),
      );
    expect(await paths(world.plain, C)).toEqual([['f1', 'f2', 'old']]);
    expect(await paths(world.plain, '')).toEqual([['f1', 'old']]);
    expect(await paths(world.both, N)).toEqual([['f1']]);
    expect(await paths(world.plain, N)).toEqual([[]]);
  });

  it('point 18: reads commits as the server does', async () => {
    const { A, C } = world;
    const long = `Subject\n\n${'x'.repeat(20_000)}`;
    const commit = world.origin.commit({ message: long, author: 'Jörg', parents: [A, C] });
    const [parsed] = await world.all('ListCommits', 'commits', {
      repository: world.plain,
      revisions: [commit, '--not', '--all'],
    });
    expect(parsed).toMatchObject({
      id: commit,
      subject: Buffer.from('Subject'),
      body: Buffer.from(long).subarray(0, 10_240),
      bodySize: long.length,
      parentIds: [A, C],
      signatureType: 'NONE',
      author: { name: Buffer.from('Jörg'), email: Buffer.from('dev@example.com') },
    });
    const messages = await world.call('GetCommitMessages', { repository: world.plain, commitIds: [commit] });
    expect(messages).toEqual([{ commitId: commit, message: Buffer.from(long) }]);
    const plain = world.origin.git(['cat-file', 'commit', A]);
    for (const [begin, kind] of [
      ['-----BEGIN PGP SIGNATURE-----', 'PGP'],
      ['-----BEGIN SIGNED MESSAGE-----', 'X509'],
      ['-----BEGIN SSH SIGNATURE-----', 'SSH'],
    ] as const) {
      const signed = plain.replace('\n\n', `\ngpgsig ${begin}\n x\n\n`);
      const id = world.origin.git(['hash-object', '-t', 'commit', '-w', '--stdin'], signed);
      const [answer] = await world.all('ListCommits', 'commits', { repository: world.plain, revisions: [id] });
      expect(answer?.signatureType).toBe(kind);
    }
  });

  it('point 20: creates repositories, and none that is there', async () => {
    const repository = { ...world.plain, relativePath: 'deep/er/new.git' };
    const request = { repository, defaultBranch: Buffer.from('trunk') };
    expect(await world.call('CreateRepository', request)).toEqual([{}]);
    const head = execFileSync('git', ['-C', join(world.storage, repository.relativePath), 'symbolic-ref', 'HEAD']);
    expect(head.toString().trim()).toBe('refs/heads/trunk');
    expect(await codeOf(world.call('CreateRepository', request))).toBe(status.ALREADY_EXISTS);
    const quarantined = { ...repository, relativePath: 'q.git', gitObjectDirectory: 'objects/x' };
    expect(await codeOf(world.call('CreateRepository', { repository: quarantined }))).toBe(status.INTERNAL);
  });
});
