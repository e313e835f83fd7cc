import { startApi, type RunningApi } from '../support/app.js';
import { KAS_KEY, KasClient, makeAgent, type MadeAgent } from '../support/kas-client.js';
import { signJwt } from '../support/shell-client.js';
import { openSuite, type StatementCount, type Suite } from '../support/suite.js';
import { usesWritten } from '../support/written-behind.js';
import { whileHeld, writtenRows } from '../support/written-rows.js';

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
  const ask = async ({ token } = agent, client = kas): Promise<void> => {
    const jwt = signJwt({ iss: 'gitlab-kas' }, KAS_KEY);
    expect((await client.get('/agent_info', { token, jwt })).status).toBe(200);
  };
  /** Asks, and waits for what no answer waits for. */
  const poll = async (): Promise<void> => {
    await ask();
    await usesWritten(api);
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
    await usesWritten(api);
    expect((await read()).last_used_at).toEqual(moment);
  });

  it('is written once by forty first uses at a time through two services, none of which waits for it', async () => {
    await used(null);
    const other = await startApi(suite);
    other.setClock(moment);
    const clients = [kas, new KasClient(other.url)];
    try {
      const written = await writtenRows(suite, 'cluster_agent_tokens', async () => {
        // All of them see that it was never used, and none can write.
        await whileHeld(suite, { cluster_agent_tokens: [agent.tokenId] }, () =>
          Promise.all(Array.from({ length: 40 }, (_, index) => ask(agent, clients[index % 2]))),
        );
        await Promise.all([api, other].map(usesWritten));
      });
      expect(written).toEqual([agent.tokenId]);
    } finally {
      await other.close();
    }
    expect((await read()).last_used_at).toEqual(moment);
    const { total } = await suite.countStatements(poll);
    expect(total).toBe(1);
  });

  it('is written with two statements for fifty agents at a time', async () => {
    const { id } = await someProject();
    const agents = await Promise.all(Array.from({ length: 50 }, () => makeAgent(api, id)));
    const ids = agents.map(({ tokenId }) => tokenId).sort((a, b) => a - b);
    let statements: StatementCount['statements'] = [];
    const written = await writtenRows(suite, 'cluster_agent_tokens', async () => {
      ({ statements } = await suite.countStatements(async () => {
        await whileHeld(suite, { cluster_agent_tokens: ids }, () => Promise.all(agents.map((one) => ask(one))));
        await usesWritten(api);
      }));
    });
    expect(written).toEqual(ids);
    // The first alone, and all that came meanwhile.
    const updates = statements.filter(({ text }) => text.includes('UPDATE cluster_agent_tokens'));
    expect(updates.map(({ calls }) => calls)).toEqual([2]);
  });

  it('is left alone on a read-only copy, and hinders nobody where it cannot be written', async () => {
    await used(null);
    const copy = await startApi(suite, { environment: { DATABASE_READ_ONLY: 'true' } });
    try {
      expect((await new KasClient(copy.url).get('/agent_info', { token: agent.token })).status).toBe(200);
      await usesWritten(copy);
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
