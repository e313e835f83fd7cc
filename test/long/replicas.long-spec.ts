import { Metrics } from '@app/platform';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { OwnStores, type OwnServer } from '../faults/support/own-stores.js';
import { standbyOf } from '../faults/support/standby.js';
import { said } from '../support/allowed-world.js';
import { startApi, type RunningApi } from '../support/app.js';
import { makeFixtures } from '../support/fixtures.js';
import { KasClient, makeAgent, type MadeAgent } from '../support/kas-client.js';
import { stopwatch } from '../support/stopwatch.js';

const MAX_LAG = 2_000;
/** What a busy machine may add. */
const SLACK = 1_500;
const REPORTER = 20;
const DEV = 30;
const MAINT = 40;
const OWNER = 50;
const BLOCKED = '401 Your account has been blocked.';

/** A streaming standby whose replay can be held up, so that what it answers differs from what the primary would. */
describe('reads from a standby', () => {
  let folder: string;
  let stores: OwnStores;
  let standby: OwnServer;
  let replay: pg.Pool;
  let api: RunningApi;
  /** A second one on the same stores. */
  let other: RunningApi;
  let agent: MadeAgent;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'replicas-'));
    stores = await OwnStores.open(join(folder, 'stores'));
    await makeFixtures(stores.suite);
    const maker = await startApi(stores.suite);
    agent = await makeAgent(maker, 3);
    await maker.close();

    standby = await standbyOf(stores, folder);
    replay = new pg.Pool({ connectionString: standby.url, max: 1 });
    replay.on('error', () => undefined);
    const url = new URL(stores.suite.databaseUrl);
    url.port = String(standby.port);
    const environment = {
      DATABASE_REPLICA_URLS: url.href,
      DATABASE_REPLICA_MAX_LAG: String(MAX_LAG),
      GITLAB_SHELL_OPERATION_LIMIT: '0',
    };
    api = await startApi(stores.suite, { environment });
    other = await startApi(stores.suite, { environment });
  }, 300_000);
  afterAll(async () => {
    await api?.close();
    await other?.close();
    await replay?.end();
    await standby?.stop();
    await stores?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await stores.suite.sql("UPDATE users SET state = 'active', name = username WHERE id IN (120, 130, 140)");
    await untilServed();
  });
  afterEach(() => resume());

  const pause = () => replay.query('SELECT pg_wal_replay_pause()');
  const resume = () => replay.query('SELECT pg_wal_replay_resume()').catch(() => undefined);
  const block = (id: number) => stores.suite.sql("UPDATE users SET state = 'blocked' WHERE id = $1", [id]);
  const rename = (name: string) => stores.suite.sql('UPDATE users SET name = $1 WHERE id = 130', [name]);
  const pull = async (actor: object, at = api) =>
    said(
      await at.shell.post('/allowed', {
        action: 'git-upload-pack',
        protocol: 'ssh',
        project: 'gnuwget/wget2',
        changes: '_any',
        ...actor,
      }),
    );
  const nameOfDev = async (at = api) =>
    (await at.shell.get('/discover', { username: 'dev' })).json<{ name: string }>().name;
  const outcomes = async (outcome: string, at = api): Promise<number> => {
    const text = await at.app.get(Metrics).registry.metrics();
    return Number(new RegExp(`^internal_api_replica_reads_total\\{outcome="${outcome}"\\} (\\d+)`, 'm').exec(text)![1]);
  };

  /** Until the standby has everything and serves. */
  async function untilServed(at = api): Promise<void> {
    await resume();
    const [row] = await stores.suite.sql<{ lsn: string }>('SELECT pg_current_wal_lsn()::text AS lsn');
    for (const end = Date.now() + 30_000; Date.now() < end; await sleep(100)) {
      const before = await outcomes('replica', at);
      await nameOfDev(at);
      const { rows } = await replay
        .query<{ there: boolean }>('SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS there', [row!.lsn])
        .catch(() => ({ rows: [] }));
      if (rows[0]?.there === true && (await outcomes('replica', at)) > before) return;
    }
    throw new Error('the standby is not used');
  }

  it('asks the standby on the hot path, and the primary for everything that writes', async () => {
    const fingerprint = await fingerprintOf(OWNER);
    await pause();
    await stores.suite.sql("UPDATE cluster_agents SET name = 'renamed' WHERE id = $1", [agent.id]);
    await rename('Renamed');
    await stores.suite.sql('DELETE FROM keys WHERE id = $1', [OWNER]);
    await block(140);
    const key = await api.shell.get('/authorized_keys', { fingerprint });
    expect(key.status).toBe(200);
    expect(await nameOfDev()).toBe('dev');
    expect(await pull({ key_id: MAINT })).toBe('200');
    const info = await new KasClient(api.url).get('/agent_info', { token: agent.token });
    expect(info.json<{ agent_name: string }>().agent_name).not.toBe('renamed');
    // What writes finds the block at once: it never asked the standby.
    const token = { name: 't', scopes: ['read_api'] };
    const made = await api.shell.post('/personal_access_token', { ...token, key_id: DEV });
    expect(made.json()).toMatchObject({ success: true });
    const refused = await api.shell.post('/personal_access_token', { ...token, key_id: MAINT });
    expect(refused.json()).toMatchObject({ success: false });
  });

  it('never says yes from what is older than the longest lag', async () => {
    await pause();
    expect(await pull({ key_id: DEV })).toBe('200');
    await block(130);
    const begun = performance.now();
    let lastYes = 0;
    for (; performance.now() - begun < MAX_LAG + SLACK; await sleep(20)) {
      const asked = performance.now() - begun;
      if ((await pull({ key_id: DEV })) === '200') lastYes = asked;
    }
    // It was served from there for a time, and no longer.
    expect(lastYes).toBeGreaterThan(0);
    expect(lastYes).toBeLessThan(MAX_LAG);
    const behind = await outcomes('behind');
    expect(await pull({ key_id: DEV })).toBe(BLOCKED);
    expect(await outcomes('behind')).toBe(behind + 1);
    await untilServed();
    expect(await pull({ key_id: DEV })).toBe(BLOCKED);
  });

  it('keeps whoever has pushed at the primary, by key, id and name, and nobody else', async () => {
    await pause();
    await block(130);
    await block(140);
    const pushed = await api.shell.post('/post_receive', {
      gl_repository: 'project-3',
      identifier: 'user-130',
      changes: '',
      push_options: [],
    });
    expect(pushed.status).toBe(200);
    const before = await outcomes('own_write');
    expect(await pull({ key_id: DEV })).toBe(BLOCKED);
    expect(await pull({ user_id: 130 })).toBe(BLOCKED);
    expect(await pull({ username: 'dev' })).toBe(BLOCKED);
    expect(await outcomes('own_write')).toBe(before + 3);
    expect(await pull({ key_id: MAINT })).toBe('200');
  });

  it('keeps them there in every process, whichever took the push', async () => {
    await untilServed(other);
    await pause();
    await block(120);
    await block(140);
    const served = await outcomes('replica', other);
    const kept = await outcomes('own_write', other);
    expect(await pull({ key_id: REPORTER }, other)).toBe('200');
    const pushed = await api.shell.post('/post_receive', {
      gl_repository: 'project-3',
      identifier: 'user-120',
      changes: '',
      push_options: [],
    });
    expect(pushed.status).toBe(200);
    expect(await pull({ key_id: REPORTER }, other)).toBe(BLOCKED);
    expect(await outcomes('own_write', other)).toBe(kept + 1);
    expect(await pull({ key_id: MAINT }, other)).toBe('200');
    expect(await outcomes('replica', other)).toBe(served + 2);
  });

  it('makes a project by its first push and finds it, although the standby lacks it', async () => {
    const space = await stores.suite.sql<{ path: string }>(
      "SELECT path FROM namespaces WHERE owner_id = 140 AND type = 'User'",
    );
    await pause();
    const push = () =>
      api.shell.post('/allowed', {
        action: 'git-receive-pack',
        protocol: 'ssh',
        project: `${space[0]!.path}/quite-new`,
        changes: '_any',
        key_id: MAINT,
      });
    expect(said(await push())).toBe('200');
    expect(said(await push())).toBe('200');
  });

  it('asks the primary about people while Redis cannot tell who has written', async () => {
    await stores.redis.kill();
    try {
      await pause();
      await block(130);
      expect(await pull({ key_id: DEV })).toBe(BLOCKED);
    } finally {
      await stores.redis.start();
    }
  });

  it('is used as before while every connection of the primary waits for a lock', async () => {
    const holder = await stores.suite.pool.connect();
    await holder.query('BEGIN');
    // Whoever reads is let in, and the standby hears nothing of it.
    await holder.query('LOCK TABLE personal_access_tokens IN EXCLUSIVE MODE');
    const token = { name: 't', scopes: ['read_api'], key_id: DEV };
    const writers = Array.from({ length: 12 }, () => api.shell.post('/personal_access_token', token));
    try {
      await sleep(2 * MAX_LAG);
      const before = await outcomes('replica');
      expect(await nameOfDev()).toBe('dev');
      expect(await outcomes('replica')).toBe(before + 1);
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
    for (const { status } of await Promise.all(writers)) expect(status).toBe(200);
  });

  it('answers as before while the standby is dead, or frozen, and uses it again afterwards', async () => {
    const steady = async (): Promise<number> => {
      let slowest = 0;
      for (const end = performance.now() + 2_500; performance.now() < end; await sleep(20)) {
        const took = stopwatch();
        expect(await pull({ key_id: DEV })).toBe('200');
        expect(await nameOfDev()).toBe('dev');
        slowest = Math.max(slowest, took());
      }
      return slowest;
    };
    const failed = await outcomes('failed');
    await standby.kill();
    const dead = await steady();
    expect(dead).toBeLessThan(SLACK);
    await standby.start();
    await untilServed();

    await standby.freeze();
    let frozen: number;
    try {
      frozen = await steady();
    } finally {
      standby.thaw();
    }
    expect(frozen).toBeLessThan(1_000 + SLACK);
    expect(await outcomes('failed')).toBeGreaterThan(failed);
    await untilServed();
    console.info(`slowest pair of calls: ${Math.round(dead)} ms when it died, ${Math.round(frozen)} ms when it froze`);
  }, 180_000);

  it('asks a standby no more that has been promoted', async () => {
    await replay.query('SELECT pg_promote()');
    await sleep(MAX_LAG);
    const behind = await outcomes('behind');
    await block(130);
    expect(await pull({ key_id: DEV })).toBe(BLOCKED);
    expect(await outcomes('behind')).toBe(behind + 1);
  });

  async function fingerprintOf(id: number): Promise<string> {
    const [row] = await stores.suite.sql<{ hash: string }>(
      "SELECT encode(fingerprint_sha256, 'base64') AS hash FROM keys WHERE id = $1",
      [id],
    );
    return `SHA256:${row!.hash.replace(/=+$/, '')}`;
  }
});
