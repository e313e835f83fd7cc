import { askAllowed, openAllowedWorld, said, type AllowedWorld } from '../support/allowed-world.js';
import { usesWritten } from '../support/written-behind.js';

const NOW = new Date('2026-11-22T12:00:00Z');
const HOUR = 3_600_000;
const M14 = "404 The project you were looking for could not be found or you don't have permission to view it.";

let world: AllowedWorld;
beforeAll(async () => {
  world = await openAllowedWorld({ now: NOW, environment: { EXTERNAL_URL: 'https://gitlab.example.com' } });
});
afterAll(() => world?.close());

const pull = (parameters: Readonly<Record<string, unknown>>) => world.pull(parameters).then(said);
const push = (parameters: Readonly<Record<string, unknown>>) => world.push(parameters).then(said);

/** Changes settings for one piece of a test. */
async function withSettings(
  columns: Record<string, unknown>,
  reset: Record<string, unknown>,
  work: () => Promise<void>,
) {
  await world.suite.make.settings(columns);
  try {
    await work();
  } finally {
    await world.suite.make.settings(reset);
  }
}

const setUser = (id: number, columns: string, ...values: unknown[]) =>
  world.suite.sql(`UPDATE users SET ${columns} WHERE id = $1`, [id, ...values]);

describe('who asks (git-access.md 15.2)', () => {
  it('case 21: a key, with every field of the answer', async () => {
    const answer = await world.pull({ key_id: '30' });
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({
      status: true,
      gl_repository: 'project-3',
      gl_project_path: 'gnuwget/wget2',
      gl_project_id: 3,
      gl_root_namespace_id: world.group.id,
      gl_id: `user-${world.users.dev.id}`,
      gl_username: 'dev',
      gl_key_type: 'key',
      gl_key_id: 30,
      git_config_options: ['uploadpack.allowFilter=true', 'uploadpack.allowAnySHA1InWant=true'],
      gitaly: {
        repository: {
          storage_name: 'default',
          relative_path: '@hashed/4e/07/4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce.git',
          git_object_directory: '',
          git_alternate_object_directories: [],
          gl_repository: 'project-3',
          gl_project_path: 'gnuwget/wget2',
        },
        address: 'unix:/var/opt/gitlab/gitaly/gitaly.socket',
        token: null,
        features: {},
      },
      gl_console_messages: [],
      need_audit: false,
    });
  });

  it('case 22: a user without a key', async () => {
    const body = (await world.pull({ user_id: world.users.dev.id })).json();
    expect(body).toMatchObject({ status: true, gl_username: 'dev' });
    expect(body).not.toHaveProperty('gl_key_type');
    expect(body).not.toHaveProperty('gl_key_id');
  });

  it('case 23: a user name in other letters', async () => {
    expect(await pull({ username: 'DEV' })).toBe('200');
    expect((await world.pull({ username: 'ma\u0131nt' })).status).toBe(404);
    expect((await world.pull({ username: 'dev\u0000' })).status).toBe(404);
  });

  it('case 24: nothing is tried behind a key that is not found', async () => {
    expect(await pull({ key_id: 99999, user_id: world.users.dev.id })).toBe(M14);
    expect(await pull({ key_id: '', user_id: world.users.dev.id })).toBe(M14);
  });

  it.each([[[30]], [{ id: 30 }], [0], [-1], ['1e1'], [' 30'], ['30;'], ['9223372036854775808'], [30.5], [true]])(
    'case 24: %j is nobody',
    async (key) => {
      expect(await pull({ key_id: key })).toBe(M14);
      expect(await pull({ user_id: key })).toBe(M14);
    },
  );

  it('case 25, 26: nobody reads public code and nothing else', async () => {
    const body = (await world.pull({ key_id: 99999, project: 'gnuwget/public.git' })).json();
    expect(body).toMatchObject({ status: true, gl_id: '' });
    expect(body).not.toHaveProperty('gl_username');
    expect(await pull({ project: 'gnuwget/public' })).toBe('200');
    expect(await pull({})).toBe(M14);
    expect(await pull({ krb5principal: 'dev@EXAMPLE.COM', user_id: world.users.dev.id })).toBe(M14);
  });

  it('case 27: nobody pushes', async () => {
    expect(await push({ project: 'gnuwget/public' })).toBe('401 You are not allowed to upload code for this project.');
  });

  it('case 28: a key without an owner', async () => {
    expect(await pull({ key_id: 90 })).toBe(M14);
  });

  it('case 29: a key that only signs', async () => {
    expect(await pull({ key_id: 93 })).toBe(M14);
  });

  it('case 30, 31: keys that have expired or soon will', async () => {
    expect(await pull({ key_id: 91 })).toBe('401 Your SSH key has expired.');
    expect((await world.pull({ key_id: 92 })).json()).toMatchObject({
      gl_console_messages: ['INFO: Your SSH key is expiring soon. Please generate a new key.'],
    });
  });

  it('case 32: a key that is too short', async () => {
    await withSettings({ rsa_key_restriction: 4096 }, { rsa_key_restriction: 0 }, async () => {
      expect(await pull({ key_id: 30 })).toBe('401 Your SSH key must be at least 4096 bits.');
      expect(await pull({ key_id: 40 })).toBe('200');
    });
    await withSettings({ rsa_key_restriction: 2048 }, { rsa_key_restriction: 0 }, async () => {
      expect(await pull({ key_id: 30 })).toBe('200');
    });
    await withSettings({ rsa_key_restriction: -1 }, { rsa_key_restriction: 0 }, async () => {
      expect(await pull({ key_id: 30 })).toBe(
        '401 Your SSH key type is forbidden. Must be ECDSA, ED25519, ECDSA_SK, or ED25519_SK.',
      );
    });
  });

  it('case 33, 36: a blocked user, also in a space of their own and where there is nothing', async () => {
    await world.suite.make.project({ namespace_id: world.users.blockd.namespaceId, path: 'own' });
    for (const project of ['blockd/own.git', 'none/none.git']) {
      expect(await pull({ key_id: 70, project })).toBe('401 Your account has been blocked.');
      expect(await push({ key_id: 70, project })).toBe('401 Your account has been blocked.');
    }
  });

  it('case 34: a deactivated user', async () => {
    expect(await pull({ key_id: 71 })).toBe(
      '401 Your account has been deactivated by your administrator. Please log back in from a web browser to reactivate your account at https://gitlab.example.com',
    );
  });

  it('case 35: pending, terms, unconfirmed, expired password, locked', async () => {
    const { dev } = world.users;
    expect(await pull({ key_id: 72 })).toBe(
      '401 Your account is pending approval from your administrator and hence blocked.',
    );
    await withSettings({ enforce_terms: true }, { enforce_terms: false }, async () => {
      expect(await pull({ key_id: 30 })).toBe(
        '401 You (@dev) must accept the Terms of Service in order to perform this action. To accept these terms, please access GitLab from a web browser at https://gitlab.example.com.',
      );
    });
    await setUser(dev.id, 'confirmed_at = NULL');
    expect(await pull({ key_id: 30 })).toBe('200');
    await withSettings({ email_confirmation_setting: 2 }, { email_confirmation_setting: 0 }, async () => {
      expect(await pull({ key_id: 30 })).toMatch(
        /^401 Your primary email address is not confirmed\. .*\/users\/confirmation\/new$/,
      );
    });
    await setUser(dev.id, `confirmed_at = now(), password_expires_at = '2026-11-21'`);
    expect(await pull({ key_id: 30 })).toBe(
      '401 Your password expired. Please access GitLab from a web browser to update your password.',
    );
    await setUser(dev.id, `password_expires_at = NULL, locked_at = '2026-11-22 11:59'`);
    expect(await pull({ key_id: 30 })).toBe('401 Your account has been blocked.');
    await setUser(dev.id, 'locked_at = NULL');
    expect(await pull({ key_id: 30 })).toBe('200');
  });

  it('case 37, 38, 39: the protocol', async () => {
    const reset = { enabled_git_access_protocol: null };
    await withSettings({ enabled_git_access_protocol: 'http' }, reset, async () => {
      expect(await pull({ key_id: 70 })).toBe('401 Git access over SSH is not allowed');
    });
    await withSettings({ enabled_git_access_protocol: 'ssh' }, reset, async () => {
      expect(await push({ key_id: 30, protocol: 'http' })).toBe('401 Git access over HTTP is not allowed');
      expect(await push({ user_id: world.users.dev.id, protocol: 'web' })).toBe('200');
    });
  });

  it('case 40, 41: unknown commands', async () => {
    const unknown = "401 The command you're trying to execute is not allowed.";
    expect(said(await world.ask('git-fsck', { key_id: 30, project: 'none/none' }))).toBe(unknown);
    expect(said(await askAllowed(world.api, { key_id: 30, protocol: 'ssh', project: 'none/none' }))).toBe(unknown);
  });
});

