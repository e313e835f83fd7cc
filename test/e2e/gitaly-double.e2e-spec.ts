import { credentials, status } from '@grpc/grpc-js';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { makeCertificate } from '../support/gitaly/certificate.js';
import { definitions } from '../support/gitaly/definitions.js';
import { GitalyDouble } from '../support/gitaly/gitaly-double.js';
import { bearer, RawClient, type Message } from '../support/gitaly/raw-client.js';

import { codeOf, DoubleWorld } from '../support/gitaly/double-world.js';
import { stopwatch } from '../support/stopwatch.js';

let world: DoubleWorld;
beforeAll(async () => {
  world = await DoubleWorld.open();
});
afterAll(() => world?.close());
afterEach(() => world.reset());

describe('a stand-in for Gitaly as a server (gitaly.md 5)', () => {
  it('speaks the bytes of the encoding check (2.4)', () => {
    const request = { repository: { ...world.both, relativePath: 'a.git' }, ancestorId: 'A', childId: 'B' };
    request.repository.gitObjectDirectory = 'objects/q';
    const bytes = definitions['gitaly.CommitService']?.CommitIsAncestor?.requestSerialize(request);
    expect(bytes?.toString('hex')).toBe(
      '0a24120764656661756c741a05612e67697422096f626a656374732f712a076f626a656374731201411a0142',
    );
  });

  it('point 1: checks the token', async () => {
    const knock = (authorization?: string) =>
      world.client
        .call('RepositoryExists', { repository: world.plain }, authorization === undefined ? {} : { authorization })
        .then(() => 'in')
        .catch(({ code, details }: { code: number; details: string }) => `${code} ${details}`);
    const now = Math.floor(Date.now() / 1000);
    world.gitaly.settings.clock = () => now;
    expect(await knock(bearer(world.token, now - 30))).toBe('in');
    expect(await knock(bearer(world.token, now + 30).replace('Bearer', 'bearer'))).toBe('in');
    expect(await knock()).toBe('16 authentication required');
    expect(await knock(`Bearer ${world.token}`)).toBe('16 authentication required');
    expect(await knock(`Bearer v2.xyz.${now}`)).toBe('16 authentication required');
    expect(await knock(bearer('wrong', now))).toBe('7 permission denied: wrong hmac signature');
    expect(await knock(bearer(world.token, now - 31))).toBe('7 permission denied: token has expired');
    expect(await knock(bearer(world.token, now + 31))).toBe(
      "7 permission denied: token's validity window is in future",
    );
    expect(await knock(bearer(world.token, now).replace('v2.', 'v1.'))).toBe(
      '7 permission denied: invalid token version',
    );
    expect(bearer('secret', 1_700_000_000)).toBe(
      'Bearer v2.4b227f8831b3763d066901751ad4c583ed08832bf1924a4ec50c2e871b1e8586.1700000000',
    );
    world.gitaly.settings.token = '';
    expect(await knock()).toBe('in');
  });

  it('point 2: knows its storages and their repositories', async () => {
    const branches = (repository?: Message) => codeOf(world.call('HasLocalBranches', { repository }));
    expect(await branches(world.plain)).toBe(status.OK);
    expect(await branches()).toBe(status.INVALID_ARGUMENT);
    expect(await branches({ ...world.plain, storageName: 'other' })).toBe(status.INVALID_ARGUMENT);
    expect(await branches({ ...world.plain, relativePath: '../p.git' })).toBe(status.INVALID_ARGUMENT);
    expect(await branches({ ...world.plain, relativePath: 'none.git' })).toBe(status.NOT_FOUND);
    mkdirSync(join(world.storage, 'half.git', 'objects'), { recursive: true });
    expect(await branches({ ...world.plain, relativePath: 'half.git' })).toBe(status.NOT_FOUND);
    world.gitaly.settings.era = 'now';
    expect(await branches({ ...world.plain, relativePath: 'half.git' })).toBe(status.FAILED_PRECONDITION);
  });

  it('point 3, 4: looks into the quarantine of the message, and nowhere else', async () => {
    const { A, N } = world;
    const exists = async (repository: Message) =>
      (
        await world.all('CheckObjectsExist', 'revisions', [
          { repository, revisions: [A, N].map((id) => Buffer.from(id)) },
        ])
      ).map(({ exists }) => exists);
    process.env.GIT_OBJECT_DIRECTORY = join(world.origin.path, world.incoming.quarantine.directory);
    process.env.GIT_ALTERNATE_OBJECT_DIRECTORIES = join(world.origin.path, 'objects');
    try {
      expect(await exists(world.both)).toEqual([true, true]);
      expect(await exists(world.onlyNew)).toEqual([false, true]);
      expect(await exists(world.onlyOld)).toEqual([true, false]);
      expect(await exists(world.plain)).toEqual([true, false]);
    } finally {
      delete process.env.GIT_OBJECT_DIRECTORY;
      delete process.env.GIT_ALTERNATE_OBJECT_DIRECTORIES;
    }
  });

  it('point 19: sends nothing for nothing, and many things in several messages', async () => {
    const { B } = world;
    expect(await world.call('ListCommits', { repository: world.plain, revisions: [B, '--not', B] })).toEqual([]);
    world.gitaly.settings.itemsPerMessage = 1;
    expect(await world.call('ListCommits', { repository: world.plain, revisions: [B] })).toHaveLength(2);
  });

  it('point 21: fails on demand', async () => {
    const { B } = world;
    const exists = () => codeOf(world.call('RepositoryExists', { repository: world.plain }));
    world.gitaly.fault('RepositoryExists', { code: status.UNAVAILABLE, times: 1 });
    expect([await exists(), await exists()]).toEqual([status.UNAVAILABLE, status.OK]);
    world.gitaly.fault('RepositoryExists', { oversized: true });
    expect(await exists()).toBe(status.RESOURCE_EXHAUSTED);
    world.gitaly.fault('RepositoryExists', { delay: 60_000 });
    const took = stopwatch();
    const late = world.client.call(
      'RepositoryExists',
      { repository: world.plain },
      { authorization: bearer(world.token) },
      { deadline: 200 },
    );
    expect(await codeOf(late)).toBe(status.DEADLINE_EXCEEDED);
    expect(took()).toBeLessThan(5000);
    world.gitaly.settings.itemsPerMessage = 1;
    world.gitaly.fault('ListCommits', { code: status.INTERNAL, afterMessages: 1 });
    expect(await codeOf(world.call('ListCommits', { repository: world.plain, revisions: [B] }))).toBe(status.INTERNAL);
    world.gitaly.fault('ListCommits', { dies: true, afterMessages: 1 });
    expect(await codeOf(world.call('ListCommits', { repository: world.plain, revisions: [B] }))).toBe(
      status.UNAVAILABLE,
    );
    world.gitaly.forget();
    expect(await exists()).toBe(status.UNAVAILABLE);
    await world.gitaly.restart();
    world.client.close();
    world.client = new RawClient(world.gitaly.tcp);
    expect(await exists()).toBe(status.OK);
  });

  it('point 22: records what arrives', async () => {
    const { A, B } = world;
    await world.call(
      'CommitIsAncestor',
      { repository: world.both, ancestorId: A, childId: B },
      { 'relative-path-bin': Buffer.from('p.git'), username: 'dev' },
    );
    expect(world.gitaly.calls.methods).toEqual(['CommitIsAncestor']);
    const [recorded] = world.gitaly.calls.of('CommitIsAncestor');
    expect(recorded).toMatchObject({
      messages: [{ repository: world.both, ancestorId: A, childId: B }],
      metadata: { 'relative-path-bin': Buffer.from('p.git'), username: 'dev' },
      code: status.OK,
    });
    expect(recorded?.remaining).toBeGreaterThan(5000);
    expect(recorded?.remaining).toBeLessThanOrEqual(10_000);
  });

  it('point 24: wants the snapshot of a transaction, and the primary behind Praefect', async () => {
    const { B, N } = world;
    const exists = async (repository: Message, headers: Record<string, string | Buffer>) =>
      (await world.one('CommitIsAncestor', { repository, ancestorId: B, childId: N }, headers))?.value;
    world.gitaly.settings.praefect = true;
    expect(await exists(world.both, {})).toBe(false);
    expect(await exists(world.both, { 'gitaly-route-repository-accessor-policy': 'primary-only' })).toBe(true);
    world.gitaly.settings.praefect = false;
    world.gitaly.settings.transactions = true;
    execFileSync('cp', ['-r', world.origin.path, join(world.storage, 'snapshot.git')]);
    rmSync(join(world.origin.path, world.incoming.quarantine.directory), { recursive: true });
    expect(await codeOf(exists(world.both, {}))).toBe(status.INTERNAL);
    expect(await exists(world.both, { 'relative-path-bin': Buffer.from('snapshot.git') })).toBe(true);
    expect(await exists(world.plain, {})).toBe(false);
  });

  it('point 25: listens with TLS, with and without ALPN', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gitaly-tls-'));
    const certificate = makeCertificate(folder);
    for (const alpn of [true, false]) {
      const secure = await GitalyDouble.start({ storages: { default: world.storage } }, { certificate, alpn });
      const trusting = new RawClient(secure.tls, {}, credentials.createSsl(certificate.cert));
      const doubting = new RawClient(secure.tls, {}, credentials.createSsl());
      const socket = connect({ port: Number(new URL(secure.tls).port), ca: certificate.cert, ALPNProtocols: ['h2'] });
      await once(socket, 'secureConnect');
      expect(socket.alpnProtocol).toBe(alpn ? 'h2' : false);
      expect(await trusting.call('RepositoryExists', { repository: world.plain })).toEqual([{ exists: true }]);
      expect(await codeOf(doubting.call('RepositoryExists', { repository: world.plain }))).toBe(status.UNAVAILABLE);
      socket.destroy();
      trusting.close();
      doubting.close();
      secure.close();
    }
    rmSync(folder, { recursive: true });
  });

  it('tells its version and its health', async () => {
    expect(await world.one('ServerInfo', {})).toMatchObject({
      serverVersion: '16.7.0',
      storageStatuses: [{ storageName: 'default', readable: true, writeable: true }],
    });
    expect(await codeOf(world.client.call('Check', {}))).toBe(status.UNAUTHENTICATED);
    world.gitaly.settings.era = 'now';
    expect(await world.client.call('Check', {})).toEqual([{ status: 'SERVING' }]);
  });
});
