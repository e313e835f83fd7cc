import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { knownRepository } from '../support/allowed-world.js';
import { SHELL_SECRET } from '../support/app.js';
import { makeFixtures } from '../support/fixtures.js';
import { send } from '../support/http.js';
import { ServiceProcess } from '../support/service-process.js';
import { SlowUpload } from '../support/slow-upload.js';
import { StoreProxy } from '../support/store-proxy.js';
import { openSuite, type Suite } from '../support/suite.js';
import { until } from '../support/until.js';

const SHUTDOWN_TIMEOUT = 4_000;
/** Nobody is 987: a refusal, which the log always takes. */
const refused = {
  action: 'git-upload-pack',
  protocol: 'ssh',
  changes: '_any',
  project: 'gnuwget/wget2.git',
  key_id: 987,
};

/** What is known of requests is written behind their answers; the last ones are answered while the process stops. */
describe('an API that is told to stop', () => {
  let suite: Suite;
  let folder: string;
  let proxy: StoreProxy;
  let api: ServiceProcess;

  beforeAll(async () => {
    suite = await openSuite();
    const { P } = await makeFixtures(suite);
    await knownRepository(suite, P.id);
    folder = mkdtempSync(join(tmpdir(), 'last-writes-'));
    writeFileSync(join(folder, 'gitlab_shell_secret'), SHELL_SECRET, { mode: 0o600 });
  });
  beforeEach(async () => {
    proxy = await StoreProxy.to(Number(new URL(suite.databaseUrl).port));
    api = await ServiceProcess.startFromSource('api', folder, {
      DATABASE_URL: proxy.before(suite.databaseUrl),
      REDIS_URL: suite.redisUrl,
      DECISION_LOG_GRANTS: '1',
      DECISION_LOG_INTERVAL: '60000',
      SHUTDOWN_TIMEOUT: String(SHUTDOWN_TIMEOUT),
    });
  });
  afterEach(async () => {
    await api?.end('SIGKILL');
    await proxy?.close();
  });
  afterAll(async () => {
    await suite?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('takes nothing new while the last writes wait for a database that does not answer', async () => {
    expect(await new SlowUpload(api.url, '/allowed', refused).finish()).toBe(404);
    proxy.delayAnswers(60_000);
    const ended = api.end();
    await until(async () => (await send(api.operatorUrl, '/-/readiness')).status === 503);
    await sleep(500);
    expect(api.running).toBe(true);
    await expect(send(api.url, '/-/liveness')).rejects.toThrow('ECONNREFUSED');
    expect(await ended).toBe(0);
  });
});
