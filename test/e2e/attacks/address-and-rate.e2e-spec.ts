import { gzipSync } from 'node:zlib';
import { said } from '../../support/allowed-world.js';
import { openAttackWorld, type AttackWorld } from '../../support/attack-world.js';
import type { MadeProject } from '../../support/made.js';
import { recordStatements } from '../../support/recorded-statements.js';
import { M14 } from '../../support/refusals.js';

/**
 * The story: somebody outside the office says that they are inside; somebody whose limit is used up says that they are
 * somebody else; and somebody without any credentials sends bodies that cost more to read than to write. Bodies that never
 * end are in test/e2e/connections.e2e-spec.ts.
 */
const LIMIT = 40;

let world: AttackWorld;
let fenced: MadeProject;
beforeAll(async () => {
  const environment = {
    GITLAB_SHELL_OPERATION_LIMIT: String(LIMIT),
    MAX_BODY_SIZE: '1000000',
  };
  world = await openAttackWorld({ environment });
  const group = await world.suite.make.group();
  fenced = await world.suite.make.project({ namespace_id: group.id, visibility_level: 20 });
  for (const range of ['10.1.0.0/16', '2001:db8::/32', '192.0.2.7']) {
    await world.suite.make.insert('ip_restrictions', { group_id: group.id, range });
  }
});
afterAll(() => world?.close());

describe('attack 31: addresses', () => {
  const from = async (check_ip: unknown, more: Readonly<Record<string, unknown>> = { key_id: 30 }) =>
    said(await world.pull({ ...more, project: fenced.fullPath, check_ip }));

  it('inside are those of the list, however they are written', async () => {
    const inside = ['10.1.0.0', '10.1.255.255', '::ffff:10.1.2.3', '2001:db8::1', '192.0.2.7', ' 10.1.2.3 '];
    for (const address of inside) expect([address, await from(address)]).toEqual([address, '200']);
  });

  it('outside is everything else, and what is no address', async () => {
    const outside = ['10.2.0.0', '10.0.255.255', '192.0.2.8', '::ffff:10.2.0.1', '2001:db9::1', '127.0.0.1', '::1'];
    const garbage = [
      '10.1.2.3:22',
      '10.1.2',
      '10.1',
      '167837699',
      '0x0a010203',
      '012.1.2.3',
      '10.1.2.3/8',
      '10.1.2.3,8.8.8.8',
    ];
    const odd: unknown[] = ['localhost', '10.1.2.3\0', '10.1.2.3 8.8.8.8', ['10.1.2.3'], { 0: '10.1.2.3' }, 7, true];
    for (const address of [...outside, ...garbage, ...odd]) {
      expect([address, await from(address)]).toEqual([address, M14]);
    }
  });

  it('no kind of actor skips the list, but administrators', async () => {
    const key = await world.suite.make.deployKey({ user_id: world.users.maint.id }, { [fenced.id]: true });
    for (const actor of [{ key_id: key.id }, { user_id: 130 }, { username: 'dev' }, {}, { key_id: 82 }]) {
      expect([actor, await from('8.8.8.8', actor)]).toEqual([actor, M14]);
    }
    expect(await from('8.8.8.8', { key_id: 1 })).toBe('200');
  });

  it('the address is the one that the front end says; headers that anybody can send are not asked', async () => {
    const headers = { 'x-forwarded-for': '10.1.2.3', 'x-real-ip': '10.1.2.3', forwarded: 'for=10.1.2.3' };
    const body = JSON.stringify({
      action: 'git-upload-pack',
      protocol: 'ssh',
      changes: '_any',
      key_id: 30,
      project: fenced.fullPath,
      check_ip: '8.8.8.8',
    });
    const json = { 'content-type': 'application/json' };
    const answer = await world.as('shell', 'POST', '/api/v4/internal/allowed', {
      headers: { ...headers, ...json },
      body,
    });
    expect(said(answer)).toBe(M14);
  });
});

