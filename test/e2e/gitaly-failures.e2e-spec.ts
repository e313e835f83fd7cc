import { status } from '@grpc/grpc-js';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { askAllowed, knownRepository, said, Z } from '../support/allowed-world.js';
import { startApi, type RunningApi } from '../support/app.js';
import { ContentWorld } from '../support/content-world.js';
import type { GitalyDouble } from '../support/gitaly/gitaly-double.js';
import { limitTrailers } from '../support/gitaly/limit-error.js';
import { stopwatch } from '../support/stopwatch.js';

const DEV = 30;
const MAINT = 40;
const REPORTER = 20;
const UNAVAILABLE = '503 503 Service Unavailable';
/** What a pusher reads when the checks could not be finished (git-access.md 3.14). */
const TIMED_OUT = /^503 Push operation timed out\n\nTiming information for debugging purposes:\n/;
const ERROR = '500 500 Internal Server Error';

let world: ContentWorld;
let gitaly: GitalyDouble;
/** Has little patience, and the same storage. */
let hasty: RunningApi;

beforeAll(async () => {
  world = await ContentWorld.open('Gitaly');
  gitaly = world.gitaly!;
  hasty = await startApi(world.suite, {
    environment: {
      GITALY_STORAGES: JSON.stringify({
        default: {
          address: gitaly.tcp,
          token: gitaly.settings.token,
          deadlines: { fast: 300, medium: 60_000 },
        },
      }),
      ALLOWED_TIMEOUT: '1500',
    },
  });
});
afterAll(async () => {
  await hasty?.close();
  await world?.close();
});
beforeEach(() => world.forget());

const pull = () => world.allowed.pull({ key_id: REPORTER }).then(said);
const tries = (method = 'RepositoryExists') => world.callsOf(method).map(({ code }) => code);
const hastily = async (action: string, parameters: Readonly<Record<string, unknown>>) =>
  said(await askAllowed(hasty, { action, protocol: 'ssh', changes: '_any', project: 'gnuwget/wget2', ...parameters }));