describe('what remains of a request (git-access.md 2.5, 3.12)', () => {
  const keyTimes = async (id: number) =>
    (
      await world.suite.sql<{ last_used_at: Date | null; updated_at: Date }>(
        `SELECT last_used_at, updated_at FROM keys WHERE id = $1`,
        [id],
      )
    )[0]!;
  const lastActivity = async (id: number) =>
    (
      await world.suite.sql<{ last_activity_on: string | null }>(`SELECT last_activity_on FROM users WHERE id = $1`, [
        id,
      ])
    )[0]!.last_activity_on;

  it('case 44: a refused key was used all the same, its user was not active', async () => {
    const before = await keyTimes(60);
    expect(before.last_used_at).toBeNull();
    expect(await pull({ key_id: 60 })).toBe(M14);
    await usesWritten(world.api);
    expect(await keyTimes(60)).toEqual({ last_used_at: NOW, updated_at: before.updated_at });
    expect(await lastActivity(world.users.outsider.id)).toBeNull();
  });

  it('case 45: a key is touched once a day', async () => {
    for (const [hours, touched] of [
      [2, false],
      [23.9, false],
      [25, true],
    ] as const) {
      const usedAt = new Date(NOW.getTime() - hours * HOUR);
      await world.suite.sql(`UPDATE keys SET last_used_at = $1::timestamptz AT TIME ZONE 'UTC' WHERE id = 20`, [
        usedAt,
      ]);
      const { updated_at } = await keyTimes(20);
      expect(await pull({ key_id: 20 })).toBe('200');
      await usesWritten(world.api);
      expect(await keyTimes(20)).toEqual({ last_used_at: touched ? NOW : usedAt, updated_at });
    }
  });

  it('case 66: a download makes its user active today, a push does not', async () => {
    const { make } = world.suite;
    const [pusher, puller, creator] = [await make.user(), await make.user(), await make.user()];
    for (const { id } of [pusher, puller]) await make.member({ project: world.P.id }, id, 30);
    const deployKey = await make.deployKey({ user_id: creator.id }, { [world.P.id]: false });

    expect(await push({ user_id: pusher.id })).toBe('200');
    expect(await pull({ user_id: puller.id })).toBe('200');
    expect(await pull({ key_id: deployKey.id })).toBe('200');
    await usesWritten(world.api);
    for (const { id } of [puller, creator]) expect(await lastActivity(id)).toBe('2026-11-22');
    expect(await lastActivity(pusher.id)).toBeNull();
  });
});
