import { startApi, type RunningApi } from '../support/app.js';
import type { Answer } from '../support/http.js';
import { KasClient, makeAgent, type MadeAgent } from '../support/kas-client.js';
import { openSuite, type Suite } from '../support/suite.js';
import { usesWritten } from '../support/written-behind.js';

const GITALY_STORAGES = JSON.stringify({
  default: {
    address: 'unix:/var/opt/gitlab/gitaly/gitaly.socket',
    token: 'gitaly-token',
    features: { 'gitaly-feature-go-fetch': 'true', 'gitaly-feature-other': 'false' },
  },
  second: { address: 'tcp://gitaly-2:8075' },
});

const DISK_PATH_OF_3 = '@hashed/4e/07/4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce.git';

describe('GET agent_info', () => {
  let suite: Suite;
  let api: RunningApi;
  let kas: KasClient;
  let agent: MadeAgent;
  let group: { id: number };

  beforeAll(async () => {
    suite = await openSuite();
    api = await startApi(suite, { environment: { GITALY_STORAGES } });
    kas = new KasClient(api.url);
    group = await suite.make.group({ path: 'g' });
    const project = await suite.make.project({ id: 3, namespace_id: group.id, path: 'p' });
    agent = await makeAgent(api, project.id, 'my-agent');
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  const agentInfo = (token = agent.token): Promise<Answer> => kas.get('/agent_info', { token });

  it('case 22, row 88: tells who the agent is and where its private project lies', async () => {
    const answer = await agentInfo();
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.json()).toEqual({
      project_id: 3,
      agent_id: agent.id,
      agent_name: 'my-agent',
      gitaly_info: {
        address: 'unix:/var/opt/gitlab/gitaly/gitaly.socket',
        token: 'gitaly-token',
        features: { 'gitaly-feature-go-fetch': 'true', 'gitaly-feature-other': 'false' },
      },
      gitaly_repository: {
        storage_name: 'default',
        relative_path: DISK_PATH_OF_3,
        gl_repository: 'project-3',
        gl_project_path: 'g/p',
        git_object_directory: '',
        git_alternate_object_directories: [],
      },
    });
  });

  it('case 23: names the repository of project 3', async () => {
    expect((await agentInfo()).json().gitaly_repository).toMatchObject({
      gl_repository: 'project-3',
      gl_project_path: 'g/p',
      relative_path: DISK_PATH_OF_3,
    });
  });

  it('case 24, row 90: tells feature flags as text', async () => {
    const { features } = (await agentInfo()).json<{ gitaly_info: { features: object } }>().gitaly_info;
    expect(features).toHaveProperty('gitaly-feature-go-fetch', 'true');
  });

  it('row 90: tells {} and null where a storage has neither flags nor token', async () => {
    const project = await suite.make.project({ namespace_id: group.id, repository_storage: 'default' });
    await suite.sql(`UPDATE projects SET repository_storage = 'second' WHERE id = $1`, [project.id]);
    const { token } = await makeAgent(api, project.id);
    const answer = (await agentInfo(token)).json();
    expect(answer.gitaly_info).toEqual({ address: 'tcp://gitaly-2:8075', token: null, features: {} });
    expect(answer.gitaly_repository).toMatchObject({ storage_name: 'second' });
  });

  it('computes the path of a project whose repository has no row', async () => {
    const project = await suite.make.project({ namespace_id: group.id });
    await suite.sql('DELETE FROM project_repositories WHERE project_id = $1', [project.id]);
    const { token } = await makeAgent(api, project.id);
    expect((await agentInfo(token)).json().gitaly_repository).toMatchObject({
      relative_path: `${project.diskPath}.git`,
    });
  });

  it('keeps the path of a repository that is not hashed', async () => {
    const project = await suite.make.project({ namespace_id: group.id, path: 'old' });
    await suite.sql(`UPDATE project_repositories SET disk_path = 'g/older' WHERE project_id = $1`, [project.id]);
    const { token } = await makeAgent(api, project.id);
    expect((await agentInfo(token)).json().gitaly_repository).toMatchObject({
      relative_path: 'g/older.git',
      gl_project_path: 'g/old',
    });
  });

  it('tells the default branch only where it is known', async () => {
    const project = await suite.make.project({ namespace_id: group.id });
    const { token } = await makeAgent(api, project.id);
    expect((await agentInfo(token)).json()).not.toHaveProperty('default_branch');
    await suite.sql(
      `INSERT INTO internal_api.repository_states (gl_repository, default_branch, updated_at) VALUES ($1, 'trunk', now())`,
      [`project-${project.id}`],
    );
    expect((await agentInfo(token)).json()).toMatchObject({ default_branch: 'trunk' });
  });

  it('finds nothing while the project is being deleted', async () => {
    const project = await suite.make.project({ namespace_id: group.id, pending_delete: true });
    const { token } = await makeAgent(api, project.id);
    const answer = await agentInfo(token);
    expect([answer.status, answer.json()]).toEqual([404, { message: '404 Not Found' }]);
  });

  it('calls a storage that nobody configured a fault of its own', async () => {
    const project = await suite.make.project({ namespace_id: group.id });
    await suite.sql(`UPDATE projects SET repository_storage = 'toString' WHERE id = $1`, [project.id]);
    const { token } = await makeAgent(api, project.id);
    const answer = await agentInfo(token);
    expect([answer.status, answer.json()]).toEqual([500, { message: '500 Internal Server Error' }]);
  });

  it('costs one statement', async () => {
    await agentInfo();
    await usesWritten(api);
    const { total } = await suite.countStatements(() => agentInfo());
    expect(total).toBe(1);
  });

  it('answers 1,000 agents that poll, each with its own name', async () => {
    const project = await suite.make.project({ namespace_id: group.id });
    const agents: Awaited<ReturnType<typeof makeAgent>>[] = [];
    for (let made = 0; made < 1_000; made += 10) {
      const names = Array.from({ length: 10 }, (_, index) => `poll-${made + index}`);
      agents.push(...(await Promise.all(names.map((name) => makeAgent(api, project.id, name)))));
    }

    const poll = async (): Promise<void> => {
      const queue = agents.values();
      const worker = async (): Promise<void> => {
        for (const { id, name, token } of queue) {
          const answer = await agentInfo(token);
          expect(answer.status).toBe(200);
          expect(answer.json()).toMatchObject({ agent_id: id, agent_name: name, project_id: project.id });
        }
      };
      await Promise.all(Array.from({ length: 20 }, worker));
      await usesWritten(api);
    };
    const first = await suite.countStatements(poll);
    const [used] = await suite.sql<{ tokens: number }>(
      `SELECT count(*) AS tokens FROM cluster_agent_tokens t JOIN cluster_agents a ON a.id = t.agent_id
        WHERE a.project_id = $1 AND t.last_used_at IS NOT NULL`,
      [project.id],
    );
    const second = await suite.countStatements(poll);
    // The first use of each token is written, many of them at a time, and no other for forty minutes.
    expect(used!.tokens).toBe(1_000);
    const writes = first.statements.filter(({ text }) => text.includes('UPDATE cluster_agent_tokens'));
    expect(writes.map(({ calls }) => calls)).toEqual([first.total - 1_000]);
    expect(first.total).toBeLessThan(2_000);
    expect(second.total).toBe(1_000);
  }, 120_000);
});
