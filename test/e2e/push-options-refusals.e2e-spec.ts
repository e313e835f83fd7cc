import { linkTo, linkToNew, PushOptionsWorld, warning, type Message } from '../support/push-options.js';

const Z = '0'.repeat(40);
const A = 'a'.repeat(40);
const B = 'b'.repeat(40);

describe('push options that have no effect', () => {
  let world: PushOptionsWorld;

  beforeAll(async () => {
    world = await PushOptionsWorld.open();
  });
  afterAll(() => world?.close());
  beforeEach(() => world.clear());

  it('case 186: asks for create', async () => {
    const text = 'A merge_request.create push option is required to create a merge request for branch feature';
    expect(await world.push(['mr.title=x'])).toEqual([warning(['mr.title=x'], text), linkToNew('feature')]);
    expect(await world.mergeRequests()).toEqual([]);
  });

  it('case 187: tells that the target does not exist, with every option', async () => {
    const options = ['merge_request.create', 'merge_request.target=nope', 'ci.skip'];
    expect(await world.push(options)).toEqual([
      warning(options, 'Target branch gnuwget/wget2:nope does not exist'),
      linkToNew('feature'),
    ]);
  });

  it('takes as target what is known to exist: pushed now, pushed before, or part of an open merge request', async () => {
    const targets = async (target: string, parameters: object = {}): Promise<boolean> => {
      await world.suite.sql("DELETE FROM merge_requests WHERE source_branch = 'feature'");
      const [first] = await world.push(['mr.create', `mr.target=${target}`], parameters);
      return first?.type === 'basic';
    };
    const both = { changes: `${Z} ${A} refs/heads/fresh\n${Z} ${A} refs/heads/feature` };
    expect(await targets('fresh', both)).toBe(false);
    expect((await world.mergeRequests()).map(({ source_branch }) => source_branch as string)).toEqual(['feature']);
    await world.suite.sql('DELETE FROM merge_requests');

    const event = await world.suite.make.insert('events', {
      project_id: 3,
      author_id: world.fixtures.users.dev.id,
      action: 5,
      created_at: new Date(),
      updated_at: new Date(),
    });
    const payload = { event_id: event.id, commit_count: 0, action: 0, ref_type: 0, ref: 'develop' };
    await world.suite.make.insert('push_event_payloads', payload);
    expect(await targets('develop')).toBe(true);
    await world.suite.sql('UPDATE push_event_payloads SET action = 1');
    expect(await targets('develop')).toBe(false);

    await world.openMergeRequest({ iid: 90, source_branch: 'theirs', target_branch: 'release' });
    expect(await targets('theirs')).toBe(true);
    expect(await targets('release')).toBe(true);
    expect(await targets('rel%')).toBe(false);
  });

  it('case 188: knows no options for wikis and snippets', async () => {
    const text = 'Push options are only supported for projects';
    const snippet = await world.suite.make.snippet(world.fixtures.users.dev.id);
    for (const gl_repository of ['wiki-3', `snippet-${snippet.id}`]) {
      expect(await world.push(['mr.create'], { gl_repository })).toEqual([warning(['mr.create'], text)]);
      expect(await world.push(['ci.skip'], { gl_repository })).toEqual([]);
    }
    expect(await world.push(['mr.create'], { gl_repository: 'project-99999' })).toEqual([]);
  });

  it('case 189: takes no more than ten branches', async () => {
    const changes = Array.from({ length: 11 }, (_, index) => `${Z} ${A} refs/heads/b${index}`).join('\n');
    const [first, ...links] = await world.push(['merge_request.create'], { changes });
    expect(first).toEqual(warning(['merge_request.create'], 'Too many branches pushed (11 were pushed, limit is 10)'));
    expect(links).toHaveLength(11);
    expect(await world.mergeRequests()).toEqual([]);
    const ten = changes.split('\n').slice(1).join('\n');
    expect(await world.push(['merge_request.create'], { changes: `${ten}\n${A} ${B} refs/heads/master` })).toHaveLength(
      10,
    );
    expect(await world.mergeRequests()).toHaveLength(10);
  });

  it('counts neither deletions nor the default branch', async () => {
    const changes = `${A} ${Z} refs/heads/gone\n${A} ${B} refs/heads/master\n${Z} ${A} refs/tags/v1`;
    expect(await world.push(['mr.create'], { changes })).toEqual([]);
    expect(await world.mergeRequests()).toEqual([]);
  });

  it('tells several errors of the target together', async () => {
    await world.suite.sql('UPDATE project_features SET merge_requests_access_level = 0 WHERE project_id = 3');
    expect(await world.push(['mr.create', 'mr.target=nope'])).toEqual([
      warning(
        ['mr.create', 'mr.target=nope'],
        'Merge requests are not enabled for project gnuwget/wget2\n\nTarget branch gnuwget/wget2:nope does not exist',
      ),
    ]);
    await world.suite.sql('UPDATE project_features SET merge_requests_access_level = 20 WHERE project_id = 3');
  });

  it('does nothing for nobody, and nothing for whoever may not', async () => {
    const refused = (text: string): Message[] => [warning(['mr.create'], text), linkToNew('feature')];
    expect(await world.push(['mr.create'], { identifier: 'user-99999' })).toEqual(refused('User is required'));
    for (const identifier of ['user-110', 'user-120', 'user-160', 'user-170']) {
      expect(await world.push(['mr.create'], { identifier })).toEqual(refused('User access was denied'));
    }
    expect(await world.mergeRequests()).toEqual([]);
    await world.openMergeRequest();
    expect(await world.push(['mr.title=x'], { identifier: 'user-120' })).toEqual([
      warning(['mr.title=x'], 'User access was denied'),
      linkTo('feature', 5),
    ]);
    expect(await world.mergeRequests()).toMatchObject([{ title: 'old' }]);
  });

  it('attack 23: tells a stranger the same of a private target and of none', async () => {
    const hidden = await world.suite.make.project({
      namespace_id: world.fixtures.users.root.namespaceId,
      path: 'hidden',
    });
    const told = async (target: string): Promise<string | undefined> =>
      (await world.push(['mr.create', `mr.target_project=${target}`]))[0]?.message.replace(target, '…');
    expect(await told(hidden.fullPath)).toBe(await told('root/nothing'));
    expect(await told(hidden.fullPath)).toContain('User access was denied');
  });

  it('never loses the push for its options', async () => {
    await world.suite.sql('ALTER TABLE merge_request_assignees RENAME TO elsewhere');
    try {
      expect(await world.push(['mr.create'])).toEqual([
        warning(['mr.create'], 'An unknown error occurred'),
        linkToNew('feature'),
      ]);
      const [waiting] = await world.suite.sql('SELECT payload FROM internal_api.outbox ORDER BY id DESC LIMIT 1');
      expect(waiting).toMatchObject({ payload: { push_options: ['mr.create'] } });
    } finally {
      await world.suite.sql('ALTER TABLE elsewhere RENAME TO merge_request_assignees');
    }
    expect(await world.push(['mr.create', 'mr.title=a\ud800b'])).toEqual([linkTo('feature', 1)]);
    expect(await world.mergeRequests()).toMatchObject([{ title: 'a\ufffdb' }]);
  });
});
