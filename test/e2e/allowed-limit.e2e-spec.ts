import { askAllowed, openAllowedWorld, said, type AllowedWorld } from '../support/allowed-world.js';
import { startApi } from '../support/app.js';

let world: AllowedWorld;
beforeAll(async () => {
  world = await openAllowedWorld({
    environment: { GITLAB_SHELL_OPERATION_LIMIT: '5', GITLAB_SHELL_TRUSTED_ADDRESSES: '10.9.0.0/16, 2001:db8::1' },
  });
});
afterAll(() => world?.close());

type Parameters = Readonly<Record<string, unknown>>;
const statuses = async (times: number, parameters: Parameters) => {
  const seen: number[] = [];
  for (let n = 0; n < times; n++) seen.push((await world.pull(parameters)).status);
  return seen;
};

describe('the rate limit (git-access.md 3.3)', () => {
  it('case 73, row 16: one command too many in a minute', async () => {
    expect(await statuses(5, { key_id: 30 })).toEqual([200, 200, 200, 200, 200]);
    const answer = await world.pull({ key_id: 30, project: '//GnuWget/wget2.git/' });
    expect([answer.status, answer.json(), answer.headers['retry-after']]).toEqual([
      429,
      { message: { error: 'This endpoint has been requested too many times. Try again later.' } },
      '1',
    ]);
    // Other actors, repositories and commands are counted apart.
    expect(await statuses(1, { key_id: 40 })).toEqual([200]);
    expect(await statuses(1, { key_id: 30, project: 'gnuwget/public' })).toEqual([200]);
    expect(said(await world.push({ key_id: 30 }))).toBe('200');
  });

  it('case 73: all processes count together, refused calls look nothing up', async () => {
    expect(await statuses(5, { user_id: world.users.owner.id })).toEqual([200, 200, 200, 200, 200]);
    const second = await startApi(world.suite, { environment: { GITLAB_SHELL_OPERATION_LIMIT: '5' } });
    try {
      const ask = () =>
        askAllowed(second, {
          action: 'git-upload-pack',
          protocol: 'ssh',
          project: 'gnuwget/wget2',
          user_id: world.users.owner.id,
        });
      expect((await ask()).status).toBe(429);
      const { total } = await world.suite.countStatements(async () => expect((await ask()).status).toBe(429));
      expect(total).toBe(0);
    } finally {
      await second.close();
    }
  });

  it('by address as well, unless it is trusted or unknown', async () => {
    const project = 'gnuwget/internal';
    const from = async (check_ip: string | undefined) => {
      const seen: number[] = [];
      for (const key_id of [10, 20, 30, 40, 50, 60])
        seen.push((await world.pull({ key_id, project, check_ip })).status);
      return seen.at(-1);
    };
    expect(await from('192.0.2.7')).toBe(429);
    expect(await from('10.9.1.1')).toBe(200);
    expect(await from(undefined)).toBe(200);
  });

  it('0 is no limit', async () => {
    const unlimited = await startApi(world.suite, { environment: { GITLAB_SHELL_OPERATION_LIMIT: '0' } });
    try {
      const ask = () =>
        askAllowed(unlimited, { action: 'git-upload-pack', protocol: 'ssh', project: 'gnuwget/wget2', key_id: 30 });
      expect((await ask()).status).toBe(200);
    } finally {
      await unlimited.close();
    }
  });
});
