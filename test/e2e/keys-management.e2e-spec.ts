import type { INestApplicationContext } from '@nestjs/common';
import { KEY_USAGES, KeyRefusal, Keys, PublicKeysModule } from '@app/keys';
import { makeFixtures, type Fixtures } from '../support/fixtures.js';
import { startServices } from '../support/services.js';
import { makeSshKey, type SshKeyType } from '../support/ssh-keys.js';
import { openSuite, type Suite } from '../support/suite.js';

describe('keys of users and deploy keys', () => {
  let suite: Suite;
  let context: INestApplicationContext;
  let keys: Keys;
  let world: Fixtures;

  beforeAll(async () => {
    suite = await openSuite();
    world = await makeFixtures(suite);
    context = await startServices(suite, PublicKeysModule);
    keys = context.get(Keys);
  });
  afterAll(async () => {
    await context?.close();
    await suite?.close();
  });

  const row = async (id: number | KeyRefusal) => {
    if (id instanceof KeyRefusal) throw new Error(`refused: ${id.code}`);
    const [key] = await suite.sql('SELECT * FROM keys WHERE id = $1', [id]);
    return key!;
  };
  const refused = (code: string): object => expect.objectContaining({ code }) as object;

  it('are stored with both fingerprints, whatever their type', async () => {
    const types: SshKeyType[] = ['ssh-rsa', 'ecdsa-sha2-nistp384', 'sk-ecdsa-sha2-nistp256@openssh.com'];
    for (const type of types) {
      const made = makeSshKey(type);
      const line = `  ${made.line}   dev@example.com, laptop\r\n`;
      const expiresAt = new Date('2030-01-01T00:00:00Z');
      const key = await row(await keys.add(world.users.dev.id, { line, expiresAt }, KEY_USAGES.auth));
      expect(key).toMatchObject({
        user_id: world.users.dev.id,
        title: 'dev@example.com, laptop',
        key: `${made.line} dev@example.com, laptop`,
        type: null,
        fingerprint: made.md5,
        fingerprint_sha256: made.sha256,
        usage_type: 1,
        expires_at: expiresAt,
      });
    }
  });

  it('belong to one owner, deploy keys among them', async () => {
    const { line } = makeSshKey();
    const outcomes = await Promise.all([
      keys.add(world.users.dev.id, { line: `${line} a` }),
      keys.addDeployKey(world.users.maint.id, { line: `${line} b` }),
      keys.add(world.users.guest.id, { line }),
    ]);
    expect(outcomes.filter((outcome) => typeof outcome === 'number')).toHaveLength(1);
    expect(await keys.add(world.users.guest.id, { line: world.keys[30]!.line })).toEqual(refused('key_taken'));
  });

  it('obey the restrictions of the instance', async () => {
    const add = (type: SshKeyType, bits?: number) =>
      keys.add(world.users.dev.id, { line: makeSshKey(type, bits).line });
    expect(await add('ssh-dss')).toEqual(refused('key_forbidden'));
    await suite.make.settings({ rsa_key_restriction: 4096, ed25519_sk_key_restriction: -1 });
    expect(await add('ssh-rsa', 2048)).toMatchObject({ message: 'key must be at least 4096 bits' });
    expect(await add('sk-ssh-ed25519@openssh.com')).toEqual(refused('key_forbidden'));
    expect(await add('ssh-ed25519')).toEqual(expect.any(Number));
  });

  it('are refused when they are none, or nobody is their owner', async () => {
    expect(await keys.add(world.users.dev.id, { line: 'ssh-ed25519 AAAA' })).toEqual(refused('key_invalid'));
    expect(await keys.add(97, { line: makeSshKey().line })).toEqual(refused('user_missing'));
    expect(await keys.remove(96)).toEqual(refused('key_missing'));
  });

  it('deploy keys open the projects that they are enabled for', async () => {
    const outcome = await keys.addDeployKey(world.users.maint.id, { line: makeSshKey().line, title: 'robot' });
    const { id, type } = (await row(outcome)) as { id: number; type: string };
    expect(type).toBe('DeployKey');
    const links = () =>
      suite.sql('SELECT project_id, can_push FROM deploy_keys_projects WHERE deploy_key_id = $1', [id]);

    await Promise.all([keys.enable(id, world.P.id, false), keys.enable(id, world.P.id, false)]);
    expect(await links()).toEqual([{ project_id: 3, can_push: false }]);
    await keys.enable(id, world.P.id, true);
    expect(await links()).toEqual([{ project_id: 3, can_push: true }]);
    expect(await keys.enable(id, 95, true)).toEqual(refused('project_missing'));
    expect(await keys.enable(30, world.P.id, true)).toEqual(refused('key_missing'));
    expect(await keys.disable(id, world.P.id)).toBeUndefined();
    expect(await links()).toEqual([]);

    await keys.enable(id, world.P.id, true);
    expect(await keys.remove(id)).toBeUndefined();
    expect(await links()).toEqual([]);
  });
});
