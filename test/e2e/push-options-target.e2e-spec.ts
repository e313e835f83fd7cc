import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { linkTo, PushOptionsWorld } from '../support/push-options.js';

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

describe('the target of push options in a repository that can be asked', () => {
  const storage = mkdtempSync(join(tmpdir(), 'internal-api-storage-'));
  let world: PushOptionsWorld;
  let repository: string;

  const git = (...words: string[]): string =>
    execFileSync('git', ['-C', storage, ...words], {
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: storage,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'dev',
        GIT_AUTHOR_EMAIL: 'dev@example.com',
        GIT_COMMITTER_NAME: 'dev',
        GIT_COMMITTER_EMAIL: 'dev@example.com',
      },
    }).trim();

  beforeAll(async () => {
    world = await PushOptionsWorld.open({
      GITALY_STORAGES: JSON.stringify({ default: { address: 'unix:/gitaly.socket', path: storage } }),
    });
    repository = join(storage, `${world.fixtures.P.diskPath}.git`);
    mkdirSync(dirname(repository), { recursive: true });
    git('init', '--quiet', '--bare', repository);
    git('-C', repository, 'hash-object', '-w', '-t', 'tree', '/dev/null');
    const commit = git('-C', repository, 'commit-tree', '-m', 'x', EMPTY_TREE);
    git('-C', repository, 'update-ref', 'refs/heads/only-on-disk', commit);
  });
  afterAll(async () => {
    await world?.close();
    rmSync(storage, { recursive: true, force: true });
  });
  beforeEach(() => world.clear());

  const wish = (target: string) => world.push(['mr.create', `mr.target=${target}`]);

  it('is a branch that the repository has, and no other', async () => {
    expect(await wish('only-on-disk')).toEqual([linkTo('feature', 1)]);
    await world.clear();
    await world.suite.make.protectedBranch({ project_id: 3 }, 'protected-but-gone');
    for (const target of ['protected-but-gone', 'only-on', 'only-on-disk/', '--all', '*']) {
      expect((await wish(target))[0]?.message).toContain(`Target branch gnuwget/wget2:${target} does not exist`);
    }
  });

  it('is what this service knows while the repository does not answer', async () => {
    renameSync(repository, `${repository}.away`);
    try {
      expect(await wish('protected-but-gone')).toEqual([linkTo('feature', 1)]);
    } finally {
      renameSync(`${repository}.away`, repository);
    }
  });
});
