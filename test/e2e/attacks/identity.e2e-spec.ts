import { Agent, request as httpRequest } from 'node:http';
import { randomBytes } from 'node:crypto';
import { M14, M20, M21, M3 } from '../../support/refusals.js';
import { A, B, said, Z } from '../../support/allowed-world.js';
import { openAttackWorld, type AttackWorld } from '../../support/attack-world.js';
import { Answer } from '../../support/http.js';
import { enrol } from '../../support/otp.js';

/**
 * The story: somebody who may speak to the service through a front end, with a name or an id of their own choosing, wants
 * to be somebody else: the administrator has id 1, and once a comparison of an id with an array, with `1e0` or with a name
 * that folds to another was enough.
 */
let world: AttackWorld;
beforeAll(async () => {
  world = await openAttackWorld({ environment: { SSH_CERTIFICATES: 'true' } });
  // Of the people attacked, the administrator has most to lose: a second factor, and so recovery codes.
  await enrol(world.suite, world.users.root.id);
});
afterAll(() => world?.close());

const post = (endpoint: string, parameters: object) => world.api.shell.post(endpoint, { ...parameters });

/** Everything that acts for a person, each answering as nobody is answered. */
async function whoIs(actor: object): Promise<string[]> {
  const answers = await Promise.all([
    world.api.shell.get('/discover', actor as Record<string, unknown>),
    world.ask('git-upload-pack', actor as Record<string, unknown>),
    world.ask('git-receive-pack', actor as Record<string, unknown>),
    post('/lfs_authenticate', { ...actor, project: 'gnuwget/wget2' }),
    post('/two_factor_recovery_codes', actor),
    post('/personal_access_token', { ...actor, name: 't', scopes: ['api'] }),
  ]);
  return answers.map((answer) => `${answer.status} ${answer.text}`);
}

const gives = (answers: readonly string[]): string[] =>
  answers.filter((text) => /"username"|"status":true|"success":true|lfs_token|recovery_codes|"token"/.test(text));

describe('attack 11: ids that are none', () => {
  const ONES: unknown[] = [
    [1],
    [[1]],
    { 0: 1 },
    { id: 1 },
    [1, 1],
    true,
    0,
    -1,
    1.5,
    1e300,
    '0',
    '-1',
    '+1',
    '1e0',
    '1.0',
    ' 1',
    '1 ',
    '1;',
    '1\n',
    '1\0',
    '01',
    '0x1',
    '１',
    '1 OR 1=1',
    "1'--",
    'null',
    'true',
    '',
    '18446744073709551617',
    '9223372036854775808',
    '4294967297',
    'user-1',
    'key-1',
  ];

  it.each(['key_id', 'user_id'])('%s that only looks like 1 is nobody, everywhere', async (name) => {
    expect(gives(await whoIs({ [name]: 1 })).length).toBeGreaterThan(4);
    for (const value of ONES) expect([value, gives(await whoIs({ [name]: value }))]).toEqual([value, []]);
  });

  it('one given twice, in a query and a form, is nobody', async () => {
    for (const query of ['key_id=1&key_id=1', 'key_id[]=1', 'key_id[0]=1', 'key_id[a]=1', 'user_id=1&user_id=1']) {
      const discovered = await world.as('shell', 'GET', `/api/v4/internal/discover?${query}`);
      expect([query, discovered.text]).toEqual([query, 'null']);
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const body = `${query}&action=git-receive-pack&protocol=ssh&project=gnuwget/wget2&changes=_any`;
      const pushed = await world.as('shell', 'POST', '/api/v4/internal/allowed', { headers, body });
      expect([query, said(pushed)]).toEqual([query, M14]);
    }
  });

  it('post_receive and LFS take no such id for a pusher either', async () => {
    for (const identifier of [
      'user- 1',
      'user-1e0',
      'user-01',
      'USER-1',
      'user-1x',
      'user-1\n',
      ['user-1'],
      'key-1;',
    ]) {
      await post('/post_receive', { gl_repository: 'project-3', identifier, changes: `${Z} ${A} refs/heads/x` });
      const [row] = await world.suite.sql<{ payload: { actor: unknown } }>(
        'SELECT payload FROM internal_api.outbox ORDER BY id DESC LIMIT 1',
      );
      expect([identifier, row?.payload.actor]).toEqual([identifier, { by: 'nobody' }]);
    }
  });
});

