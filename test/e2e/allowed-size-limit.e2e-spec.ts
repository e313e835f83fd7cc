import { status } from '@grpc/grpc-js';
import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Z } from '../support/allowed-world.js';
import { ADAPTERS, ContentWorld } from '../support/content-world.js';

const DEV = 30;
const KIB = 1024;
const MIB = 1024 * KIB;
const SIZE_CALLS = ['RepositorySize', 'GetObjectDirectorySize', 'ListBlobs'];

const refused = (reason: string) => `401 ${reason} Please contact your GitLab administrator for more information.`;
const M40 = refused(
  'Your push has been rejected, because this repository has exceeded its size limit of 2 MiB by 1 MiB.',
);
const exceeds = (limit: string) =>
  refused(`Your push to this repository would cause it to exceed the size limit of ${limit} so it has been rejected.`);

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

describe.each(ADAPTERS)('a size limit, measured through %s (git-access.md 3.4, steps 15e and 15g)', (adapter) => {
  let world: ContentWorld;
  let padding: string;

  beforeAll(async () => {
    world = await ContentWorld.open(adapter);
    padding = join(world.repository.path, 'objects', 'padding');
  });
  afterAll(() => world?.close());
  beforeEach(async () => {
    world.gitaly?.forget();
    rmSync(padding, { force: true });
    await choose({ project: null, namespace: null, instance: 0 });
  });

  async function choose(limits: { project?: number | null; namespace?: number | null; instance?: number }) {
    const { sql, make } = world.suite;
    const { project, namespace, instance } = limits;
    if (project !== undefined) await sql('UPDATE projects SET repository_size_limit = $1 WHERE id = 3', [project]);
    if (namespace !== undefined) {
      await sql(
        'UPDATE namespaces SET repository_size_limit = $1 WHERE id = (SELECT namespace_id FROM projects WHERE id = 3)',
        [namespace],
      );
    }
    if (instance !== undefined) await make.settings({ repository_size_limit: instance });
  }

  /** Files of so many bytes altogether. */
  function fillTo(bytes: number): void {
    rmSync(padding, { force: true });
    writeFileSync(padding, Buffer.alloc(bytes - bytesIn(world.repository.path)));
  }

  const sizeCalls = () => world.methods?.filter((method) => SIZE_CALLS.includes(method)) ?? [];
  const change = () => `${world.A} ${world.B} refs/heads/topic`;
  const deletion = () => `${world.C} ${Z} refs/heads/feature`;

  it('M40: a repository that is too large already, unless the push only deletes', async () => {
    fillTo(3 * MIB);
    await choose({ project: 2 * MIB });
    expect(await world.push(DEV, change())).toBe(M40);
    expect(await world.push(DEV, '_any')).toBe('200');
    if (world.gitaly) expect(sizeCalls()).toEqual(['RepositorySize', 'ListBlobs']);
    world.gitaly?.forget();
    expect(await world.push(DEV, deletion())).toBe('200');
    expect(sizeCalls()).toEqual([]);
    expect(await world.push(DEV, `${deletion()}\n${change()}`)).toBe(M40);
  });

  it('M41: a quarantine that does not fit in, and one that just does', async () => {
    const incoming = world.repository.receiving();
    const fresh = incoming.commit({ parents: [world.B], files: { large: randomBytes(MIB) } });
    const push = () => world.push(DEV, `${world.B} ${fresh} refs/heads/topic`, {}, incoming);
    // Both sides of the quarantine's border together: what it holds is counted once.
    await choose({ project: 3 * MIB });
    fillTo(3 * MIB);
    expect(await push()).toBe('200');
    if (world.gitaly) expect(sizeCalls()).toEqual(['RepositorySize', 'GetObjectDirectorySize']);
    // Gitaly cuts to whole KiB.
    fillTo(3 * MIB + 2 * KIB);
    expect(await push()).toBe(exceeds('3 MiB'));
    rmSync(join(world.repository.path, incoming.quarantine.directory), { recursive: true });
  });

  it('M41 without a quarantine: the blobs that no ref leads to yet', async () => {
    const fresh = world.repository.commit({ parents: [world.B], files: { large: Buffer.alloc(2 * MIB) } });
    fillTo(3 * MIB);
    await choose({ project: 4 * MIB });
    expect(await world.push(DEV, `${Z} ${fresh} refs/heads/topic`)).toBe(exceeds('4 MiB'));
    expect(await world.push(DEV, change())).toBe('200');
    await choose({ project: 6 * MIB });
    expect(await world.push(DEV, `${Z} ${fresh} refs/heads/topic`)).toBe('200');
  });

  it('the choice of the project wins over that of its group, and that over the one of the instance', async () => {
    fillTo(3 * MIB);
    await choose({ instance: 2 * MIB });
    expect(await world.push(DEV, change())).toBe(M40);
    await choose({ namespace: 0 });
    expect(await world.push(DEV, change())).toBe('200');
    await choose({ namespace: 2 * MIB, instance: 0 });
    expect(await world.push(DEV, change())).toBe(M40);
    await choose({ project: 0 });
    expect(await world.push(DEV, change())).toBe('200');
    await choose({ project: 2 * MIB, namespace: 0 });
    expect(await world.push(DEV, change())).toBe(M40);
  });

  it('without a limit nobody measures', async () => {
    fillTo(3 * MIB);
    expect(await world.push(DEV, change())).toBe('200');
    expect(sizeCalls()).toEqual([]);
  });
  it('a Gitaly that lists no blobs yet: the repository alone is measured', async () => {
    if (!world.gitaly) return;
    const fresh = world.repository.commit({ parents: [world.B], files: { other: Buffer.alloc(2 * MIB, 1) } });
    const change = `${Z} ${fresh} refs/heads/topic`;
    fillTo(3 * MIB);
    await choose({ project: 4 * MIB });
    expect(await world.push(DEV, change)).toBe(exceeds('4 MiB'));
    world.gitaly.fault('ListBlobs', { code: status.UNIMPLEMENTED });
    expect(await world.push(DEV, change)).toBe('200');
    await choose({ project: 2 * MIB });
    expect(await world.push(DEV, change)).toBe(M40);
  });
});
