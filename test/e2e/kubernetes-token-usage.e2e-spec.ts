import { startApi, type RunningApi } from '../support/app.js';
import type { Answer } from '../support/http.js';
import { KAS_KEY, KasClient, makeAgent, type KasRequest, type MadeAgent } from '../support/kas-client.js';
import { signJwt } from '../support/shell-client.js';
import { openSuite, type Suite } from '../support/suite.js';

const MINUTE = 60_000;

describe('last_used_at of agent tokens', () => {
  let suite: Suite;
  let api: RunningApi;
  let kas: KasClient;
  let agent: MadeAgent;

  beforeAll(async () => {
    suite = await openSuite();
    api = await startApi(suite);
    kas = new KasClient(api.url);
    agent = await makeAgent(api, (await someProject()).id);
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });
  afterEach(() => api.setClock());

  const agentInfo = (request: KasRequest = {}): Promise<Answer> => kas.get('/agent_info', request);
  const moment = new Date('2021-06-01T10:00:00.000Z');
  const read = async (): Promise<{ last_used_at: Date | null; updated_at: Date }> => {
    const [row] = await suite.sql<{ last_used_at: Date | null; updated_at: Date }>(
      'SELECT last_used_at, updated_at FROM cluster_agent_tokens WHERE id = $1',
      [agent.tokenId],
    );
    return row!;
  };
  const used = (minutesAgo: number | null): Promise<unknown> =>
    suite.sql('UPDATE cluster_agent_tokens SET last_used_at = $2 WHERE id = $1', [
      agent.tokenId,
      minutesAgo === null ? null : new Date(moment.getTime() - minutesAgo * MINUTE),
    ]);
  const poll = async (): Promise<void> => {
    const jwt = signJwt({ iss: 'gitlab-kas' }, KAS_KEY);
    expect((await agentInfo({ token: agent.token, jwt })).status).toBe(200);
  };
  beforeEach(() => api.setClock(moment));

  it('case 25: is set by the first use, without touching updated_at', async () => {
    await used(null);
    const { updated_at } = await read();
    await poll();
    expect(await read()).toEqual({ last_used_at: moment, updated_at });
  });

  it('case 26: stays within 40 minutes', async () => {
    for (const minutes of [10, 39]) {
      await used(minutes);
      const before = await read();
      await poll();
      expect(await read()).toEqual(before);
    }
  });

  it('case 27: moves after 55 minutes', async () => {
    for (const minutes of [56, 55.1]) {
      await used(minutes);
      await poll();
      expect((await read()).last_used_at).toEqual(moment);
    }
  });

  it('is drawn between 40 and 55 minutes', async () => {
    let moved = 0;
    for (let round = 0; round < 60; round += 1) {
      await used(47.5);
      await poll();
      if ((await read()).last_used_at?.getTime() === moment.getTime()) moved += 1;
    }
    expect(moved).toBeGreaterThan(5);
    expect(moved).toBeLessThan(55);
  });

  it('moves though the request then fails', async () => {
    await used(null);
    const jwt = signJwt({ iss: 'gitlab-kas' }, KAS_KEY);
    const answer = await kas.get('/project_info?id=0', { token: agent.token, jwt });
    expect(answer.status).toBe(404);
    expect((await read()).last_used_at).toEqual(moment);
  });

  it('is written once by twenty first uses at a time', async () => {
    await used(null);
    await suite.sql(`
      CREATE TABLE writes (at timestamptz);
      CREATE FUNCTION note_write() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO writes VALUES (NEW.last_used_at); RETURN NEW; END $$;
      CREATE TRIGGER note BEFORE UPDATE ON cluster_agent_tokens FOR EACH ROW EXECUTE FUNCTION note_write()`);
    const holder = await suite.pool.connect();
    try {
      // All of them see that it was never used, and wait for the row.
      await holder.query('BEGIN');
      await holder.query('SELECT id FROM cluster_agent_tokens WHERE id = $1 FOR UPDATE', [agent.tokenId]);
      const polls = Promise.all(Array.from({ length: 20 }, poll));
      await new Promise((resolve) => setTimeout(resolve, 500));
      await holder.query('COMMIT');
      await polls;
      expect(await suite.sql('SELECT at FROM writes')).toEqual([{ at: moment }]);
    } finally {
      holder.release();
      await suite.sql('DROP TRIGGER note ON cluster_agent_tokens; DROP FUNCTION note_write; DROP TABLE writes');
    }
    const { total } = await suite.countStatements(() => poll());
    expect(total).toBe(1);
  });

  it('is left alone on a read-only copy, and hinders nobody where it cannot be written', async () => {
    await used(null);
    const copy = await startApi(suite, { environment: { DATABASE_READ_ONLY: 'true' } });
    try {
      expect((await new KasClient(copy.url).get('/agent_info', { token: agent.token })).status).toBe(200);
    } finally {
      await copy.close();
    }
    expect((await read()).last_used_at).toBeNull();
    await suite.sql('ALTER TABLE cluster_agent_tokens ADD CONSTRAINT never CHECK (last_used_at IS NULL) NOT VALID');
    await poll();
    await suite.sql('ALTER TABLE cluster_agent_tokens DROP CONSTRAINT never');
    expect((await read()).last_used_at).toBeNull();
  });

  async function someProject(): Promise<{ id: number }> {
    const group = await suite.make.group();
    return suite.make.project({ namespace_id: group.id });
  }
});