it('attack 12: the key of one and the id of another; the first counts, and nothing behind it is tried', async () => {
  const { root, dev, outsider } = world.users;
  const both = await world.pull({ key_id: 30, user_id: root.id, username: 'root', identifier: 'user-1' });
  expect(both.json()).toMatchObject({ gl_username: 'dev', gl_id: `user-${dev.id}`, gl_key_id: 30 });
  const change = `${A} ${B} refs/heads/master`;
  expect(said(await world.push({ key_id: 30, user_id: root.id, changes: change }))).toMatch(
    /^401 .*protected branches/,
  );
  expect(said(await world.pull({ key_id: 60, user_id: root.id }))).toBe(M14);
  for (const first of [{ key_id: 999_999 }, { key_id: '' }, { key_id: [1] }, { krb5principal: 'root@X' }]) {
    expect(said(await world.pull({ ...first, user_id: root.id, username: 'root' }))).toBe(M14);
  }
  expect(said(await world.pull({ user_id: outsider.id, username: 'root' }))).toBe(M14);
  expect(said(await world.pull({ username: 'outsider', identifier: 'user-1' }))).toBe(M14);
});

describe('attack 13: names', () => {
  it('that look like another, carry a NUL, or belong to a bot', async () => {
    await world.suite.make.user({ id: 201, username: 'kim', admin: true });
    await world.suite.make.user({ id: 202, username: 'alert-bot', user_type: 2 });
    expect((await world.pull({ username: 'KIM' })).status).toBe(200);
    const names = [
      '\u212Aim',
      'kim\0',
      ' kim',
      'kim ',
      'k\u0131m',
      'kim%',
      'k_m',
      'kim\u200b',
      'ｋｉｍ',
      ['kim'],
      'kim@example.com',
    ];
    for (const username of names) {
      expect([username, said(await world.pull({ username }))]).toEqual([username, M14]);
      const discovered = await world.api.shell.get('/discover', { username });
      expect([username, discovered.text]).toEqual([username, 'null']);
    }
    const internal = '401 This action cannot be performed by internal users';
    for (const username of ['alert-bot', 'ghost']) expect(said(await world.pull({ username }))).toBe(internal);
  });

  it('a certificate names whom its group manages, and opens that group alone', async () => {
    const authority = randomBytes(32);
    const key = authority.toString('base64').slice(0, 43);
    await world.suite.make.insert('internal_api.group_ssh_certificates', {
      namespace_id: world.group.id,
      title: 'CA',
      fingerprint_sha256: authority,
      created_at: new Date(),
    });
    await world.suite.make.member({ group: world.group.id }, world.users.maint.id, 40);
    await world.suite.sql('UPDATE users SET managing_group_id = $1 WHERE id = $2', [
      world.group.id,
      world.users.maint.id,
    ]);
    const certified = async (user_identifier: unknown) =>
      (await world.api.shell.get('/authorized_certs', { key, user_identifier })).status;
    expect(await certified('maint')).toBe(200);
    // Administrators and other people stay out of reach of an authority that a group has chosen.
    for (const name of ['root', 'dev', 'ma\u0131nt', 'maint\0', '%', 'root@example.com', "x' OR '1'='1"]) {
      expect([name, [403, 404].includes(await certified(name))]).toEqual([name, true]);
    }
    const other = await world.suite.make.group({ path: 'gnuwget-other' });
    const elsewhere = await world.suite.make.project({ namespace_id: other.id, visibility_level: 20 });
    const inside = { username: 'maint', namespace_path: 'gnuwget' };
    expect((await world.pull(inside)).status).toBe(200);
    expect(said(await world.pull({ ...inside, project: elsewhere.fullPath }))).toBe(M14);
    for (const namespace_path of [['gnuwget'], 'gnuwget\0', 'gnu', '%', 'gnuwget/wget']) {
      expect([namespace_path, said(await world.pull({ ...inside, namespace_path }))]).toEqual([namespace_path, M14]);
    }
  });
});

it('attack 14: a key that may only sign', async () => {
  expect(gives(await whoIs({ key_id: 93 }))).toEqual([]);
  const { line } = world.keys[93]!;
  expect((await world.api.shell.get('/authorized_keys', { key: line.split(' ')[1] })).status).toBe(404);
});

it('attack 15: expired keys, and keys of people who may not use Git, are found and open nothing', async () => {
  const states = ['blocked', 'ldap_blocked', 'banned', 'deactivated', 'blocked_pending_approval'];
  const made = await Promise.all(
    states.map(async (state) => {
      const { id } = await world.suite.make.user({ state, otp_required_for_login: true });
      await world.suite.make.member({ project: world.P.id }, id, 40);
      return world.suite.make.key({ user_id: id });
    }),
  );
  for (const key of [...made, world.keys[91]!]) {
    // So that the person can be told why.
    const found = await world.api.shell.get('/authorized_keys', { key: key.line.split(' ')[1] });
    expect(found.status).toBe(200);
    for (const action of ['git-upload-pack', 'git-receive-pack']) {
      expect((await world.ask(action, { key_id: key.id })).status).toBe(401);
    }
    for (const [endpoint, more] of [
      ['/two_factor_recovery_codes', {}],
      ['/personal_access_token', { name: 't', scopes: ['api'] }],
      ['/two_factor_manual_otp_check', { otp_attempt: '000000' }],
    ] as const) {
      expect((await post(endpoint, { key_id: key.id, ...more })).json()).toMatchObject({ success: false });
    }
  }
  expect(said(await world.pull({ key_id: 91 }))).toBe(M3);
});

