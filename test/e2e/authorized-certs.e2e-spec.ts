import { randomBytes } from 'node:crypto';
import { startApi, type RunningApi } from '../support/app.js';
import { makeFixtures, type Fixtures } from '../support/fixtures.js';
import { openSuite, type Suite } from '../support/suite.js';

const NO_CERTIFICATE = [404, { message: 'Certificate Not Found' }];
const NO_USER = [404, { message: 'User Not Found' }];

describe('authorized_certs', () => {
  let suite: Suite;
  let api: RunningApi;
  let fixtures: Fixtures;
  const authority = randomBytes(32);
  const key = authority.toString('base64').slice(0, 43);

  const trust = (namespaceId: number, fingerprint = authority) =>
    suite.make.insert('internal_api.group_ssh_certificates', {
      namespace_id: namespaceId,
      title: 'CA',
      fingerprint_sha256: fingerprint,
      created_at: new Date(),
    });

  beforeAll(async () => {
    suite = await openSuite();
    fixtures = await makeFixtures(suite);
    const { dev, maint, reporter, owner } = fixtures.users;
    await trust(fixtures.group.id);
    for (const { id } of [dev, maint]) await suite.make.member({ group: fixtures.group.id }, id, 30);
    await suite.make.member({ group: fixtures.group.id }, reporter.id, 30, {
      invite_token: 'x',
      invite_email: 'x@example.com',
    });
    await suite.sql('UPDATE users SET managing_group_id = $1 WHERE id = ANY ($2)', [
      fixtures.group.id,
      [dev.id, reporter.id, owner.id],
    ]);
    api = await startApi(suite, { environment: { SSH_CERTIFICATES: 'true' } });
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  const ask = async (parameters: object): Promise<unknown> => {
    const answer = await api.shell.get('/authorized_certs', { key, ...parameters });
    return [answer.status, answer.json()];
  };
  const dev = [200, { success: true, namespace: 'gnuwget', username: 'dev' }];

  it('row 32: lets in a member whom the group manages, by user name or address', async () => {
    for (const user_identifier of ['dev', 'DEV', 'dev@example.com', 'Dev@Example.com']) {
      expect(await ask({ user_identifier })).toEqual(dev);
    }
    expect(await ask({ key: `SHA256:${key}`, user_identifier: 'dev' })).toEqual(dev);
  });

  it('case 199: knows no other authority', async () => {
    for (const other of [randomBytes(32).toString('base64').slice(0, 43), '', 'x', `${key}x`, key.slice(1)]) {
      expect(await ask({ key: other, user_identifier: 'dev' })).toEqual(NO_CERTIFICATE);
    }
  });

  it('finds nobody who is unknown, no member, or only invited', async () => {
    for (const user_identifier of ['nobody', '', undefined, 'dеv', 'd%v', 'owner', 'reporter', 'outsider']) {
      expect(await ask({ user_identifier })).toEqual(NO_USER);
    }
  });

  it('refuses a member whom the group does not manage', async () => {
    const refusal = [403, { message: 'Not an Enterprise User of the group' }];
    expect(await ask({ user_identifier: 'maint' })).toEqual(refusal);
  });

  it('lets in by the first group that does, else says what the last one says', async () => {
    const other = await suite.make.group({ path: 'other' });
    const shared = randomBytes(32);
    await trust(other.id, shared);
    await trust(fixtures.group.id, shared);
    const asked = { key: shared.toString('base64').slice(0, 43) };
    expect(await ask({ ...asked, user_identifier: 'dev' })).toEqual(dev);
    expect(await ask({ ...asked, user_identifier: 'maint' })).toMatchObject([403, {}]);
  });

  it('case 199: knows none at all while the feature is off', async () => {
    const other = await startApi(suite);
    try {
      const answer = await other.shell.get('/authorized_certs', { key, user_identifier: 'dev' });
      expect([answer.status, answer.json()]).toEqual(NO_CERTIFICATE);
    } finally {
      await other.close();
    }
  });
});
