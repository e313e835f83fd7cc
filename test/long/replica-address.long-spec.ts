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
import { StoreProxy } from '../support/store-proxy.js';

const MAX_LAG = 2_000;
const DEV = 30;
const BLOCKED = '401 Your account has been blocked.';

/** The address of a replica leads to one standby at first, and its next connections to another, as behind a load balancer. */
describe('an address of a replica behind which there are two', () => {
  let folder: string;
  let stores: OwnStores;
  let near: OwnServer | undefined;
  let far: OwnServer | undefined;
  let replay: pg.Pool;
  let proxy: StoreProxy;
  let api: RunningApi;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'replica-address-'));
    stores = await OwnStores.open(join(folder, 'stores'));
    await makeFixtures(stores.suite);
    near = await standbyOf(stores, folder, 'near');
    far = await standbyOf(stores, folder, 'far');
    replay = new pg.Pool({ connectionString: far.url, max: 1 });
    proxy = await StoreProxy.to(near.port);
    api = await startApi(stores.suite, {
      environment: {
        DATABASE_REPLICA_URLS: proxy.before(stores.suite.databaseUrl),
        DATABASE_REPLICA_MAX_LAG: String(MAX_LAG),
        GITLAB_SHELL_OPERATION_LIMIT: '0',
      },
    });
  }, 300_000);
  afterAll(async () => {
    await api?.close();
    await proxy?.close();
    await replay?.end();
    await near?.stop();
    await far?.stop();
    await stores?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const pull = async () =>
    said(
      await api.shell.post('/allowed', {
        action: 'git-upload-pack',
        protocol: 'ssh',
        project: 'gnuwget/wget2',
        changes: '_any',
        key_id: DEV,
      }),
    );
  const servedThere = async (): Promise<number> => {
    const text = await api.app.get(Metrics).registry.metrics();
    return Number(/^internal_api_replica_reads_total\{outcome="replica"\} (\d+)/m.exec(text)![1]);
  };

  async function untilServed(): Promise<void> {
    for (const end = Date.now() + 40_000; Date.now() < end; await sleep(100)) {
      const before = await servedThere();
      await pull();
      if ((await servedThere()) > before) return;
    }
    throw new Error('the standby is not used');
  }

  it('says no yes from the one that was not asked how far it is, and is used again when it leads to one', async () => {
    await untilServed();
    expect(await pull()).toBe('200');
    await replay.query('SELECT pg_wal_replay_pause()');
    proxy.leadTo(far!.port);
    await stores.suite.sql("UPDATE users SET state = 'blocked' WHERE id = 130");
    // The other one has it by now, and is what the checks see.
    await sleep(2 * MAX_LAG);
    const answers = await Promise.all(Array.from({ length: 40 }, pull));
    expect(answers).toEqual(Array(40).fill(BLOCKED));
    const before = await servedThere();
    for (let left = 20; left > 0; left -= 1) expect(await pull()).toBe(BLOCKED);
    expect(await servedThere()).toBe(before);

    await replay.query('SELECT pg_wal_replay_resume()');
    await untilServed();
    expect(await pull()).toBe(BLOCKED);
  }, 120_000);
});