/** A commit in a quarantine with pointers to uploaded objects. */
async function pointers(count: number) {
  const incoming = world.repository.receiving();
  const files: Record<string, string> = {};
  for (let n = 0; n < count; n++) {
    const oid = createHash('sha256').update(`${count} ${n}`).digest('hex');
    const object = await world.suite.make.insert('lfs_objects', { oid, size: 12 });
    await world.suite.make.insert('lfs_objects_projects', { lfs_object_id: object.id, project_id: 3 });
    files[`large-${n}`] = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 12\n`;
  }
  const N = incoming.commit({ parents: [world.B], files });
  await knownRepository(world.suite, 3);
  return { incoming, change: `${world.B} ${N} refs/heads/topic` };
}

describe('a Gitaly that fails (gitaly.md 6)', () => {
  it('row 3: down', async () => {
    gitaly.fault('RepositoryExists', { code: status.UNAVAILABLE });
    expect(await pull()).toBe(UNAVAILABLE);
    expect(tries()).toEqual([14, 14, 14, 14]);
    gitaly.crash();
    const took = stopwatch();
    expect(await pull()).toBe(UNAVAILABLE);
    expect(took()).toBeLessThan(5000);
    gitaly.forget();
    await gitaly.restart();
    expect(await pull()).toBe('200');
  });

  it('row 4: down once, then up', async () => {
    gitaly.fault('RepositoryExists', { code: status.UNAVAILABLE, times: 1 });
    expect(await pull()).toBe('200');
    expect(tries()).toEqual([14, 0]);
  });

  it('row 5: the wrong token is a fault of the service, not of the caller', async () => {
    const { token } = gitaly.settings;
    gitaly.settings.token = 'another';
    expect(await pull()).toBe(ERROR);
    expect(tries()).toEqual([7]);
    gitaly.settings.token = token;
    expect(await pull()).toBe('200');
  });

  it('row 6: a clock that is 40 s behind', async () => {
    const { clock } = gitaly.settings;
    gitaly.settings.clock = () => clock() + 40;
    expect(await pull()).toBe(ERROR);
    expect(tries()).toEqual([7]);
    gitaly.settings.clock = clock;
  });

  it('row 7: no answer within the deadline', async () => {
    gitaly.fault('RepositoryExists', { delay: 60_000 });
    const took = stopwatch();
    expect(await hastily('git-upload-pack', { key_id: REPORTER })).toMatch(/^503 /);
    expect(took()).toBeLessThan(1400);
    const [call] = world.callsOf('RepositoryExists');
    expect(call?.remaining).toBeLessThanOrEqual(300);
    gitaly.forget();
    expect(await hastily('git-upload-pack', { key_id: REPORTER })).toBe('200');
    expect(await pull()).toBe('200');
  });

  it('row 7: a deadline for each kind of call, never longer than what is left of the 50 s', async () => {
    const { incoming, change } = await pointers(1);
    expect(await world.push(DEV, change, {}, incoming)).toBe('200');
    expect(await world.push(MAINT, `${world.B} ${world.C} refs/heads/master`)).toMatch(/^401 /);
    const remaining = (method: string) => world.callsOf(method)[0]?.remaining ?? 0;
    expect(remaining('ListAllLFSPointers')).toBeGreaterThan(25_000);
    expect(remaining('ListAllLFSPointers')).toBeLessThanOrEqual(30_000);
    expect(remaining('CommitIsAncestor')).toBeGreaterThan(5_000);
    expect(remaining('CommitIsAncestor')).toBeLessThanOrEqual(10_000);
    gitaly.forget();
    expect(await hastily('git-receive-pack', { key_id: DEV, changes: change, env: incoming.env })).toBe('200');
    expect(remaining('ListAllLFSPointers')).toBeLessThanOrEqual(1500);
  });

  it('row 29: a scan that takes longer than the time left', async () => {
    const { incoming, change } = await pointers(2);
    gitaly.fault('ListAllLFSPointers', { delay: 60_000 });
    const took = stopwatch();
    const text = await hastily('git-receive-pack', { key_id: DEV, changes: change, env: incoming.env });
    expect(took()).toBeLessThan(5000);
    expect(text).toMatch(TIMED_OUT);
    expect(text).toMatch(/Scanning repository for blobs stored in LFS .*\.\.\. \(cancelled after [\d.]+ms\)$/);
  });

  it('row 30: too much to do', async () => {
    const trailers = limitTrailers('maximum queue size reached', 0);
    gitaly.fault('RepositoryExists', { code: status.RESOURCE_EXHAUSTED, trailers });
    const answer = await world.allowed.pull({ key_id: REPORTER });
    expect(said(answer)).toBe('503 Upstream Gitaly has been exhausted: maximum queue size reached. Try again later');
    expect(answer.headers).not.toHaveProperty('retry-after');
    expect(tries()).toEqual([8]);
    gitaly.fault('RepositoryExists', {
      code: status.RESOURCE_EXHAUSTED,
      trailers: limitTrailers('busy', 7),
    });
    expect((await world.allowed.pull({ key_id: REPORTER })).headers['retry-after']).toBe('7');
    // The same code without a word of the server: a message that is larger than this side takes.
    gitaly.fault('RepositoryExists', { oversized: true });
    expect(await pull()).toBe('503 Upstream Gitaly has been exhausted. Try again later');
  });

  it('row 31: a stream that breaks decides nothing', async () => {
    const { incoming, change } = await pointers(3);
    gitaly.settings.itemsPerMessage = 1;
    const push = () => world.push(DEV, change, {}, incoming);
    gitaly.fault('ListAllLFSPointers', { code: status.UNAVAILABLE, afterMessages: 2 });
    expect(await push()).toMatch(TIMED_OUT);
    expect(tries('ListAllLFSPointers')).toEqual([14]);
    gitaly.fault('ListAllLFSPointers', { dies: true, afterMessages: 2 });
    expect(await push()).toMatch(TIMED_OUT);
    await gitaly.restart();
    gitaly.forget();
    expect(await push()).toBe('200');
    expect(tries('ListAllLFSPointers')).toEqual([0]);
    gitaly.settings.itemsPerMessage = 1000;
  });

  it('codes of a server that cannot: none of them grants, and none is passed on', async () => {
    const change = `${world.A} ${world.B} refs/heads/master`;
    const push = async (code: status) => {
      gitaly.fault('CommitIsAncestor', { code });
      return (await world.push(MAINT, change)).slice(0, 3);
    };
    await world.suite.sql('UPDATE projects SET lfs_enabled = false');
    expect(await world.push(MAINT, change)).toBe('200');
    for (const code of [status.INVALID_ARGUMENT, status.NOT_FOUND, status.FAILED_PRECONDITION, status.INTERNAL]) {
      expect([code, await push(code)]).toEqual([code, '500']);
    }
    for (const code of [status.UNKNOWN, status.DATA_LOSS, status.UNAUTHENTICATED, status.PERMISSION_DENIED]) {
      expect([code, await push(code)]).toEqual([code, '500']);
    }
    expect(await push(status.ABORTED)).toBe('503');
    await world.suite.sql('UPDATE projects SET lfs_enabled = NULL');
  });
});

describe('a Gitaly with transactions, or behind Praefect (gitaly.md 6)', () => {
  it('row 33: every call names the snapshot', async () => {
    const { incoming, change } = await pointers(4);
    const snapshot = '+transactions/snapshot.git';
    execFileSync('mkdir', ['-p', join(world.storage, '+transactions')]);
    execFileSync('cp', ['-r', world.repository.path, join(world.storage, snapshot)]);
    rmSync(join(world.repository.path, incoming.quarantine.directory), { recursive: true });
    gitaly.settings.transactions = true;
    const changes = [change, change.replace('topic', 'master')].join('\n');
    expect(await world.push(MAINT, changes, { relative_path: snapshot }, incoming)).toBe('200');
    expect(new Set(world.methods)).toEqual(new Set(['CommitIsAncestor', 'ListAllLFSPointers']));
    for (const { metadata, messages } of gitaly.calls.of()) {
      expect(metadata['relative-path-bin']).toEqual(Buffer.from(snapshot));
      expect(messages).toMatchObject([{ repository: { relativePath: `${world.allowed.P.diskPath}.git` } }]);
    }
    expect(await world.push(MAINT, changes, {}, incoming)).toBe(ERROR);
    gitaly.settings.transactions = false;
  });

  it('row 34: every call about a quarantine goes to the primary', async () => {
    const { incoming, change } = await pointers(5);
    gitaly.settings.praefect = true;
    expect(await world.push(MAINT, `${change}\n${change.replace('topic', 'master')}`, {}, incoming)).toBe('200');
    expect(gitaly.calls.of().length).toBeGreaterThan(1);
    for (const { metadata } of gitaly.calls.of()) {
      expect(metadata['gitaly-route-repository-accessor-policy']).toBe('primary-only');
    }
    gitaly.settings.praefect = false;
  });
});

describe('an older Gitaly (gitaly.md 6)', () => {
  it('row 32: without CheckObjectsExist all commits of the quarantine are looked at', async () => {
    const { make } = world.suite;
    const lock = { project_id: 3, user_id: world.allowed.users.maint.id, path: 'f1', created_at: new Date() };
    await make.insert('lfs_file_locks', lock);
    await knownRepository(world.suite, 3);
    const O = world.repository.commit({ parents: [world.B], files: { f1: 'changed', f2: 'two' } });
    world.repository.update('refs/heads/there', O);
    const incoming = world.repository.receiving();
    const N = incoming.commit({ parents: [O], files: { f1: 'changed', f2: 'two', f3: 'new' } });
    incoming.alsoReceive(O);
    const push = () => world.push(DEV, `${Z} ${N} refs/heads/new`, {}, incoming);
    expect(await push()).toBe('200');
    gitaly.forget();
    gitaly.fault('CheckObjectsExist', { code: status.UNIMPLEMENTED });
    const locked = "401 'f1' is locked in Git LFS by @maint";
    expect([await push(), await push()]).toEqual([locked, locked]);
    expect(tries('CheckObjectsExist')).toEqual([12]);
  });
});
