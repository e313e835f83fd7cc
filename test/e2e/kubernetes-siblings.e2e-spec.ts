import { Redis } from 'ioredis';
import { startApi, type RunningApi } from '../support/app.js';
import type { Answer } from '../support/http.js';
import { KasClient, makeAgent, type MadeAgent } from '../support/kas-client.js';
import type { MadeNamespace, MadeProject } from '../support/made.js';
import { openSuite, type Suite } from '../support/suite.js';

describe('newer endpoints of kas', () => {
  let suite: Suite;
  let api: RunningApi;
  let kas: KasClient;
  let group: MadeNamespace;
  let project: MadeProject;
  let agent: MadeAgent;

  beforeAll(async () => {
    suite = await openSuite();
    api = await startApi(suite);
    kas = new KasClient(api.url);
    group = await suite.make.group({ path: 'g' });
    project = await suite.make.project({ namespace_id: group.id, path: 'p' });
    agent = await makeAgent(api, project.id);
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  it.each([
    '/nothing',
    '/',
    '/receptive_agents',
    '/modules/starboard_vulnerability',
    '/modules/starboard_vulnerability/policies_configuration',
    '/agent_info/x',
    '/AGENT_INFO',
  ])('case 77: knows nothing of %s', async (path) => {
    const answer = await kas.get(path, { token: agent.token });
    expect([answer.status, answer.json()]).toEqual([404, { error: '404 Not Found', message: '404 Not Found' }]);
  });

  it('case 77: knows nothing of authorize_proxy_user', async () => {
    expect((await kas.post('/authorize_proxy_user', { agent_id: agent.id })).status).toBe(404);
  });

  describe('agent_configuration', () => {
    const configure = (body: unknown, request = {}): Promise<Answer> => kas.post('/agent_configuration', body, request);
    const rows = async (): Promise<Record<string, unknown[]>> => ({
      ciGroups: await read('agent_group_authorizations', 'group_id'),
      ciProjects: await read('agent_project_authorizations', 'project_id'),
      userGroups: await read('agent_user_access_group_authorizations', 'group_id'),
      userProjects: await read('agent_user_access_project_authorizations', 'project_id'),
    });
    const read = (table: string, column: string): Promise<unknown[]> =>
      suite.sql(`SELECT ${column} AS id, config FROM ${table} WHERE agent_id = $1 ORDER BY 1`, [agent.id]);
    const nobody = { ciGroups: [], ciProjects: [], userGroups: [], userProjects: [] };

    it('case 79: finds no agent -1', async () => {
      const answer = await configure({ agent_id: -1, agent_config: {} });
      expect([answer.status, answer.json()]).toEqual([404, { message: '404 Not found' }]);
    });

    it('needs the JWT and no agent token', async () => {
      const answer = await configure({ agent_id: agent.id, agent_config: {} }, { jwt: null, token: agent.token });
      expect(answer.status).toBe(401);
    });

    it('replaces whom the agent lets in', async () => {
      const agent_config = {
        ci_access: {
          groups: [{ id: 'G' }, { id: 'missing' }],
          projects: [
            { id: 'g/p', default_namespace: 'old' },
            { id: 'G/P', default_namespace: 'new' },
          ],
        },
        user_access: { access_as: { agent: {} }, groups: [{ id: 'g' }], projects: [{ id: 'g/p' }, { id: 'g' }] },
      };
      const answer = await configure({ agent_id: agent.id, agent_config });
      expect([answer.status, answer.text]).toEqual([204, '']);
      const agentAccess = { access_as: { agent: {} } };
      expect(await rows()).toEqual({
        ciGroups: [{ id: group.id, config: {} }],
        ciProjects: [{ id: project.id, config: { default_namespace: 'new' } }],
        userGroups: [{ id: group.id, config: agentAccess }],
        userProjects: [{ id: project.id, config: agentAccess }],
      });

      const text = JSON.stringify({ ci_access: { projects: [{ id: 'g/p' }] } });
      expect((await configure({ agent_id: String(agent.id), agent_config: text })).status).toBe(204);
      expect(await rows()).toEqual({ ...nobody, ciProjects: [{ id: project.id, config: {} }] });
      expect((await configure({ agent_id: agent.id, agent_config: {} })).status).toBe(204);
      expect(await rows()).toEqual(nobody);
    });

    it('prefers a path as written, and takes no personal space for a group', async () => {
      const user = await suite.make.user({ username: 'someone' });
      const exact = await suite.make.project({ namespace_id: group.id, path: 'Both' });
      await suite.make.project({ namespace_id: group.id, path: 'both' });
      const agent_config = { ci_access: { groups: [{ id: user.username }], projects: [{ id: 'g/Both' }] } };
      expect((await configure({ agent_id: agent.id, agent_config })).status).toBe(204);
      expect(await rows()).toEqual({ ...nobody, ciProjects: [{ id: exact.id, config: {} }] });
    });

    it('takes what people write wrongly for nothing', async () => {
      const odd = [null, 'x', 5, [], { groups: 'g' }, { groups: { id: 'g' } }, { groups: ['g', null, { id: 7 }, {}] }];
      for (const value of odd) {
        const answer = await configure({ agent_id: agent.id, agent_config: { ci_access: value, user_access: value } });
        expect(answer.status).toBe(204);
        expect(await rows()).toEqual(nobody);
      }
    });

    it.each([
      [{}, 'agent_id is missing, agent_config is missing'],
      [{ agent_id: 'x', agent_config: {} }, 'agent_id is invalid'],
      [{ agent_id: 1, agent_config: 'x' }, 'agent_config is invalid'],
      [{ agent_id: 1, agent_config: [] }, 'agent_config is invalid'],
      [{ agent_id: 1, agent_config: { a: ['\0'] } }, 'agent_config is invalid'],
    ])('refuses %j', async (body, error) => {
      const answer = await configure(body);
      expect([answer.status, answer.json()]).toEqual([400, { error }]);
    });

    it('costs a fixed number of statements, and keeps two at a time apart', async () => {
      const of = (count: number) => ({
        agent_id: agent.id,
        agent_config: { ci_access: { projects: Array.from({ length: count }, (_, index) => ({ id: `g/${index}` })) } },
      });
      const one = await suite.countStatements(() => configure(of(1)));
      const many = await suite.countStatements(() => configure(of(500)));
      expect([one.total, many.total]).toEqual([7, 7]);
      const both = await Promise.all(Array.from({ length: 10 }, (_, index) => configure(of(index))));
      expect(new Set(both.map(({ status }) => status))).toEqual(new Set([204]));
    });
  });

  describe('agent_events', () => {
    const tell = (body: unknown): Promise<Answer> => kas.post('/agent_events', body);

    it('counts users once, and takes registrations', async () => {
      const event = { user_id: 1, project_id: 2 };
      const events = {
        k8s_api_proxy_requests_unique_users_via_ci_access: [event, event, { ...event, user_id: '3' }],
        k8s_api_proxy_requests_unique_users_via_pat_access: [],
        register_agent_at_kas: [
          {
            project_id: 2,
            agent_id: 1,
            agent_version: 'v17.1.0',
            architecture: 'arm64',
            kubernetes_version: '1.30',
            extra_telemetry_data: { installation_method: 'Helm', helm_chart_version: '2.6.0' },
          },
        ],
        unknown: 'x',
      };
      const answer = await tell({ events });
      expect([answer.status, answer.text]).toEqual([204, '']);
      const redis = new Redis(suite.redisUrl);
      try {
        const [key] = await redis.keys('{hll_counters}_k8s_api_proxy_requests_unique_users_via_ci_access-*');
        expect(await redis.pfcount(key!)).toBe(2);
      } finally {
        redis.disconnect();
      }
    });

    it('takes nothing at all', async () => {
      for (const body of [undefined, {}, { events: {} }, { events: null }]) expect((await tell(body)).status).toBe(204);
    });

    it.each([
      [{ events: 'x' }, 'events is invalid'],
      [{ events: { register_agent_at_kas: {} } }, 'events[register_agent_at_kas] is invalid'],
      [
        { events: { k8s_api_proxy_requests_unique_users_via_ci_access: [{ user_id: 'x' }] } },
        'events[k8s_api_proxy_requests_unique_users_via_ci_access][0][user_id] is invalid',
      ],
      [
        { events: { register_agent_at_kas: [{ agent_version: ['x'] }] } },
        'events[register_agent_at_kas][0][agent_version] is invalid',
      ],
    ])('refuses %j', async (body, error) => {
      const answer = await tell(body);
      expect([answer.status, answer.json()]).toEqual([400, { error }]);
    });

    it('needs the JWT', async () => {
      expect((await kas.post('/agent_events', {}, { jwt: null })).status).toBe(401);
    });
  });
});
