import { Redis } from 'ioredis';
import { askAllowed, openAllowedWorld, said, type AllowedWorld } from '../support/allowed-world.js';
import { startApi, type RunningApi } from '../support/app.js';
import type { StatementCount } from '../support/suite.js';
import { until } from '../support/until.js';
import { usesWritten } from '../support/written-behind.js';
import { whileHeld, writtenRows } from '../support/written-rows.js';

const NOW = new Date('2026-11-22T12:00:00Z');
const environment = { GITLAB_SHELL_OPERATION_LIMIT: '0' };
const KEY = 30;
const DEV = 130;
const COLD = 50;

/** Two services on one database: neither knows what the other is about to write. */
describe('the day of a key and of a user (git-access.md 2.5, 3.12)', () => {
  let world: AllowedWorld;
  let other: RunningApi;
  let services: readonly RunningApi[];
  let redis: Redis;

  beforeAll(async () => {
    world = await openAllowedWorld({ now: NOW, environment });
    other = await startApi(world.suite, { environment });
    other.setClock(NOW);
    services = [world.api, other];
    redis = new Redis(world.suite.redisUrl);
  });
  afterAll(async () => {
    redis?.disconnect();
    await other?.close();
    await world?.close();
  });

  /** One pull of each key, all at a time, in turn through both services. */
  const pullAll = async (keys: readonly number[]): Promise<void> => {
    const pulls = keys.map((key_id, index) =>
      askAllowed(services[index % services.length]!, {
        action: 'git-upload-pack',
        protocol: 'ssh',
        project: world.PUB.fullPath,
        changes: '_any',
        key_id,
      }).then(said),
    );
    expect(new Set(await Promise.all(pulls))).toEqual(new Set(['200']));
  };
  const flush = () => Promise.all(services.map(usesWritten));
  const hundred = Array<number>(100).fill(KEY);
  const lease = (userId: number) => `gitlab:exclusive_lease:activity_service:${userId}`;

  it('is written once by a hundred pulls at a time', async () => {
    let users: number[] = [];
    const keys = await writtenRows(world.suite, 'keys', async () => {
      users = await writtenRows(world.suite, 'users', async () => {
        // All of them find nothing written yet, and no answer waits for it.
        await whileHeld(world.suite, { keys: [KEY], users: [DEV] }, async () => {
          await pullAll(hundred);
          // Whoever takes the lease when it has run out does not know either.
          await until(async () => (await redis.del(lease(DEV))) === 1);
          await pullAll(hundred);
        });
        await flush();
      });
    });
    expect([keys, users]).toEqual([[KEY], [DEV]]);
  });

  it('is not written again on that day', async () => {
    await redis.del(lease(DEV));
    const { statements } = await world.suite.countStatements(async () => {
      await pullAll(hundred);
      await flush();
    });
    expect([updatesOf('keys', statements), updatesOf('users', statements)]).toEqual([0, 0]);
  });

  it(`costs a handful of statements for ${COLD} that were not used today`, async () => {
    const { make } = world.suite;
    const users = await Promise.all(Array.from({ length: COLD }, () => make.user()));
    const keys = await Promise.all(users.map(({ id }) => make.key({ user_id: id })));
    const [userIds, keyIds] = [users, keys].map((rows) => rows.map(({ id }) => id).sort((a, b) => a - b));
    let count: StatementCount | undefined;
    let writtenUsers: number[] = [];
    const writtenKeys = await writtenRows(world.suite, 'keys', async () => {
      writtenUsers = await writtenRows(world.suite, 'users', async () => {
        count = await world.suite.countStatements(async () => {
          await whileHeld(world.suite, { keys: keyIds!, users: userIds! }, () => pullAll(keyIds!));
          await flush();
        });
      });
    });
    expect(writtenKeys).toEqual(keyIds);
    expect(writtenUsers).toEqual(userIds);
    // Of each service the first alone, and all that came meanwhile.
    expect(updatesOf('keys', count!.statements)).toBe(2 * services.length);
    // The last leases may be taken behind the answers.
    expect(updatesOf('users', count!.statements)).toBeLessThanOrEqual(10);
  });
});

function updatesOf(table: string, statements: StatementCount['statements']): number {
  const updates = statements.filter(({ text }) => new RegExp(`^\\s*UPDATE ${table}\\b`).test(text));
  return updates.reduce((sum, { calls }) => sum + calls, 0);
}
