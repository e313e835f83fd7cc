import { startApi, type RunningApi } from '../support/app.js';
import { send, type Answer } from '../support/http.js';
import { alertsOf } from '../support/kas-alerts.js';
import { KAS_KEY, kasClaims, makeAgent, type MadeAgent } from '../support/kas-client.js';
import { signJwt } from '../support/shell-client.js';
import { openSuite, type Suite } from '../support/suite.js';

/** The four requests that the base spec prints for kas, header by header and byte by byte as curl sends them. */
describe('the examples of the base spec for kas', () => {
  let suite: Suite;
  let api: RunningApi;
  let projectId: number;
  let agent: MadeAgent;

  beforeAll(async () => {
    suite = await openSuite();
    api = await startApi(suite);
    const group = await suite.make.group({ path: 'gitlab-org', visibility_level: 20 });
    await suite.make.project({ id: 7, namespace_id: group.id, path: 'manifests', visibility_level: 20 });
    ({ id: projectId } = await suite.make.project({ namespace_id: group.id, path: 'configuration' }));
    agent = await makeAgent(api, projectId, 'my-agent');
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  const curl = (path: string, headers: Record<string, string>, data?: string): Promise<Answer> =>
    send(api.url, `/api/v4/internal/kubernetes/${path}`, {
      method: data === undefined ? 'GET' : 'POST',
      headers: {
        accept: '*/*',
        'user-agent': 'curl/7.88.1',
        'gitlab-kas-api-request': signJwt(kasClaims(), KAS_KEY),
        ...headers,
      },
      ...(data === undefined ? {} : { body: data }),
    });
  const bearer = (): Record<string, string> => ({ authorization: `Bearer ${agent.token}` });
  const json = { 'content-type': 'application/json' };

  it('agent_info', async () => {
    const answer = await curl('agent_info', bearer());
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({ project_id: projectId, agent_id: agent.id, agent_name: 'my-agent' });
  });

  it('project_info', async () => {
    const answer = await curl('project_info?id=7', bearer());
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({ project_id: 7, gitaly_repository: { gl_repository: 'project-7' } });
  });

  it('usage_metrics', async () => {
    const answer = await curl('usage_metrics', json, '{"gitops_sync_count":1}');
    expect([answer.status, answer.text]).toEqual([204, '']);
  });

  it('modules/cilium_alert', async () => {
    const data = String.raw`"{\"alert\":{\"title\":\"minimal\",\"message\":\"network problem\",\"evalMatches\":[{\"value\":1,\"metric\":\"Count\",\"tags\":{}}]}}"`;
    const answer = await curl('modules/cilium_alert', { ...bearer(), ...json }, data);
    expect([answer.status, answer.text]).toEqual([200, '200']);
    expect(await alertsOf(suite, projectId)).toMatchObject([
      { title: 'minimal', monitoring_tool: 'Cilium', domain: 1 },
    ]);
  });
});
