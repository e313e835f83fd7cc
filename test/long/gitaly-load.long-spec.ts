import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { knownRepository, said, Z } from '../support/allowed-world.js';
import { SHELL_SECRET, writeSecrets } from '../support/app.js';
import type { BareRepository } from '../support/bare-repository.js';
import { ContentWorld } from '../support/content-world.js';
import type { GitalyDouble } from '../support/gitaly/gitaly-double.js';
import { ServiceProcess } from '../support/service-process.js';
import { ShellClient } from '../support/shell-client.js';

const REPORTER = 20;
const DEV = 30;
const MAINT = 40;
const REFS = 10_000;
const COMMITS = 20_000;
/** MiB. */
const MOST_MEMORY = 512;
/** Milliseconds: what all checks of one request may take (git-access.md 3.14). */
const BUDGET = 50_000;
const FORCED = '401 You are not allowed to force push code to a protected branch on this project.';

type Parameters = Readonly<Record<string, unknown>>;

/** The service as a process of its own with the settings that it comes with, and a Gitaly that has much to tell. */
describe('heavy pushes and a Gitaly in trouble', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gitaly-load-'));
  let world: ContentWorld;
  let gitaly: GitalyDouble;
  let api: ServiceProcess;
  let shell: ShellClient;
  /** On top of master, as one pack in a quarantine. */
  let incoming: BareRepository;
  let tip: string;

  beforeAll(async () => {
    world = await ContentWorld.open('Gitaly');
    if (world.gitaly === undefined) throw new Error('no gitaly');
    gitaly = world.gitaly;
    writeSecrets(folder, {});
    api = await ServiceProcess.start('api', folder, {
      DATABASE_URL: world.suite.databaseUrl,
      REDIS_URL: world.suite.redisUrl,
      GITALY_STORAGES: JSON.stringify({ default: { address: gitaly.tcp, token: gitaly.settings.token } }),
    });
    shell = new ShellClient(api.url, SHELL_SECRET);
    incoming = world.repository.receiving();
    tip = incoming.history(COMMITS, world.B);
    await world.suite.make.protectedBranch({ project_id: 3 }, 'many/*', { push: [40] });
    await world.suite.make.insert('push_rules', { project_id: 3, commit_message_regex: '^change' });
    await world.suite.make.insert('lfs_file_locks', {
      project_id: 3,
      user_id: world.allowed.users.maint.id,
      path: 'locked',
      created_at: new Date(),
    });
  }, 300_000);
  afterAll(async () => {
    await api?.end();
    await world?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => gitaly.forget());

  const ask = async (action: string, parameters: Parameters) =>
    said(await shell.post('/allowed', { action, protocol: 'ssh', project: 'gnuwget/wget2', ...parameters }));
  const push = (key_id: number, changes: string, parameters: Parameters = {}) =>
    ask('git-receive-pack', { key_id, changes, env: incoming.env, ...parameters });
  const pull = () => ask('git-upload-pack', { key_id: REPORTER, changes: '_any' });
  /** Milliseconds that it took, and what was said. */
  const timed = async (answer: Promise<string>) => {
    const begin = performance.now();
    const text = await answer;
    return { text, took: performance.now() - begin };
  };
  /** MiB of memory that the process has had at most since it began. */
  const peak = () => {
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${api.pid}/status`, 'utf8')) ?? [];
    return Math.round(Number(kibibytes) / 1024);
  };
  const lines = (count: number, line: (n: number) => string) => Array.from({ length: count }, (_, n) => line(n));

  it('10,000 refs cost as many calls as ten', async () => {
    const update = (n: number) => `${n % 2 ? world.A : world.B} ${tip} refs/heads/many/${n}`;
    expect(await push(MAINT, lines(10, update).join('\n'))).toBe('200');
    const few = gitaly.calls.methods;
    gitaly.calls.forget();
    const many = await timed(push(MAINT, lines(REFS, update).join('\n')));
    expect(many.text).toBe('200');
    expect(many.took).toBeLessThan(BUDGET);
    expect(gitaly.calls.methods.sort()).toEqual(few.sort());
    // One that is forced, at the end of them.
    const forced = `${world.C} ${tip} refs/heads/many/forced`;
    expect(await push(MAINT, [...lines(REFS, update), forced].join('\n'))).toBe(FORCED);

    const create = (n: number) => `${Z} ${n % 2 ? world.A : world.B} refs/heads/release/${n}`;
    gitaly.calls.forget();
    expect(await push(MAINT, lines(REFS, create).join('\n'), { protocol: 'web' })).toBe('200');
    expect(gitaly.calls.methods.length).toBeLessThan(20);
    expect(
      await push(MAINT, [...lines(REFS, create), `${Z} ${tip} refs/heads/release/new`].join('\n'), { protocol: 'web' }),
    ).toBe('401 You can only use an existing protected branch ref as the basis of a new protected branch.');
    console.info(`10,000 refs: ${Math.round(many.took)} ms, ${few.length} calls, ${peak()} MiB at most`);
    expect(peak()).toBeLessThan(MOST_MEMORY);
  }, 300_000);

  it('20,000 commits in the quarantine are all looked at', async () => {
    const good = await timed(push(DEV, `${world.B} ${tip} refs/heads/topic`));
    expect(good.text).toBe('200');
    expect(good.took).toBeLessThan(BUDGET);
    expect(gitaly.calls.of('CheckObjectsExist')[0]?.messages).toHaveLength(COMMITS / 100);
    const bad = incoming.commit({ parents: [tip], message: 'change', files: { locked: 'x' } });
    expect(await push(DEV, `${world.B} ${bad} refs/heads/topic`)).toBe("401 'locked' is locked in Git LFS by @maint");
    const unruly = incoming.commit({ parents: [tip], message: 'unruly' });
    expect(await push(DEV, `${world.B} ${unruly} refs/heads/topic`)).toBe(
      "401 Commit message does not follow the pattern '^change'",
    );
    console.info(`20,000 commits: ${Math.round(good.took)} ms, ${peak()} MiB at most`);
    expect(peak()).toBeLessThan(MOST_MEMORY);
    rmSync(join(world.repository.path, incoming.quarantine.directory, bad.slice(0, 2)), { recursive: true });
    rmSync(join(world.repository.path, incoming.quarantine.directory, unruly.slice(0, 2)), {
      recursive: true,
      force: true,
    });
  }, 300_000);

  it('a Gitaly that dies in the middle of them decides nothing', async () => {
    for (const [method, afterMessages] of [
      ['ListAllCommits', 100],
      ['CheckObjectsExist', 50],
      ['FindChangedPaths', 100],
    ] as const) {
      gitaly.settings.itemsPerMessage = 100;
      gitaly.fault(method, { dies: true, afterMessages });
      const answer = await timed(push(DEV, `${world.B} ${tip} refs/heads/topic`));
      expect([method, answer.text.slice(0, 4)]).toEqual([method, '503 ']);
      expect(answer.took).toBeLessThan(BUDGET);
      gitaly.settings.itemsPerMessage = 1000;
      gitaly.forget();
      await gitaly.restart();
      expect(await push(DEV, `${world.B} ${tip} refs/heads/topic`)).toBe('200');
    }
    expect(peak()).toBeLessThan(MOST_MEMORY);
  }, 300_000);

  it('a Gitaly that answers after a minute is not waited for', async () => {
    await world.forget();
    await knownRepository(world.suite, 4);
    gitaly.fault('RepositoryExists', { delay: 60_000 });
    const lookup = await timed(pull());
    expect(lookup.text).toMatch(/^503 /);
    expect(lookup.took).toBeGreaterThan(9_500);
    expect(lookup.took).toBeLessThan(15_000);
    await knownRepository(world.suite, 3);
    gitaly.fault('ListAllLFSPointers', { delay: 60_000 });
    gitaly.fault('ListCommits', { delay: 21_000 });
    const few = world.repository.receiving();
    const ends = lines(10, (n) => few.commit({ parents: [world.B], message: `change ${n}` }));
    const changes = ends.map((end, n) => `${world.B} ${end} refs/heads/many/${n}`).join('\n');
    const [scan, both] = await Promise.all([
      timed(push(DEV, `${world.B} ${ends[0]} refs/heads/topic`, { env: few.env })),
      timed(push(MAINT, changes, { env: few.env })),
    ]);
    expect(gitaly.calls.methods).toContain('ListCommits');
    const timedOut = /^503 Push operation timed out\n\n.* \(cancelled after [\d.]+ms\)$/s;
    expect(scan.text).toMatch(timedOut);
    expect(scan.text).toContain('Scanning repository for blobs stored in LFS');
    expect(both.text).toMatch(timedOut);
    // The deadline of a scan, and what is left of the time for all checks.
    expect(scan.took).toBeGreaterThan(29_500);
    expect(scan.took).toBeLessThan(40_000);
    expect(both.took).toBeGreaterThan(45_000);
    expect(both.took).toBeLessThan(BUDGET + 5_000);
  }, 300_000);

  it('a dead Gitaly costs milliseconds after a while, and is asked again when it is back', async () => {
    await world.suite.sql('DELETE FROM internal_api.repository_states');
    gitaly.crash();
    const first = await timed(pull());
    expect(first.text).toMatch(/^503 /);
    expect(first.took).toBeLessThan(5_000);
    await pull();
    await pull();
    const quick = await timed(pull());
    expect(quick.text).toMatch(/^503 /);
    expect(quick.took).toBeLessThan(500);
    console.info(`dead: ${Math.round(first.took)} ms at first, ${Math.round(quick.took)} ms later`);
    await gitaly.restart();
    const back = await timed(eventually200());
    expect(back.text).toBe('200');
    expect(back.took).toBeLessThan(15_000);
  }, 120_000);

  async function eventually200(): Promise<string> {
    for (let attempt = 0; ; attempt++) {
      const text = await pull();
      if (text === '200' || attempt === 100) return text;
      await sleep(200);
    }
  }
});
