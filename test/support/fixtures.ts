import type { MadeKey, MadeNamespace, MadeProject, MadeUser } from './made.js';
import type { Suite } from './suite.js';

const DAY = 24 * 60 * 60 * 1000;

/** The world of git-access.md section 15. Ids of users, keys and projects never coincide, so that no mix-up passes. */
export interface Fixtures {
  readonly users: Readonly<Record<UserName, MadeUser>>;
  /** By the number in the contract's table. */
  readonly keys: Readonly<Record<number, MadeKey>>;
  readonly group: MadeNamespace;
  readonly P: MadeProject;
  readonly PUB: MadeProject;
  readonly INT: MadeProject;
}

const people = {
  root: { id: 1, key: 1, columns: { admin: true } },
  guest: { id: 110, key: 10, level: 10 },
  reporter: { id: 120, key: 20, level: 20 },
  dev: { id: 130, key: 30, level: 30 },
  maint: { id: 140, key: 40, level: 40 },
  owner: { id: 150, key: 50, level: 50 },
  outsider: { id: 160, key: 60 },
  ext: { id: 161, key: 61, columns: { external: true } },
  blockd: { id: 170, key: 70, columns: { state: 'blocked' } },
  deact: { id: 171, key: 71, columns: { state: 'deactivated' } },
  pending: { id: 172, key: 72, columns: { state: 'blocked_pending_approval' } },
  ghost: { id: 199, columns: { user_type: 5 } },
} as const satisfies Record<string, Person>;

interface Person {
  readonly id: number;
  readonly key?: number;
  readonly level?: number;
  readonly columns?: Readonly<Record<string, unknown>>;
}

export type UserName = keyof typeof people;

/** Makes the users, keys, projects and memberships; days count from `now`, the service's clock. */
export async function makeFixtures(suite: Suite, now = new Date()): Promise<Fixtures> {
  const { make } = suite;
  const users: Partial<Record<UserName, MadeUser>> = {};
  const keys: Record<number, MadeKey> = {};
  for (const [username, person] of Object.entries<Person>(people)) {
    users[username as UserName] = await make.user({ id: person.id, username, ...person.columns });
    if (person.key === undefined) continue;
    // Case 32 asks for an RSA key of 2048 bits.
    const options = person.key === 30 ? { type: 'ssh-rsa' as const, bits: 2048 } : {};
    keys[person.key] = await make.key({ id: person.key, user_id: person.id }, options);
  }

  const group = await make.group({ id: 300, path: 'gnuwget' });
  const P = await make.project({ id: 3, namespace_id: group.id, path: 'wget2' });
  const PUB = await make.project({ id: 4, namespace_id: group.id, path: 'public', visibility_level: 20 });
  const INT = await make.project({ id: 5, namespace_id: group.id, path: 'internal', visibility_level: 10 });
  for (const { id, level } of Object.values<Person>(people)) {
    if (level !== undefined) await make.member({ project: P.id }, id, level);
  }

  const creator = people.maint.id;
  keys[80] = await make.deployKey({ id: 80, user_id: creator }, { [P.id]: false });
  keys[81] = await make.deployKey({ id: 81, user_id: creator }, { [P.id]: true });
  keys[82] = await make.deployKey({ id: 82, user_id: creator });
  const dev = people.dev.id;
  keys[90] = await make.key({ id: 90, user_id: null });
  keys[91] = await make.key({ id: 91, user_id: dev, expires_at: new Date(now.getTime() - DAY) });
  keys[92] = await make.key({ id: 92, user_id: dev, expires_at: new Date(now.getTime() + 2 * DAY) });
  keys[93] = await make.key({ id: 93, user_id: dev, usage_type: 2 });
  return { users: users as Record<UserName, MadeUser>, keys, group, P, PUB, INT };
}

/** The protected branches and tags of P. */
export async function protectRefs(suite: Suite, { P }: Fixtures): Promise<void> {
  await suite.make.protectedBranch({ project_id: P.id }, 'master', { push: [40], merge: [30] });
  await suite.make.protectedBranch({ project_id: P.id }, 'release/*', { push: [0], merge: [40] });
  await suite.make.protectedTag(P.id, 'v*', [40]);
}
