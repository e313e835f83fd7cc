import { Redis } from 'ioredis';
import { startApi, type RunningApi } from '../support/app.js';
import { makeFixtures, type Fixtures } from '../support/fixtures.js';
import { openSuite, type Suite } from '../support/suite.js';

const Z = '0'.repeat(40);
const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const BASE = 'https://gitlab.example.com';

interface Message {
  message: string;
  type: string;
}

describe('post_receive with push options', () => {
  let suite: Suite;
  let api: RunningApi;
  let redis: Redis;
  let fixtures: Fixtures;

  beforeAll(async () => {
    suite = await openSuite();
    fixtures = await makeFixtures(suite);
    await suite.make.insert('internal_api.repository_states', {
      gl_repository: 'project-3',
      exists: true,
      empty: false,
      default_branch: 'master',
      updated_at: new Date(),
    });
    api = await startApi(suite, { environment: { EXTERNAL_URL: BASE } });
    redis = new Redis(suite.redisUrl);
  });
  afterAll(async () => {
    redis?.disconnect();
    await api?.close();
    await suite?.close();
  });
  beforeEach(async () => {
    await suite.sql('DELETE FROM merge_requests');
    await suite.sql('DELETE FROM internal_ids');
  });

  const push = async (options: unknown, parameters: object = {}): Promise<Message[]> => {
    const answer = await api.shell.post('/post_receive', {
      gl_repository: 'project-3',
      identifier: 'key-30',
      changes: `${Z} ${A} refs/heads/feature\n`,
      push_options: options,
      ...parameters,
    });
    expect(answer.status).toBe(200);
    return answer.json<{ messages: Message[] }>().messages;
  };
  const create = (branch: string, path = 'gnuwget/wget2'): Message => ({
    message: `To create a merge request for ${branch}, visit:\n  ${BASE}/${path}/-/merge_requests/new?merge_request%5Bsource_branch%5D=${branch}`,
    type: 'basic',
  });
  const view = (branch: string, iid: number, path = 'gnuwget/wget2'): Message => ({
    message: `View merge request for ${branch}:\n  ${BASE}/${path}/-/merge_requests/${iid}`,
    type: 'basic',
  });
  const warning = (options: string[], text: string): Message => ({
    message: `WARNINGS:\nError encountered with push options ${options.map((option) => `'${option}'`).join(' ')}: ${text}`,
    type: 'alert',
  });
  const mergeRequests = () => suite.sql('SELECT * FROM merge_requests ORDER BY id');
  const assignees = async () =>
    (await suite.sql<{ user_id: number }>('SELECT user_id FROM merge_request_assignees ORDER BY user_id')).map(
      ({ user_id }) => user_id,
    );
  const open = (columns: object = {}) =>
    suite.make.insert('merge_requests', {
      iid: 5,
      source_project_id: 3,
      source_branch: 'feature',
      target_project_id: 3,
      target_branch: 'master',
      state_id: 1,
      author_id: fixtures.users.dev.id,
      title: 'old',
      created_at: new Date(),
      updated_at: new Date(),
      ...columns,
    });

  it('case 185, row 78: makes the merge request, and leads to it', async () => {
    expect(await push(['ci.skip', 'merge_request.create'])).toEqual([view('feature', 1)]);
    expect(await mergeRequests()).toMatchObject([
      {
        iid: 1,
        title: 'Feature',
        description: null,
        author_id: fixtures.users.dev.id,
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
    expect(await assignees()).toEqual([fixtures.users.dev.id]);
  });

  it('case 185: keeps what the options say', async () => {
    await suite.make.protectedBranch({ project_id: 3 }, 'stable');
    const options = ['title=A title', 'description=one\\ntwo', 'draft', 'squash', 'remove_source_branch', 'auto_merge'];
    await push([...options, 'create', 'target=stable', 'assign=MAINT', 'label=x'].map((option) => `mr.${option}`));
    expect(await mergeRequests()).toMatchObject([
      {
        title: 'Draft: A title',
        description: 'one\ntwo',
        target_branch: 'stable',
        draft: true,
        squash: true,
        merge_when_pipeline_succeeds: true,
        merge_user_id: fixtures.users.dev.id,
        merge_params: "---\nforce_remove_source_branch: '1'\n",
      },
    ]);
    expect(await assignees()).toEqual([fixtures.users.dev.id, fixtures.users.maint.id]);
    await suite.sql('DELETE FROM protected_branches');
  });

  it('row 17: leaves one merge request, whether its push arrives three times or three times at once', async () => {
    for (let arrival = 0; arrival < 3; arrival++) {
      expect(await push(['merge_request.create'])).toEqual([view('feature', 1)]);
    }
    const other = { changes: `${Z} ${A} refs/heads/other` };
    await Promise.all([1, 2, 3, 4, 5].map(() => push(['merge_request.create'], other)));
    expect((await mergeRequests()).map(({ source_branch, iid }) => `${source_branch} ${iid}`)).toEqual([
      'feature 1',
      'other 2',
    ]);
  });

  it('numbers merge requests of parallel pushes without a double, after those that are there', async () => {
    await open({ iid: 41, source_branch: 'old' });
    const branches = Array.from({ length: 8 }, (_, index) => `b${index}`);
    await Promise.all(
      branches.map((branch) => push(['merge_request.create'], { changes: `${Z} ${A} refs/heads/${branch}` })),
    );
    const iids = (await mergeRequests()).map(({ iid }) => iid as number).sort((a, b) => a - b);
    expect(iids).toEqual([41, 42, 43, 44, 45, 46, 47, 48, 49]);
    const [last] = await suite.sql('SELECT last_value FROM internal_ids WHERE usage = 1 AND project_id = 3');
    expect(last).toEqual({ last_value: 49 });
  });

  it('changes an open merge request, without create', async () => {
    await open({ merge_params: '--- {}\n' });
    await push(['mr.title=new', 'mr.remove_source_branch', 'mr.assign=140', 'mr.assign=@reporter', 'mr.draft']);
    expect(await mergeRequests()).toMatchObject([
      { iid: 5, title: 'Draft: new', draft: true, merge_params: "---\nforce_remove_source_branch: '1'\n" },
    ]);
    expect(await assignees()).toEqual([fixtures.users.reporter.id, fixtures.users.maint.id]);
    await push(['mr.unassign=maint', 'mr.description=text', 'mr.remove_source_branch']);
    expect(await mergeRequests()).toMatchObject([
      { title: 'Draft: new', description: 'text', merge_params: "---\nforce_remove_source_branch: '1'\n" },
    ]);
    expect(await assignees()).toEqual([fixtures.users.reporter.id]);
  });

  it('leaves a merge request alone when create is all that is said', async () => {
    const before = await open({ updated_at: new Date('2020-01-01') });
    expect(await push(['merge_request.create'])).toEqual([view('feature', 5)]);
    expect(await mergeRequests()).toMatchObject([{ id: before.id, updated_at: new Date('2020-01-01') }]);
  });

  it('case 186: asks for create', async () => {
    const text = 'A merge_request.create push option is required to create a merge request for branch feature';
    expect(await push(['mr.title=x'])).toEqual([warning(['mr.title=x'], text), create('feature')]);
    expect(await mergeRequests()).toEqual([]);
  });

  it('case 187: tells that the target does not exist, with every option', async () => {
    const options = ['merge_request.create', 'merge_request.target=nope', 'ci.skip'];
    expect(await push(options)).toEqual([
      warning(options, 'Target branch gnuwget/wget2:nope does not exist'),
      create('feature'),
    ]);
  });

  it('takes as target what is known to exist: pushed now, pushed before, or part of an open merge request', async () => {
    const targets = async (target: string, parameters: object = {}): Promise<boolean> => {
      await suite.sql("DELETE FROM merge_requests WHERE source_branch = 'feature'");
      const [first] = await push(['mr.create', `mr.target=${target}`], parameters);
      return first?.type === 'basic';
    };
    const both = { changes: `${Z} ${A} refs/heads/fresh\n${Z} ${A} refs/heads/feature` };
    expect(await targets('fresh', both)).toBe(false);
    expect((await mergeRequests()).map(({ source_branch }) => source_branch as string)).toEqual(['feature']);
    await suite.sql('DELETE FROM merge_requests');

    const event = await suite.make.insert('events', {
      project_id: 3,
      author_id: fixtures.users.dev.id,
      action: 5,
      created_at: new Date(),
      updated_at: new Date(),
    });
    const payload = { event_id: event.id, commit_count: 0, action: 0, ref_type: 0, ref: 'develop' };
    await suite.make.insert('push_event_payloads', payload);
    expect(await targets('develop')).toBe(true);
    await suite.sql('UPDATE push_event_payloads SET action = 1');
    expect(await targets('develop')).toBe(false);

    await open({ iid: 90, source_branch: 'theirs', target_branch: 'release' });
    expect(await targets('theirs')).toBe(true);
    expect(await targets('release')).toBe(true);
    expect(await targets('rel%')).toBe(false);
  });

  it('case 188: knows no options for wikis and snippets', async () => {
    const text = 'Push options are only supported for projects';
    const snippet = await suite.make.snippet(fixtures.users.dev.id);
    for (const gl_repository of ['wiki-3', `snippet-${snippet.id}`]) {
      expect(await push(['mr.create'], { gl_repository })).toEqual([warning(['mr.create'], text)]);
      expect(await push(['ci.skip'], { gl_repository })).toEqual([]);
    }
    expect(await push(['mr.create'], { gl_repository: 'project-99999' })).toEqual([]);
  });

  it('case 189: takes no more than ten branches', async () => {
    const changes = Array.from({ length: 11 }, (_, index) => `${Z} ${A} refs/heads/b${index}`).join('\n');
    const [first, ...links] = await push(['merge_request.create'], { changes });
    expect(first).toEqual(warning(['merge_request.create'], 'Too many branches pushed (11 were pushed, limit is 10)'));
    expect(links).toHaveLength(11);
    expect(await mergeRequests()).toEqual([]);
    const ten = changes.split('\n').slice(1).join('\n');
    expect(await push(['merge_request.create'], { changes: `${ten}\n${A} ${B} refs/heads/master` })).toHaveLength(10);
    expect(await mergeRequests()).toHaveLength(10);
  });

  it('counts neither deletions nor the default branch', async () => {
    const changes = `${A} ${Z} refs/heads/gone\n${A} ${B} refs/heads/master\n${Z} ${A} refs/tags/v1`;
    expect(await push(['mr.create'], { changes })).toEqual([]);
    expect(await mergeRequests()).toEqual([]);
  });

  it('tells several errors of the target together', async () => {
    await suite.sql('UPDATE project_features SET merge_requests_access_level = 0 WHERE project_id = 3');
    expect(await push(['mr.create', 'mr.target=nope'])).toEqual([
      warning(
        ['mr.create', 'mr.target=nope'],
        'Merge requests are not enabled for project gnuwget/wget2\n\nTarget branch gnuwget/wget2:nope does not exist',
      ),
    ]);
    await suite.sql('UPDATE project_features SET merge_requests_access_level = 20 WHERE project_id = 3');
  });

  it('does nothing for nobody, and nothing for whoever may not', async () => {
    const refused = (text: string): Message[] => [warning(['mr.create'], text), create('feature')];
    expect(await push(['mr.create'], { identifier: 'user-99999' })).toEqual(refused('User is required'));
    for (const identifier of ['user-110', 'user-120', 'user-160', 'user-170']) {
      expect(await push(['mr.create'], { identifier })).toEqual(refused('User access was denied'));
    }
    expect(await mergeRequests()).toEqual([]);
    await open();
    expect(await push(['mr.title=x'], { identifier: 'user-120' })).toEqual([
      warning(['mr.title=x'], 'User access was denied'),
      view('feature', 5),
    ]);
    expect(await mergeRequests()).toMatchObject([{ title: 'old' }]);
  });

  it('lets the creator of a deploy key make merge requests with it', async () => {
    expect(await push(['mr.create'], { identifier: 'key-81' })).toEqual([view('feature', 1)]);
    expect(await mergeRequests()).toMatchObject([{ author_id: fixtures.users.maint.id }]);
  });

  it('puts the banner first, then the warning, links, and what /allowed has left', async () => {
    const id = fixtures.users.dev.id;
    await suite.make.insert('broadcast_messages', {
      message: 'Hello',
      message_html: 'Hello',
      starts_at: new Date(Date.now() - 60_000),
      ends_at: new Date(Date.now() + 60_000),
      created_at: new Date(),
      updated_at: new Date(),
    });
    await redis.set(`project_created:${id}:project-3`, 'created text', 'EX', 300);
    await redis.set(`redirect_namespace:${id}:project-3`, 'moved text', 'EX', 300);
    const messages = await push(['mr.title=x']);
    expect(messages.map(({ type }) => type)).toEqual(['alert', 'alert', 'basic', 'basic', 'basic']);
    expect(messages.map(({ message }) => message.slice(0, 12))).toEqual([
      'Hello',
      'WARNINGS:\nEr',
      'To create a ',
      'moved text',
      'created text',
    ]);
    await suite.sql('DELETE FROM broadcast_messages');
    expect(await push([])).toEqual([create('feature')]);
  });

  it('case 192: reads the keys of older instances too, and never those of somebody else', async () => {
    const id = fixtures.users.dev.id;
    await redis.set(`redirect_namespace:${fixtures.users.maint.id}:project-3`, 'for maint', 'EX', 300);
    await redis.set(`redirect_namespace:${id}:3`, 'moved, told by project', 'EX', 300);
    await redis.set(`project_created:${id}:3`, 'created, told by project', 'EX', 300);
    expect((await push(null)).slice(1).map(({ message }) => message)).toEqual([
      'moved, told by project',
      'created, told by project',
    ]);
    expect(await redis.keys('*:3')).toEqual([]);
    expect(await redis.exists(`redirect_namespace:${fixtures.users.maint.id}:project-3`)).toBe(1);
  });

  it('takes the options of a fork to the project it comes from', async () => {
    const fork = await suite.make.project({ namespace_id: fixtures.users.owner.namespaceId, path: 'wget2' });
    const network = await suite.make.insert('fork_networks', { root_project_id: 3 });
    await suite.make.insert('fork_network_members', { fork_network_id: network.id, project_id: 3 });
    await suite.make.insert('fork_network_members', {
      fork_network_id: network.id,
      project_id: fork.id,
      forked_from_project_id: 3,
    });
    const mine = { gl_repository: `project-${fork.id}`, identifier: 'user-150' };
    expect(await push(['mr.create'], mine)).toEqual([view('feature', 1)]);
    expect(await mergeRequests()).toMatchObject([{ source_project_id: fork.id, target_project_id: 3 }]);

    await suite.sql('DELETE FROM merge_requests');
    expect(await push(['mr.create', `mr.target_project=${fork.fullPath}`], mine)).toEqual([
      view('feature', 1, fork.fullPath),
    ]);
    expect(await push(['mr.create', 'mr.target_project=gnuwget/public'], mine)).toEqual([
      warning(
        ['mr.create', 'mr.target_project=gnuwget/public'],
        `Projects ${fork.fullPath} and gnuwget/public are not in the same network`,
      ),
      view('feature', 1, fork.fullPath),
    ]);
  });

  it('attack 23: tells a stranger the same of a private target and of none', async () => {
    const hidden = await suite.make.project({ namespace_id: fixtures.users.root.namespaceId, path: 'hidden' });
    const told = async (target: string): Promise<string | undefined> =>
      (await push(['mr.create', `mr.target_project=${target}`]))[0]?.message.replace(target, '…');
    expect(await told(hidden.fullPath)).toBe(await told('root/nothing'));
    expect(await told(hidden.fullPath)).toContain('User access was denied');
  });

  it('takes a constant number of statements, for one branch and for ten', async () => {
    const changes = (from: number, count: number): string =>
      Array.from({ length: count }, (_, index) => `${Z} ${A} refs/heads/n${from + index}\n`).join('');
    const count = async (text: string): Promise<number> =>
      (await suite.countStatements(() => push(['mr.create'], { changes: text }))).total;
    await push(['mr.create'], { changes: changes(0, 1) });
    expect(await count(changes(1, 1))).toBe(await count(changes(2, 10)));
  });

  it('never loses the push for its options', async () => {
    await suite.sql('ALTER TABLE merge_request_assignees RENAME TO elsewhere');
    try {
      expect(await push(['mr.create'])).toEqual([
        warning(['mr.create'], 'An unknown error occurred'),
        create('feature'),
      ]);
      const [waiting] = await suite.sql('SELECT payload FROM internal_api.outbox ORDER BY id DESC LIMIT 1');
      expect(waiting).toMatchObject({ payload: { push_options: ['mr.create'] } });
    } finally {
      await suite.sql('ALTER TABLE elsewhere RENAME TO merge_request_assignees');
    }
    expect(await push(['mr.create', 'mr.title=a\ud800b'])).toEqual([view('feature', 1)]);
    expect(await mergeRequests()).toMatchObject([{ title: 'a\ufffdb' }]);
  });
});
