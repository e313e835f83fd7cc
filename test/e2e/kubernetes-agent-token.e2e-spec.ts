import { AgentsService } from '@app/kubernetes';
import { startApi, type RunningApi } from '../support/app.js';
import type { Answer } from '../support/http.js';
import { KasClient, makeAgent, type KasRequest, type MadeAgent } from '../support/kas-client.js';
import { openSuite, type Suite } from '../support/suite.js';
import { usesWritten } from '../support/written-behind.js';

const BAD_JWT = { message: 'KAS JWT authentication invalid' };
const UNAUTHORIZED = { message: '401 Unauthorized' };

describe('the token of an agent', () => {
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
  const withAuthorization = (authorization: string): Promise<Answer> => agentInfo({ headers: { authorization } });

  function expectAnswer(answer: Answer, status: number, body: object): void {
    expect([answer.status, answer.json()]).toEqual([status, body]);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.headers['www-authenticate']).toBeUndefined();
  }

  it('case 15, row 87: refuses a call without one', async () => {
    expectAnswer(await agentInfo(), 401, UNAUTHORIZED);
  });

  it('case 16, row 87: refuses an unknown one', async () => {
    expectAnswer(await agentInfo({ token: 'NONEXISTENT' }), 401, UNAUTHORIZED);
  });

  it('case 17: refuses a scheme with nothing behind it', async () => {
    expectAnswer(await withAuthorization('Bearer'), 401, UNAUTHORIZED);
    expectAnswer(await withAuthorization('Bearer '), 401, UNAUTHORIZED);
  });

  it('case 18: refuses Basic', async () => {
    const basic = Buffer.from(`x:${agent.token}`).toString('base64');
    expectAnswer(await withAuthorization(`Basic ${basic}`), 401, UNAUTHORIZED);
  });

  it('case 19, row 87: refuses a revoked one with the answer and the work of an unknown one', async () => {
    const revoked = await makeAgent(api, (await someProject()).id);
    expect((await agentInfo({ token: revoked.token })).status).toBe(200);
    await usesWritten(api);
    expect(await api.app.get(AgentsService, { strict: false }).revokeToken(revoked.tokenId)).toBe(true);
    let answer: Answer | undefined;
    const ofRevoked = await suite.countStatements(async () => (answer = await agentInfo({ token: revoked.token })));
    expectAnswer(answer!, 401, UNAUTHORIZED);
    const ofUnknown = await suite.countStatements(() => agentInfo({ token: `${revoked.token}x` }));
    expect(ofRevoked).toEqual(ofUnknown);
    expect(ofRevoked.total).toBe(1);
    await suite.sql('DELETE FROM cluster_agent_tokens WHERE id = $1', [revoked.tokenId]);
    expectAnswer(await agentInfo({ token: revoked.token }), 401, UNAUTHORIZED);
  });

  it('case 20: takes the Token scheme with a parameter', async () => {
    expect((await withAuthorization(`Token token="${agent.token}"`)).json()).toMatchObject({ agent_id: agent.id });
  });

  it('case 21: refuses the personal access token of an administrator', async () => {
    const admin = await suite.make.user({ admin: true });
    const { token } = await suite.make.token(admin.id, ['api', 'sudo']);
    expectAnswer(await agentInfo({ token }), 401, UNAUTHORIZED);
    expectAnswer(await agentInfo({ headers: { 'private-token': token } }), 401, UNAUTHORIZED);
  });

  it('takes the headers of later kas, behind Authorization', async () => {
    for (const name of ['gitlab-agentk-api-request', 'gitlab-agent-api-request']) {
      expect((await agentInfo({ headers: { [name]: agent.token } })).status).toBe(200);
      expectAnswer(await agentInfo({ token: 'NONEXISTENT', headers: { [name]: agent.token } }), 401, UNAUTHORIZED);
    }
  });

  it('reads no token out of the address or the body', async () => {
    expectAnswer(await kas.get(`/agent_info?token=${agent.token}`), 401, UNAUTHORIZED);
    expectAnswer(await agentInfo({ body: { token: agent.token, authorization: agent.token } }), 401, UNAUTHORIZED);
  });

  it('refuses what is not the whole token', async () => {
    const other = agent.token.slice('glagent-'.length);
    for (const token of [agent.token.slice(0, -1), `${agent.token} x`, agent.token.toLowerCase(), other, 'glagent-']) {
      expectAnswer(await agentInfo({ token }), 401, UNAUTHORIZED);
    }
  });

  it('finds tokens of GitLab 14.0 and of today, and holds none in clear', async () => {
    const { id } = await someProject();
    const made = await makeAgent(api, id);
    // schema.md 3.9, format A
    const encrypted = '2+uleAGI2lm3R2H/8UY+ZQDElo1ViigpZs2NW4u62+toPSU7sLBnhyKsPSOJyymc/C6HUNnENdD9BZWSSSbosi/Q';
    await suite.sql('UPDATE cluster_agent_tokens SET token_encrypted = $2 WHERE id = $1', [made.tokenId, encrypted]);
    expect((await agentInfo({ token: 'B'.repeat(50) })).json()).toMatchObject({ agent_id: made.id });

    const [row] = await suite.sql('SELECT * FROM cluster_agent_tokens WHERE id = $1', [agent.tokenId]);
    expect(row).toMatchObject({ token_encrypted: expect.stringMatching(/^\|.{112}$/), status: 0 });
    expect(JSON.stringify(row)).not.toContain(agent.token.slice(8));
  });

  it('finds a token by its index', async () => {
    const client = await suite.pool.connect();
    try {
      // A table of a few rows is read as a whole unless that is made dear.
      await client.query('SET enable_seqscan = off');
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN SELECT id FROM cluster_agent_tokens WHERE token_encrypted = ANY ('{a,b}') AND status = 0`,
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toContain('index_cluster_agent_tokens_on_token_encrypted');
    } finally {
      client.release(true);
    }
  });

  it('judges the JWT before the token, and the token before the parameters', async () => {
    expectAnswer(await kas.post('/modules/cilium_alert', {}, { jwt: null, token: agent.token }), 401, BAD_JWT);
    expectAnswer(await kas.post('/modules/cilium_alert', {}), 401, UNAUTHORIZED);
  });

  async function someProject(): Promise<{ id: number }> {
    const group = await suite.make.group();
    return suite.make.project({ namespace_id: group.id });
  }
});
