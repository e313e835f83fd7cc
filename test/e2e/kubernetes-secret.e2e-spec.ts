import { chmodSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { startApi, KAS_SECRET, type RunningApi } from '../support/app.js';
import { KAS_KEY, KasClient, kasClaims, makeAgent, type MadeAgent } from '../support/kas-client.js';
import { signJwt } from '../support/shell-client.js';
import { openSuite, type Suite } from '../support/suite.js';

describe('the secret of kas', () => {
  let suite: Suite;
  let api: RunningApi;
  let agent: MadeAgent;

  beforeAll(async () => {
    suite = await openSuite();
    api = await startApi(suite);
    agent = await makeAgent(api, (await someProject()).id);
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  const path = (running: RunningApi): string => running.configuration.KAS_SECRET_FILE;

  it('row 86: is made on the first start, for its owner alone, and never again', async () => {
    const first = await startApi(suite, { environment: { KAS_SECRET_FILE: `${path(api)}-new` } });
    const file = path(first);
    const made = readFileSync(file, 'utf8');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Buffer.from(made.trim(), 'base64')).toHaveLength(32);
    await first.close();
    const second = await startApi(suite, { environment: { KAS_SECRET_FILE: file } });
    const jwt = signJwt(kasClaims(), Buffer.from(made.trim(), 'base64'));
    expect((await new KasClient(second.url).get('/agent_info', { jwt, token: agent.token })).status).toBe(200);
    expect(readFileSync(file, 'utf8')).toBe(made);
    await second.close();
    rmSync(file);
  });

  it('is read again when it changes; a change for the worse changes nothing', async () => {
    const file = `${path(api)}-changing`;
    writeFileSync(file, `${KAS_SECRET}\n`);
    const running = await startApi(suite, { environment: { KAS_SECRET_FILE: file } });
    const client = new KasClient(running.url);
    const status = async (key: Buffer): Promise<number> =>
      (await client.get('/agent_info', { jwt: signJwt(kasClaims(), key), token: agent.token })).status;
    const newKey = Buffer.alloc(32, 9);
    try {
      expect(await status(KAS_KEY)).toBe(200);
      writeFileSync(file, 'bad');
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      expect(await status(KAS_KEY)).toBe(200);
      writeFileSync(file, newKey.toString('base64'));
      chmodSync(file, 0o600);
      for (let tries = 0; tries < 40 && (await status(newKey)) !== 200; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      expect(await status(newKey)).toBe(200);
      expect(await status(KAS_KEY)).toBe(401);
    } finally {
      await running.close();
      rmSync(file);
    }
  });

  async function someProject(): Promise<{ id: number }> {
    const group = await suite.make.group();
    return suite.make.project({ namespace_id: group.id });
  }
});