describe('attack 16: deploy keys', () => {
  const change = `${A} ${B} refs/heads/feature`;

  it('of another project, for reading only, for codes and tokens', async () => {
    expect(said(await world.pull({ key_id: 82 }))).toBe(M14);
    expect(said(await world.push({ key_id: 80 }))).toBe(M20);
    expect(said(await world.push({ key_id: 80, changes: change }))).toBe(M20);
    for (const [endpoint, more] of [
      ['/two_factor_recovery_codes', {}],
      ['/personal_access_token', { name: 't', scopes: ['api'] }],
    ] as const) {
      const { message } = (await post(endpoint, { key_id: 81, ...more })).json();
      expect(message).toMatch(/^Deploy keys cannot be used to/);
    }
  });

  it('of a project that is archived, whose owner has gone, or that nobody stands behind', async () => {
    const { make, sql } = world.suite;
    const creator = await make.user();
    const project = await make.project({ namespace_id: world.group.id });
    await make.member({ project: project.id }, creator.id, 40);
    const key = await make.deployKey({ user_id: creator.id }, { [project.id]: true });
    const pushed = async () => said(await world.push({ key_id: key.id, project: project.fullPath, changes: change }));
    expect(await pushed()).toBe('200');
    await sql('UPDATE projects SET archived = true WHERE id = $1', [project.id]);
    expect(await pushed()).toBe("401 You can't push code to an archived project.");
    await sql('UPDATE projects SET archived = false WHERE id = $1', [project.id]);
    await sql('DELETE FROM members WHERE user_id = $1', [creator.id]);
    expect(await pushed()).toBe(M21);
    const orphan = await make.deployKey({ user_id: null }, { [project.id]: true });
    expect(said(await world.push({ key_id: orphan.id, project: project.fullPath, changes: change }))).toBe(M21);
  });

  it('that come by their creator’s roles past a rule which names people', async () => {
    const { make } = world.suite;
    const project = await make.project({ namespace_id: world.group.id });
    await make.member({ project: project.id }, world.users.maint.id, 40);
    const key = await make.deployKey({ user_id: world.users.maint.id }, { [project.id]: true });
    await make.protectedBranch({ project_id: project.id }, 'main', { push: [{ user_id: world.users.maint.id }] });
    const asked = { project: project.fullPath, changes: `${A} ${B} refs/heads/main` };
    expect((await world.push({ ...asked, user_id: world.users.maint.id })).status).toBe(200);
    expect(said(await world.push({ ...asked, key_id: key.id }))).toMatch(/^401 .*protected branches/);
  });
});

it('attack 17: two keys on one connection, the second of which must not be taken for the first', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ports = new Set<number | undefined>();
  const ask = (path: string, body?: object): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        `${world.api.url}/api/v4/internal${path}`,
        { agent, method: body ? 'POST' : 'GET', headers: { ...world.api.shell.headers(), connection: 'keep-alive' } },
        (response) => {
          ports.add(response.socket.localPort);
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve(new Answer(response.statusCode ?? 0, response.headers, Buffer.concat(chunks).toString())),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body && JSON.stringify(body));
    });
  const offer = (id: number) => ask(`/authorized_keys?key=${encodeURIComponent(world.keys[id]!.line.split(' ')[1]!)}`);
  const pull = (key_id: number) =>
    ask('/allowed', { key_id, action: 'git-upload-pack', protocol: 'ssh', changes: '_any', project: 'gnuwget/wget2' });
  try {
    for (let round = 0; round < 3; round++) {
      expect((await offer(1)).json()).toMatchObject({ id: 1 });
      expect((await offer(60)).json()).toMatchObject({ id: 60 });
      expect((await pull(1)).json()).toMatchObject({ gl_key_id: 1, gl_username: 'root' });
      expect(said(await pull(60))).toBe(M14);
      expect((await pull(30)).json()).toMatchObject({ gl_key_id: 30, gl_username: 'dev' });
    }
    expect(ports.size).toBe(1);
  } finally {
    agent.destroy();
  }
});
