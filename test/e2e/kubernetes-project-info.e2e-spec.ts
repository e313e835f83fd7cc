import { startApi, type RunningApi } from '../support/app.js';
import type { Answer } from '../support/http.js';
import { KasClient, makeAgent, type MadeAgent } from '../support/kas-client.js';
import type { MadeProject } from '../support/made.js';
import { openSuite, type Suite } from '../support/suite.js';
import { usesWritten } from '../support/written-behind.js';

describe('GET project_info and verify_project_access', () => {
  let suite: Suite;
  let api: RunningApi;
  let kas: KasClient;
  let agent: MadeAgent;
  let group: { id: number };
  let own: MadeProject;
  let publicProject: MadeProject;

  beforeAll(async () => {
    suite = await openSuite();
    api = await startApi(suite);
    kas = new KasClient(api.url);
    group = await suite.make.group({ path: 'g', visibility_level: 20 });
    publicProject = await suite.make.project({ id: 7, namespace_id: group.id, path: 'p', visibility_level: 20 });
    own = await suite.make.project({ namespace_id: group.id, path: 'own' });
    agent = await makeAgent(api, own.id);
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  const ask = (query: string): Promise<Answer> => kas.get(`/project_info${query}`, { token: agent.token });
  const projectInfo = (id: string | number): Promise<Answer> => ask(`?id=${id}`);
  const project = (columns: object, features?: Record<string, unknown>): Promise<MadeProject> =>
    suite.make.project({ namespace_id: group.id, ...columns }, features);

  function expectNotFound(answer: Answer): void {
    expect([answer.status, answer.json()]).toEqual([404, { message: '404 Not Found' }]);
  }

  it('case 28, row 89: finds a public project by id', async () => {
    const answer = await projectInfo(7);
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({
      project_id: 7,
      gitaly_info: { address: 'unix:/var/opt/gitlab/gitaly/gitaly.socket', token: null, features: {} },
      gitaly_repository: {
        storage_name: 'default',
        relative_path: `${publicProject.diskPath}.git`,
        gl_repository: 'project-7',
        gl_project_path: 'g/p',
        git_object_directory: '',
        git_alternate_object_directories: [],
      },
    });
  });

  it('case 29, row 89: finds it by path, encoded or not', async () => {
    for (const id of ['g%2Fp', 'g/p']) {
      const answer = (await projectInfo(id)).json();
      expect(answer).toMatchObject({ project_id: 7, gitaly_repository: { gl_project_path: 'g/p' } });
    }
  });

  it('case 30: finds it by a path in another case', async () => {
    expect((await projectInfo('G%2FP')).json()).toMatchObject({ project_id: 7 });
  });

  it('prefers the path as written over the same in another case', async () => {
    const exact = await project({ path: 'Both', visibility_level: 20 });
    const lower = await project({ path: 'both', visibility_level: 20 });
    expect((await projectInfo('g%2FBoth')).json()).toMatchObject({ project_id: exact.id });
    expect((await projectInfo('g%2Fboth')).json()).toMatchObject({ project_id: lower.id });
  });

  it('case 31: hides a private project', async () => {
    const hidden = await project({});
    expectNotFound(await projectInfo(hidden.id));
    expectNotFound(await projectInfo(encodeURIComponent(hidden.fullPath)));
  });

  it('case 32: hides an internal project', async () => {
    expectNotFound(await projectInfo((await project({ visibility_level: 10 })).id));
  });

  it.each([0, 10])('case 33: hides a public project whose repository has level %p', async (level) => {
    const restricted = await project({ visibility_level: 20 }, { repository_access_level: level });
    expectNotFound(await projectInfo(restricted.id));
  });

  it('shows a public project without features of its own', async () => {
    const plain = await project({ visibility_level: 20 });
    await suite.sql('DELETE FROM project_features WHERE project_id = $1', [plain.id]);
    expect((await projectInfo(plain.id)).status).toBe(200);
  });

  it("case 34: shows the agent's own private project", async () => {
    expect((await projectInfo(own.id)).json()).toMatchObject({ project_id: own.id });
    expect((await projectInfo('g%2Fown')).json()).toMatchObject({ project_id: own.id });
  });

  it('case 35: finds nothing under 0', async () => {
    expectNotFound(await projectInfo(0));
  });

  it('case 36: finds nothing by a name without its group', async () => {
    expectNotFound(await projectInfo('p'));
  });

  it('case 37: finds nothing without an id', async () => {
    expectNotFound(await ask(''));
  });

  it('case 38: hides a project that is being deleted or hidden, the own one too', async () => {
    expectNotFound(await projectInfo((await project({ visibility_level: 20, pending_delete: true })).id));
    expectNotFound(await projectInfo((await project({ visibility_level: 20, hidden: true })).id));
    const doomed = await project({});
    const { token } = await makeAgent(api, doomed.id);
    await suite.sql('UPDATE projects SET pending_delete = true WHERE id = $1', [doomed.id]);
    expectNotFound(await kas.get(`/project_info?id=${doomed.id}`, { token }));
  });

  it('row 89: hides unknown projects as it hides private ones, byte for byte', async () => {
    const hidden = await projectInfo((await project({})).id);
    const missing = await projectInfo(999_999);
    expect([missing.status, missing.text]).toEqual([hidden.status, hidden.text]);
    expect(Object.keys(missing.headers)).toEqual(Object.keys(hidden.headers));
  });

  it.each([
    '?id=',
    '?id=-1',
    '?id=1e1',
    '?id=+7',
    '?id=7%20',
    '?id=7%00',
    '?id=g%2Fp%00',
    '?id=%2Fg%2Fp',
    '?id=g%2Fp%2F',
    '?id=g%252Fp',
    '?id[]=7',
    '?id[a]=7',
    '?id=7&id=7',
    '?id=9223372036854775808',
    `?id=${'9'.repeat(5_000)}`,
  ])('finds nothing by %s, without asking the database where it can tell', async (query) => {
    expectNotFound(await ask(query));
  });

  it('case 35: asks the database only for ids that fit', async () => {
    await projectInfo(7);
    await usesWritten(api);
    const { total } = await suite.countStatements(() => projectInfo('9223372036854775808'));
    expect(total).toBe(1);
    expectNotFound(await projectInfo('9223372036854775807'));
    expect((await projectInfo('0007')).json()).toMatchObject({ project_id: 7 });
  });

  it('follows a former path, unless it is taken again', async () => {
    const moved = await project({ path: 'new', visibility_level: 20 });
    await suite.make.redirect('Project', moved.id, 'g/former');
    expect((await projectInfo('g%2FFormer')).json()).toMatchObject({
      project_id: moved.id,
      gitaly_repository: { gl_project_path: 'g/new' },
    });
    const taker = await project({ path: 'former', visibility_level: 20 });
    expect((await projectInfo('g%2Fformer')).json()).toMatchObject({ project_id: taker.id });
  });

  it('costs one statement for the token and one for the project', async () => {
    await projectInfo(7);
    await usesWritten(api);
    for (const id of ['7', 'g%2Fp', 'G%2FP', '999999']) {
      const { total } = await suite.countStatements(() => projectInfo(id));
      expect(total).toBe(2);
    }
  });

  it('case 78: verifies access to the own project and to no other private one', async () => {
    const verify = (id: number | string) => kas.get(`/verify_project_access?id=${id}`, { token: agent.token });
    const allowed = await verify(own.id);
    expect([allowed.status, allowed.text, allowed.headers['content-type']]).toEqual([204, '', undefined]);
    expect((await verify(7)).status).toBe(204);
    expectNotFound(await verify((await project({})).id));
    expectNotFound(await verify('p'));
  });
});
