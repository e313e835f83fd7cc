import { startApi, type RunningApi } from '../support/app.js';
import { makeFixtures, type Fixtures } from '../support/fixtures.js';
import { form, send, type Answer } from '../support/http.js';
import type { MadeKey } from '../support/made.js';
import { makeSshKey, type SshKeyType } from '../support/ssh-keys.js';
import { stopwatch } from '../support/stopwatch.js';
import { openSuite, type Suite } from '../support/suite.js';

const NOT_FOUND = '{"message":"404 Key Not Found"}';

describe('GET /internal/authorized_keys (git-access.md 5)', () => {
  let suite: Suite;
  let api: RunningApi;
  let world: Fixtures;

  beforeAll(async () => {
    suite = await openSuite();
    world = await makeFixtures(suite);
    api = await startApi(suite, { environment: { EXTERNAL_URL: 'https://gitlab.example.com' } });
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  const key = (id: number): MadeKey => world.keys[id]!;
  const ask = (parameters: Readonly<Record<string, unknown>>): Promise<Answer> =>
    api.shell.get('/authorized_keys', parameters);
  /** The query as it is, escaped by nobody. */
  const askRaw = (query: string): Promise<Answer> =>
    send(api.url, `/api/v4/internal/authorized_keys?${query}`, { headers: api.shell.headers() });
  const expectKey = async (answer: Promise<Answer>, id: number): Promise<void> => {
    const { status, text } = await answer;
    expect([status, (JSON.parse(text) as { id?: unknown }).id]).toEqual([200, id]);
  };
  const expectNothing = async (answer: Promise<Answer>): Promise<void> => {
    const { status, text } = await answer;
    expect([status, text]).toEqual([404, NOT_FOUND]);
  };

  it('case 137, rows 22 and 25: finds a key by its blob, and names no e-mail address', async () => {
    await suite.sql(
      `UPDATE keys SET created_at = '2019-06-27 15:29:02.219', title = 'admin@example.com' WHERE id = 30`,
    );
    const answer = await ask({ key: key(30).blob });
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({
      id: 30,
      title: 'admin@example.com',
      key: `${key(30).line} Name of dev (gitlab.example.com)`,
      created_at: '2019-06-27T15:29:02.219Z',
      expires_at: null,
      last_used_at: null,
      usage_type: 'auth_and_signing',
    });
  });

  it('row 22: every kind of key is found, with padding and without (row 23)', async () => {
    const types: SshKeyType[] = [
      'ssh-rsa',
      'ssh-dss',
      'ssh-ed25519',
      'ecdsa-sha2-nistp256',
      'ecdsa-sha2-nistp384',
      'ecdsa-sha2-nistp521',
      'sk-ecdsa-sha2-nistp256@openssh.com',
      'sk-ssh-ed25519@openssh.com',
    ];
    for (const type of types) {
      const made = await suite.make.key({ user_id: world.users.dev.id }, { type });
      const answer = await ask({ key: made.blob });
      expect(answer.json()).toMatchObject({ id: made.id, key: `${made.line} Name of dev (gitlab.example.com)` });
      await expectKey(ask({ key: made.blob.replace(/=+$/, '') }), made.id);
    }
  });

  it('cases 138, 139 and row 24: part of a key, garbage and nothing find nothing', async () => {
    const { blob } = key(30);
    await expectNothing(ask({ key: blob.slice(0, -3) }));
    await expectNothing(ask({ key: blob.slice(3) }));
    for (const garbage of ['whatever!', '', '%', 'AAAA', '\0', 'ssh-rsa', "' OR 1=1 --", 'AAAA%', '😀']) {
      await expectNothing(ask({ key: garbage }));
    }
    await expectNothing(ask({ key: [blob] }));
    await expectNothing(askRaw(`key[id]=${encodeURIComponent(blob)}`));
  });

  it('case 140: a plus that nobody escaped arrives as a blank', async () => {
    let material = makeSshKey();
    while (!material.blob.includes('+')) material = makeSshKey();
    const { id } = await suite.make.key({ user_id: world.users.dev.id }, { material });
    await expectKey(askRaw(`key=${material.blob}`), id);
    await expectKey(askRaw(`key=${encodeURIComponent(material.blob)}`), id);
    await expectKey(askRaw(`key=${material.line.replace(' ', '%20').replaceAll('+', '%2B')}%20a%40b.c`), id);
  });

  it('case 141: a key that only signs is not found', async () => {
    await expectNothing(ask({ key: key(93).blob }));
    await expectNothing(ask({ fingerprint: key(93).md5 }));
  });

  it('case 142 and row 27: expired keys, keys of blocked people and deploy keys are found, /allowed says why not', async () => {
    for (const id of [91, 70, 71, 72, 80, 82]) await expectKey(ask({ key: key(id).blob }), id);
    const { expires_at } = (await ask({ key: key(91).blob })).json();
    expect(expires_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('a key without owner has no comment', async () => {
    expect((await ask({ key: key(90).blob })).json()).toMatchObject({ id: 90, key: key(90).line });
  });

  it('case 143: fingerprints in each of their forms, and nothing like them', async () => {
    const { md5, sha256, blob } = key(30);
    const short = sha256.toString('base64').replace('=', '');
    for (const fingerprint of [md5, md5.toUpperCase(), short, `SHA256:${short}`]) {
      await expectKey(ask({ fingerprint }), 30);
    }
    await expectNothing(ask({ fingerprint: 'ab:c%' }));
    for (const fingerprint of ['%', md5.slice(0, -1), md5.replaceAll(':', ''), short.slice(1), `MD5:${md5}`]) {
      await expectNothing(ask({ fingerprint }));
    }
    // It wins over the key, also when it finds nobody.
    await expectKey(ask({ fingerprint: md5, key: key(10).blob }), 30);
    await expectNothing(ask({ fingerprint: 'ab:c%', key: blob }));
  });

  it('a row of GitLab 14.0 without SHA-256 fingerprint is found by the other one', async () => {
    const old = await suite.make.key({ user_id: world.users.dev.id, fingerprint_sha256: null });
    await expectKey(ask({ key: old.blob }), old.id);
  });

  it('case 144: no parameters', async () => {
    await expectNothing(ask({}));
    await expectNothing(ask({ other: 'x' }));
  });

  it('case 145 and row 28: one statement that only reads; nothing about the key changes', async () => {
    const { blob } = key(30);
    const row = async () => (await suite.sql('SELECT * FROM keys WHERE id = 30'))[0];
    const before = await row();
    const { statements } = await suite.countStatements(async () => {
      await expectKey(ask({ key: blob }), 30);
      await expectKey(ask({ key: blob }), 30);
    });
    expect(statements).toEqual([{ text: expect.stringMatching(/^\s*\(SELECT/) as string, calls: 2 }]);
    expect(await row()).toEqual(before);
  });

  it('row 28: fifty offers at the same time are all answered', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => ask({ key: n % 2 ? key(30).blob : 'none' })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, (_, n) => (n % 2 ? 200 : 404)));
  });

  it('a megabyte of key costs no statement and no time', async () => {
    const took = stopwatch();
    const { total } = await suite.countStatements(async () => {
      for (const filler of ['A', '+', ' ', 'AAAA ']) {
        const body = form({ key: filler.repeat(2 ** 20 / filler.length) });
        const headers = { ...api.shell.headers(), 'content-type': 'application/x-www-form-urlencoded' };
        await expectNothing(send(api.url, '/api/v4/internal/authorized_keys', { headers, body }));
      }
    });
    expect(total).toBe(0);
    expect(took()).toBeLessThan(5_000);
  });

  it('row 26: the line stays one line, whatever is stored and whatever people call themselves', async () => {
    const name = 'A\nssh-rsa AAAAforged\r\u0085B"';
    const person = await suite.make.user({ name });
    const made = await suite.make.key({ user_id: person.id });
    await suite.sql(`UPDATE keys SET key = key || E'\\n' WHERE id = $1`, [made.id]);
    const { key: line } = (await ask({ key: made.blob })).json<{ key: string }>();
    expect(line).toBe(`${made.line} A ssh-rsa AAAAforged B" (gitlab.example.com)`);
  });

  it('a row that holds no whole key is no key', async () => {
    for (const text of [null, '', 'ssh-ed25519']) {
      const made = await suite.make.key({ user_id: world.users.dev.id, key: text });
      await expectNothing(ask({ key: made.blob }));
    }
  });
});
