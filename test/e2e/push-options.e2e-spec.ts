import { linkTo, linkToNew, PushOptionsWorld, warning } from '../support/push-options.js';

const Z = '0'.repeat(40);
const A = 'a'.repeat(40);

describe('post_receive with push options', () => {
  let world: PushOptionsWorld;

  beforeAll(async () => {
    world = await PushOptionsWorld.open();
  });
  afterAll(() => world?.close());
  beforeEach(() => world.clear());

  it('case 185, row 78: makes the merge request, and leads to it', async () => {
    expect(await world.push(['ci.skip', 'merge_request.create'])).toEqual([linkTo('feature', 1)]);
    expect(await world.mergeRequests()).toMatchObject([
      {
        iid: 1,
        title: 'Feature',
        description: null,
        author_id: world.fixtures.users.dev.id,
        source_project_id: 3,
        source_branch: 'feature',
        target_project_id: 3,
        target_branch: 'master',
        state_id: 1,
        draft: false,
        squash: false,
        merge_params: null,
      },
    ]);
    expect(await world.assignees()).toEqual([world.fixtures.users.dev.id]);
  });

  it('case 185: keeps what the options say', async () => {
    await world.suite.make.protectedBranch({ project_id: 3 }, 'stable');
    const options = ['title=A title', 'description=one\\ntwo', 'draft', 'squash', 'remove_source_branch', 'auto_merge'];
    await world.push(
      [...options, 'create', 'target=stable', 'assign=MAINT', 'label=x'].map((option) => `mr.${option}`),
    );
    expect(await world.mergeRequests()).toMatchObject([
      {
        title: 'Draft: A title',
        description: 'one\ntwo',
        target_branch: 'stable',
        draft: true,
        squash: true,
        merge_when_pipeline_succeeds: true,
        merge_user_id: world.fixtures.users.dev.id,
        merge_params: "---\nforce_remove_source_branch: '1'\n",
      },
    ]);
    expect(await world.assignees()).toEqual([world.fixtures.users.dev.id, world.fixtures.users.maint.id]);
    await world.suite.sql('DELETE FROM protected_branches');
  });

  it('row 17: leaves one merge request, whether its push arrives three times or three times at once', async () => {
    for (let arrival = 0; arrival < 3; arrival++) {
      expect(await world.push(['merge_request.create'])).toEqual([linkTo('feature', 1)]);
    }
    const other = { changes: `${Z} ${A} refs/heads/other` };
    await Promise.all([1, 2, 3, 4, 5].map(() => world.push(['merge_request.create'], other)));
    expect((await world.mergeRequests()).map(({ source_branch, iid }) => `${source_branch} ${iid}`)).toEqual([
      'feature 1',
      'other 2',
    ]);
  });

  it('numbers merge requests of parallel pushes without a double, after those that are there', async () => {
    await world.openMergeRequest({ iid: 41, source_branch: 'old' });
    const branches = Array.from({ length: 8 }, (_, index) => `b${index}`);
    await Promise.all(
      branches.map((branch) => world.push(['merge_request.create'], { changes: `${Z} ${A} refs/heads/${branch}` })),
    );
    const iids = (await world.mergeRequests()).map(({ iid }) => iid as number).sort((a, b) => a - b);
    expect(iids).toEqual([41, 42, 43, 44, 45, 46, 47, 48, 49]);
    const [last] = await world.suite.sql('SELECT last_value FROM internal_ids WHERE usage = 1 AND project_id = 3');
    expect(last).toEqual({ last_value: 49 });
  });

  it('changes an open merge request, without create', async () => {
    await world.openMergeRequest({ merge_params: '--- {}\n' });
    await world.push(['mr.title=new', 'mr.remove_source_branch', 'mr.assign=140', 'mr.assign=@reporter', 'mr.draft']);
    expect(await world.mergeRequests()).toMatchObject([
      { iid: 5, title: 'Draft: new', draft: true, merge_params: "---\nforce_remove_source_branch: '1'\n" },
    ]);
    expect(await world.assignees()).toEqual([world.fixtures.users.reporter.id, world.fixtures.users.maint.id]);
    await world.push(['mr.unassign=maint', 'mr.description=text', 'mr.remove_source_branch']);
    expect(await world.mergeRequests()).toMatchObject([
      { title: 'Draft: new', description: 'text', merge_params: "---\nforce_remove_source_branch: '1'\n" },
    ]);
    expect(await world.assignees()).toEqual([world.fixtures.users.reporter.id]);
  });

  it('leaves a merge request alone when create is all that is said', async () => {
    const before = await world.openMergeRequest({ updated_at: new Date('2020-01-01') });
    expect(await world.push(['merge_request.create'])).toEqual([linkTo('feature', 5)]);
    expect(await world.mergeRequests()).toMatchObject([{ id: before.id, updated_at: new Date('2020-01-01') }]);
  });

  it('lets the creator of a deploy key make merge requests with it', async () => {
    expect(await world.push(['mr.create'], { identifier: 'key-81' })).toEqual([linkTo('feature', 1)]);
    expect(await world.mergeRequests()).toMatchObject([{ author_id: world.fixtures.users.maint.id }]);
  });

  it('puts the banner first, then the warning, links, and what /allowed has left', async () => {
    const id = world.fixtures.users.dev.id;
    await world.suite.make.insert('broadcast_messages', {
      message: 'Hello',
      message_html: 'Hello',
      starts_at: new Date(Date.now() - 60_000),
      ends_at: new Date(Date.now() + 60_000),
      created_at: new Date(),
      updated_at: new Date(),
    });
    await world.redis.set(`project_created:${id}:project-3`, 'created text', 'EX', 300);
    await world.redis.set(`redirect_namespace:${id}:project-3`, 'moved text', 'EX', 300);
    const messages = await world.push(['mr.title=x']);
    expect(messages.map(({ type }) => type)).toEqual(['alert', 'alert', 'basic', 'basic', 'basic']);
    expect(messages.map(({ message }) => message.slice(0, 12))).toEqual([
      'Hello',
      'WARNINGS:\nEr',
      'To create a ',
      'moved text',
      'created text',
    ]);
    await world.suite.sql('DELETE FROM broadcast_messages');
    expect(await world.push([])).toEqual([linkToNew('feature')]);
  });

  it('case 192: reads the keys of older instances too, and never those of somebody else', async () => {
    const id = world.fixtures.users.dev.id;
    await world.redis.set(`redirect_namespace:${world.fixtures.users.maint.id}:project-3`, 'for maint', 'EX', 300);
    await world.redis.set(`redirect_namespace:${id}:3`, 'moved, told by project', 'EX', 300);
    await world.redis.set(`project_created:${id}:3`, 'created, told by project', 'EX', 300);
    expect((await world.push(null)).slice(1).map(({ message }) => message)).toEqual([
      'moved, told by project',
      'created, told by project',
    ]);
    expect(await world.redis.keys('*:3')).toEqual([]);
    expect(await world.redis.exists(`redirect_namespace:${world.fixtures.users.maint.id}:project-3`)).toBe(1);
  });

  it('takes the options of a fork to the project it comes from', async () => {
    const fork = await world.suite.make.project({
      namespace_id: world.fixtures.users.owner.namespaceId,
      path: 'wget2',
    });
    const network = await world.suite.make.insert('fork_networks', { root_project_id: 3 });
    await world.suite.make.insert('fork_network_members', { fork_network_id: network.id, project_id: 3 });
    await world.suite.make.insert('fork_network_members', {
      fork_network_id: network.id,
      project_id: fork.id,
      forked_from_project_id: 3,
    });
    const mine = { gl_repository: `project-${fork.id}`, identifier: 'user-150' };
    expect(await world.push(['mr.create'], mine)).toEqual([linkTo('feature', 1)]);
    expect(await world.mergeRequests()).toMatchObject([{ source_project_id: fork.id, target_project_id: 3 }]);

    await world.suite.sql('DELETE FROM merge_requests');
    expect(await world.push(['mr.create', `mr.target_project=${fork.fullPath}`], mine)).toEqual([
      linkTo('feature', 1, fork.fullPath),
    ]);
    expect(await world.push(['mr.create', 'mr.target_project=gnuwget/public'], mine)).toEqual([
      warning(
        ['mr.create', 'mr.target_project=gnuwget/public'],
        `Projects ${fork.fullPath} and gnuwget/public are not in the same network`,
      ),
      linkTo('feature', 1, fork.fullPath),
    ]);
  });

  it('takes a constant number of statements, for one branch and for ten', async () => {
    const changes = (from: number, count: number): string =>
      Array.from({ length: count }, (_, index) => `${Z} ${A} refs/heads/n${from + index}\n`).join('');
    const count = async (text: string): Promise<number> =>
      (await world.suite.countStatements(() => world.push(['mr.create'], { changes: text }))).total;
    await world.push(['mr.create'], { changes: changes(0, 1) });
    expect(await count(changes(1, 1))).toBe(await count(changes(2, 10)));
  });
});
