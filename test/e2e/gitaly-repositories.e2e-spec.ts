import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { said, Z } from '../support/allowed-world.js';
import { BareRepository } from '../support/bare-repository.js';
import { ADAPTERS, ContentWorld } from '../support/content-world.js';

const DEV = 30;
const REPORTER = 20;

describe.each(ADAPTERS)('repositories, asked through %s (gitaly.md 6)', (adapter) => {
  let world: ContentWorld;

  beforeAll(async () => {
    world = await ContentWorld.open(adapter);
  });
  afterAll(() => world?.close());
  beforeEach(() => world.forget());

  const pull = () => world.allowed.pull({ key_id: REPORTER }).then(said);

  it('row 1: a repository on its storage', async () => {
    expect(await pull()).toBe('200');
    if (!world.gitaly) return;
    expect(world.methods).toEqual(['RepositoryExists']);
    const [call] = world.callsOf('RepositoryExists');
    expect(call?.metadata.authorization).toMatch(/^Bearer v2\.[0-9a-f]{64}\.\d+$/);
    expect(call?.messages).toMatchObject([
      {
        repository: {
          storageName: 'default',
          relativePath: `${world.allowed.P.diskPath}.git`,
          gitObjectDirectory: '',
          gitAlternateObjectDirectories: [],
        },
      },
    ]);
  });

  it('row 2, case 64: a repository that is not on its storage', async () => {
    const { path } = world.repository;
    renameSync(path, `${path}.away`);
    expect(await pull()).toBe('404 A repository for this project does not exist yet.');
    renameSync(`${path}.away`, path);
    expect(await pull()).toBe('200');
    if (world.gitaly) expect(world.methods).toEqual(['RepositoryExists', 'RepositoryExists']);
  });

  it('row 35, case 127: the files of a snippet', async () => {
    const { id, diskPath } = await world.suite.make.snippet(world.allowed.users.dev.id);
    const repository = BareRepository.create(world.storage, `${diskPath}.git`, 'main');
    const files = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`file ${n}`, 'x']));
    const first = repository.commit({ files: files(1) });
    const incoming = repository.receiving();
    const change = (line: string) => world.push(DEV, line, { gl_repository: `snippet-${id}` }, incoming);
    expect(await change(`${Z} ${first} refs/heads/first`)).toBe('200');
    repository.update('refs/heads/main', first);
    await world.forget();
    const eleven = incoming.commit({ parents: [first], files: files(11) });
    expect(await change(`${first} ${eleven} refs/heads/main`)).toBe(
      '401 The repository can contain at most 10 file(s).',
    );
    if (world.gitaly) {
      expect(world.callsOf('ListFiles')[0]?.messages).toMatchObject([
        { revision: Buffer.from(eleven), repository: { gitObjectDirectory: incoming.quarantine.directory } },
      ]);
    }
    const ten = incoming.commit({ parents: [first], files: files(10) });
    expect(await change(`${first} ${ten} refs/heads/main`)).toBe('200');
    const none = incoming.commit({ parents: [first] });
    expect(await change(`${first} ${none} refs/heads/main`)).toBe('401 The repository must contain at least 1 file.');
    expect(await change(`${Z} ${first} refs/heads/other`)).toBe('401 You can not create or delete branches.');
    expect(await change(`${first} ${Z} refs/heads/main`)).toBe('401 You can not create or delete branches.');
  });

  it('row 36, case 114: a first push makes its repository', async () => {
    const answer = await world.allowed.push({ key_id: DEV, project: 'dev/new' });
    expect(said(answer)).toBe('200');
    const { gitaly } = answer.json<{ gitaly: { repository: { relative_path: string } } }>();
    const head = () => readFileSync(join(world.storage, gitaly.repository.relative_path, 'HEAD'), 'utf8');
    expect(head()).toBe('ref: refs/heads/main\n');
    expect(said(await world.allowed.pull({ key_id: DEV, project: 'dev/new' }))).toBe('200');
    if (!world.gitaly) return;
    expect(world.callsOf('CreateRepository')).toHaveLength(1);
    expect(world.callsOf('CreateRepository')[0]?.messages).toMatchObject([
      {
        defaultBranch: Buffer.from('main'),
        repository: {
          relativePath: gitaly.repository.relative_path,
          gitObjectDirectory: '',
          gitAlternateObjectDirectories: [],
        },
      },
    ]);
  });

  it('row 37: a user whose name is no metadata', async () => {
    await world.suite.sql(`UPDATE users SET username = 'Jörg' WHERE id = $1`, [world.allowed.users.reporter.id]);
    expect(await pull()).toBe('200');
    if (world.gitaly) expect(world.callsOf('RepositoryExists')).toHaveLength(1);
  });
});