describe('attack 32: limits', () => {
  const statuses = async (count: number, parameters: (index: number) => Readonly<Record<string, unknown>>) => {
    const seen: Record<number, number> = {};
    for (let index = 0; index < count; index++) {
      const { status } = await world.pull(parameters(index));
      seen[status] = (seen[status] ?? 0) + 1;
    }
    return seen;
  };

  it('are those of an actor on a project, whatever spelling, header or address they hide behind', async () => {
    const spellings = ['gnuwget/internal', '/GNUWGET/internal.git', 'gnuwget/internal/', 'gnuwget/INTERNAL.git'];
    const seen = await statuses(LIMIT + 10, (index) => ({
      user_id: 160,
      project: spellings[index % 4],
      check_ip: `10.9.${index}.1`,
    }));
    expect(seen).toEqual({ 200: LIMIT, 429: 10 });
    // Nobody else suffers, and neither does the same person elsewhere.
    expect((await world.pull({ key_id: 1, project: 'gnuwget/internal' })).status).toBe(200);
    expect((await world.pull({ user_id: 160, project: 'gnuwget/public' })).status).toBe(200);
  });

  it('are those of an address too, whoever comes from it', async () => {
    const seen = await statuses(LIMIT + 10, (index) => ({
      user_id: 500_000 + index,
      project: 'gnuwget/public',
      check_ip: '198.51.100.9',
    }));
    expect(seen).toEqual({ 200: LIMIT, 429: 10 });
  });

  it('answer at once and ask for a second only, since the shell comes back by itself', async () => {
    const answer = await world.pull({ user_id: 160, project: 'gnuwget/internal' });
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '1']);
  });

  it('a flood of keys that are none costs the database one look-up each, and none for what no key is as long as', async () => {
    const endless = ['', 'x'.repeat(10_001)];
    const offers = [
      ...['!', 'AAAA', 'x'.repeat(10_000), '\0', '%', "' OR 1=1"],
      ...Array.from({ length: 100 }, (_, index) => `ssh-rsa AAAAB3Nza${index}`),
    ];
    const ask = async (key: string) => (await world.api.shell.get('/authorized_keys', { key })).status;
    const looked = await recordStatements(async () => {
      for (const key of [...endless, ...offers]) expect([key, await ask(key)]).toEqual([key, 404]);
    });
    expect(looked.map(({ name }) => name)).toEqual(offers.map(() => 'authorized_key_find'));
  });
});

describe('attack 33: bodies', () => {
  const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
    world.as('shell', 'POST', '/api/v4/internal/pre_receive', {
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });

  it('too large, too deep, compressed to nothing, of another alphabet', async () => {
    expect((await post(`{"a":"${'x'.repeat(1_000_000)}"}`)).status).toBe(413);
    expect((await post(gzipSync(Buffer.alloc(50_000_000, 32)), { 'content-encoding': 'gzip' })).status).toBe(413);
    expect((await post('['.repeat(200_000))).status).toBe(400);
    expect((await post(`{"a":${'['.repeat(1_000)}${']'.repeat(1_000)}}`)).status).toBe(400);
    expect((await post('{}', { 'content-type': 'application/json; charset=utf-16' })).status).toBe(415);
    expect((await post('{}', { 'content-encoding': 'zstd-nobody-knows' })).status).toBe(415);
    expect((await post(Buffer.from([0x1f, 0x8b, 0, 1]), { 'content-encoding': 'gzip' })).status).toBe(400);
  });

  it('with names that mean something to JavaScript, and names given twice', async () => {
    const polluting = '{"__proto__":{"key_id":1,"admin":true},"constructor":{"prototype":{"key_id":1}},"key_id":60}';
    const asked = `${polluting.slice(0, -1)},"action":"git-upload-pack","protocol":"ssh","project":"gnuwget/wget2"}`;
    const headers = { 'content-type': 'application/json' };
    const allowed = (body: string) => world.as('shell', 'POST', '/api/v4/internal/allowed', { headers, body });
    expect(said(await allowed(asked))).toBe(M14);
    expect(({} as Record<string, unknown>).key_id).toBeUndefined();
    // The last of two counts, as JSON is read everywhere; the person in front is not let in by the one behind.
    expect(said(await allowed(asked.replace('"key_id":60', '"key_id":1,"key_id":60')))).toBe(M14);
    const form =
      'key_id=60&__proto__[key_id]=1&constructor[prototype][key_id]=1&action=git-upload-pack&protocol=ssh&project=gnuwget/wget2';
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(said(await world.as('shell', 'POST', '/api/v4/internal/allowed', { headers: type, body: form }))).toBe(M14);
  });
});
