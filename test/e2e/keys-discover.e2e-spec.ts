import { startApi, type RunningApi } from '../support/app.js';
import { makeFixtures, type Fixtures } from '../support/fixtures.js';
import { send, type Answer } from '../support/http.js';
import { openSuite, type Suite } from '../support/suite.js';

describe('GET /internal/discover (git-access.md 6)', () => {
  let suite: Suite;
  let api: RunningApi;
  let world: Fixtures;

  beforeAll(async () => {
    suite = await openSuite();
    world = await makeFixtures(suite);
    api = await startApi(suite);
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  const ask = (parameters: Readonly<Record<string, unknown>>): Promise<Answer> =>
    api.shell.get('/discover', parameters);
  const person = async (parameters: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const answer = await ask(parameters);
    expect(answer.status).toBe(200);
    return answer.json<unknown>();
  };
  const dev = { id: 130, name: 'Name of dev', username: 'dev' };

  it('case 146, rows 29 and 30: by key, by id, by name in any case, by identifier: exactly three fields', async () => {
    for (const parameters of [
      { key_id: 30 },
      { key_id: '30' },
      { user_id: 130 },
      { username: 'dev' },
      { username: 'DEV' },
      { identifier: 'user-130' },
      { identifier: 'key-30' },
    ]) {
      expect([parameters, await person(parameters)]).toEqual([parameters, dev]);
    }
  });

  it('case 147 and row 31: whoever is not there is null with status 200', async () => {
    for (const parameters of [
      { username: 'noone' },
      { username: '' },
      { username: 'de' },
      { username: 'de%' },
      { username: 'de\0v' },
      { nothing: 'x' },
      { key_id: 90 },
      { key_id: 99999 },
      { key_id: '' },
      { user_id: 'abc' },
      { user_id: '' },
      { identifier: 'deploy-token-3' },
      {},
    ]) {
      const { status, text } = await ask(parameters);
      expect([parameters, status, text]).toEqual([parameters, 200, 'null']);
    }
  });

  it('nobody becomes somebody else by the form of an id', async () => {
    const forms = [
      '0',
      '-1',
      '030',
      '3e1',
      '+30',
      '%2030',
      '30%20',
      '30;',
      '0x1e',
      '30.0',
      '9223372036854775808',
      '30%00',
    ];
    for (const value of forms) {
      for (const name of ['key_id', 'user_id']) {
        const headers = api.shell.headers();
        const { status, text } = await send(api.url, `/api/v4/internal/discover?${name}=${value}`, { headers });
        expect([name, value, status, text]).toEqual([name, value, 200, 'null']);
      }
    }
    expect(await person({ key_id: ['30'] })).toBeNull();
    // The first parameter that is present decides; none behind it is tried.
    expect(await person({ key_id: 99999, user_id: 130 })).toBeNull();
    expect(await person({ user_id: 'x', username: 'dev' })).toBeNull();
    expect(await person({ krb5principal: 'dev@EXAMPLE.COM', username: 'dev' })).toBeNull();
  });

  it('case 148: a deploy key is its creator, or the ghost when that one is gone', async () => {
    expect(await person({ key_id: 80 })).toEqual({ id: 140, name: 'Name of maint', username: 'maint' });
    const { id } = await suite.make.deployKey({ user_id: 98 });
    expect(await person({ key_id: id })).toEqual({ id: 199, name: 'Name of ghost', username: 'ghost' });
    expect(await person({ key_id: (await suite.make.deployKey({ user_id: null })).id })).toMatchObject({ id: 199 });
  });

  it('case 149: blocked people, deactivated ones and expired keys are greeted all the same', async () => {
    expect(await person({ key_id: 70 })).toMatchObject({ username: 'blockd' });
    expect(await person({ key_id: 71 })).toMatchObject({ username: 'deact' });
    expect(await person({ key_id: 91 })).toEqual(dev);
  });

  it('a key that only signs is nobody', async () => {
    expect(await person({ key_id: 93 })).toBeNull();
  });

  it('two names that differ in case: the exact one wins', async () => {
    const upper = await suite.make.user({ username: 'Twin' });
    await suite.sql('INSERT INTO users (username, name, email, projects_limit) VALUES ($1, $1, $2, 0)', [
      'twin',
      't@x.y',
    ]);
    expect(await person({ username: 'Twin' })).toMatchObject({ id: upper.id });
    expect(await person({ username: 'twin' })).toMatchObject({ username: 'twin' });
  });

  it('costs one statement and changes nothing', async () => {
    const row = async () => (await suite.sql('SELECT * FROM keys WHERE id = 30'))[0];
    const before = await row();
    const { total } = await suite.countStatements(() => person({ key_id: 30 }));
    expect(total).toBe(1);
    expect(await row()).toEqual(before);
    expect(world.users.dev.id).toBe(130);
  });
});
