import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApi, UNASKED_STORAGES, writeSecrets } from '../support/app.js';
import { makeFixtures } from '../support/fixtures.js';
import { send } from '../support/http.js';
import { KAS_KEY, kasClaims, makeAgent, type MadeAgent } from '../support/kas-client.js';
import { ServiceProcess } from '../support/service-process.js';
import { signJwt } from '../support/shell-client.js';
import { SlowUpload } from '../support/slow-upload.js';
import { openSuite, type Suite } from '../support/suite.js';
import { whileHeld } from '../support/written-rows.js';

/** Two pulls and two calls of kas are the last requests of an API; the writes of the first two take their time. */
describe('what the last requests before an API stops leave behind their answers', () => {
  let suite: Suite;
  let folder: string;
  let agents: readonly MadeAgent[];
  let api: ServiceProcess;

  beforeAll(async () => {
    suite = await openSuite();
    const { P } = await makeFixtures(suite);
    const maker = await startApi(suite);
    agents = [await makeAgent(maker, P.id), await makeAgent(maker, P.id)];
    await maker.close();
    folder = mkdtempSync(join(tmpdir(), 'last-requests-'));
    writeSecrets(folder, {});
    api = await ServiceProcess.startFromSource('api', folder, {
      DATABASE_URL: suite.databaseUrl,
      REDIS_URL: suite.redisUrl,
      DATABASE_CONNECT_TIMEOUT: '20000',
      REDIS_COMMAND_TIMEOUT: '20000',
      CHANGE_TIMEOUT: '60000',
      GITALY_STORAGES: UNASKED_STORAGES,
      DECISION_LOG_GRANTS: '1',
      // Nothing but the end has them written.
      DECISION_LOG_INTERVAL: '600000',
    });
  });
  afterAll(async () => {
    await api?.end('SIGKILL');
    await suite?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const pull = (key_id: number) =>
    new SlowUpload(api.url, '/allowed', {
      action: 'git-upload-pack',
      protocol: 'ssh',
      project: 'gnuwget/wget2',
      changes: '_any',
      key_id,
    });
  /** It lacks what it must say, and its token was used all the same. */
  const report = ({ token }: MadeAgent) =>
    new SlowUpload(
      api.url,
      '/kubernetes/modules/cilium_alert',
      {},
      {
        headers: {
          'gitlab-kas-api-request': signJwt({ ...kasClaims(), exp: undefined }, KAS_KEY),
          authorization: `Bearer ${token}`,
        },
      },
    );
  const unmarked = (table: string, column: string, ids: readonly number[]) =>
    suite.sql(`SELECT id FROM ${table} WHERE id = ANY ($1) AND ${column} IS NULL`, [ids]);

  it('is written before its connections close', async () => {
    const uploads = [pull(30), report(agents[0]!), pull(40), report(agents[1]!)];
    await sleep(500);
    const ended = api.end();
    // From here on nothing new is taken.
    while (await send(api.url, '/-/liveness').then(...[() => true, () => false])) await sleep(50);

    const tokens = agents.map(({ tokenId }) => tokenId);
    await whileHeld(suite, { keys: [30], users: [130], cluster_agent_tokens: [tokens[0]!] }, async () => {
      const answers: (number | string)[] = [];
      for (const upload of uploads) answers.push(await upload.finish());
      expect(answers).toEqual([200, 400, 200, 400]);
      // Time to close too early.
      await sleep(500);
    });
    expect(await ended).toBe(0);
    expect(await unmarked('keys', 'last_used_at', [30, 40])).toEqual([]);
    expect(await unmarked('users', 'last_activity_on', [130, 140])).toEqual([]);
    expect(await unmarked('cluster_agent_tokens', 'last_used_at', tokens)).toEqual([]);
    const decided = 'SELECT key_id FROM internal_api.access_decisions ORDER BY key_id';
    expect(await suite.sql(decided)).toEqual([{ key_id: 30 }, { key_id: 40 }]);
  });
});
