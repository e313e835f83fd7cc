import fc from 'fast-check';
import { A, B, Z } from '../support/allowed-world.js';
import { openAttackWorld, type AttackWorld } from '../support/attack-world.js';
import { subscriptionOf } from '../support/billing-world.js';
import type { Answer } from '../support/http.js';
import type { MadeProject } from '../support/made.js';

/**
 * The invariants once more, over HTTP and with everything behind it. The decision alone keeps 1 to 6 and 9 in
 * libs/git-access/src/decision/invariants.spec.ts; number 8 is what fuzz.e2e-spec.ts looks for, and number 9 what the
 * suites in test/faults break things for.
 */
let world: AttackWorld;
beforeAll(async () => {
  world = await openAttackWorld({ environment: { GITLAB_SHELL_OPERATION_LIMIT: '0' } });
});
afterAll(() => world?.close());

type Parameters = Readonly<Record<string, unknown>>;
const PEOPLE = ['root', 'guest', 'reporter', 'dev', 'maint', 'owner', 'outsider', 'ext', 'blockd', 'deact'] as const;
const KEYS: Readonly<Record<string, number>> = {
  root: 1,
  guest: 10,
  reporter: 20,
  dev: 30,
  maint: 40,
  owner: 50,
  outsider: 60,
  ext: 61,
  blockd: 70,
  deact: 71,
};

const actors: fc.Arbitrary<Parameters> = fc.oneof(
  fc.constantFrom(...PEOPLE).map((name) => ({ user_id: world.users[name].id })),
  fc.constantFrom(1, 10, 20, 30, 40, 50, 60, 80, 81, 82, 90, 91, 93).map((key_id) => ({ key_id })),
  fc.constant({}),
);
const projects = fc.constantFrom(
  'gnuwget/wget2',
  'gnuwget/public',
  'gnuwget/internal',
  'gnuwget/wget2.wiki',
  // In a namespace that is not there: a push must not create it between two answers that are compared.
  'nobody/none',
);
const lines = fc
  .tuple(
    fc.constantFrom(`${Z} ${A}`, `${A} ${B}`, `${B} ${Z}`),
    fc.constantFrom(
      'refs/heads/master',
      'refs/heads/release/1',
      'refs/heads/x',
      'refs/tags/v1',
      'refs/tags/x',
      'refs/notes/x',
      'refs/heads/-x',
    ),
  )
  .map((parts) => parts.join(' '));
const questions: fc.Arbitrary<Parameters> = fc
  .tuple(actors, projects, fc.oneof(fc.constant('_any'), lines), fc.constantFrom('ssh', 'web'), fc.boolean())
  .map(([actor, project, changes, protocol, pull]) => ({
    ...actor,
    project,
    changes,
    protocol,
    action: pull ? 'git-upload-pack' : 'git-receive-pack',
  }));

const ask = (parameters: Parameters) => world.ask('', parameters);
const allows = async (parameters: Parameters) => (await ask(parameters)).status === 200;
const runs = (numRuns: number) => ({ numRuns, endOnFailure: true });

describe('invariant 1: monotone', () => {
  const restrictions: [string, string][] = [
    ['UPDATE projects SET archived = true', 'UPDATE projects SET archived = false'],
    ['UPDATE projects SET repository_read_only = true', 'UPDATE projects SET repository_read_only = false'],
    [
      'UPDATE project_features SET repository_access_level = 10',
      'UPDATE project_features SET repository_access_level = 20',
    ],
    [
      'UPDATE project_features SET repository_access_level = 0',
      'UPDATE project_features SET repository_access_level = 20',
    ],
    [
      `UPDATE users SET state = 'blocked' WHERE id IN (130, 140)`,
      `UPDATE users SET state = 'active' WHERE id IN (130, 140)`,
    ],
    [`UPDATE members SET expires_at = '2020-01-01'`, 'UPDATE members SET expires_at = NULL'],
    [
      `UPDATE keys SET expires_at = '2020-01-01' WHERE id IN (20, 30, 81)`,
      'UPDATE keys SET expires_at = NULL WHERE id IN (20, 30, 81)',
    ],
    ['UPDATE protected_branch_push_access_levels SET access_level = 0 WHERE access_level = 40', ''],
    [
      // For nobody: a second rule for somebody may grant what the first refuses (union, git-access.md 3.7).
      `WITH rule AS (
         INSERT INTO protected_branches (project_id, name, created_at, updated_at)
         SELECT id, '*', now(), now() FROM projects RETURNING id
       ), push AS (
         INSERT INTO protected_branch_push_access_levels (protected_branch_id, access_level, created_at, updated_at)
         SELECT id, 0, now(), now() FROM rule
       )
       INSERT INTO protected_branch_merge_access_levels (protected_branch_id, access_level, created_at, updated_at)
       SELECT id, 0, now(), now() FROM rule`,
      `DELETE FROM protected_branches WHERE name = '*'`,
    ],
    [
      'UPDATE application_settings SET maintenance_mode = true',
      'UPDATE application_settings SET maintenance_mode = false',
    ],
  ];

  it.each(restrictions)('%s turns no no into a yes', async (on, off) => {
    const asked = fc.sample(questions, 30);
    const answersNow = () => Promise.all(asked.map(allows));
    const before = await answersNow();
    await world.suite.sql(on);
    const after = await answersNow();
    if (off !== '') await world.suite.sql(off);
    const loosened = asked.filter((_, index) => after[index] && !before[index]);
    expect(loosened).toEqual([]);
  });
});

it('invariant 2: a batch is allowed when each of its refs is, in any order', async () => {
  const batches = fc.tuple(actors, fc.array(lines, { minLength: 1, maxLength: 4 }), fc.constantFrom('ssh', 'web'));
  await fc.assert(
    fc.asyncProperty(batches, async ([actor, changes, protocol]) => {
      const push = (asked: unknown) => allows({ ...actor, action: 'git-receive-pack', protocol, changes: asked });
      const each = (await Promise.all(changes.map(push))).every(Boolean);
      expect(await push(changes)).toBe(each);
      expect(await push([...changes.toReversed(), ...changes].join('\n'))).toBe(each);
    }),
    runs(30),
  );
});

it('invariant 3: a stranger reads the same of a private project and of none, byte for byte', async () => {
  const hidden = await world.suite.make.project({ namespace_id: world.users.root.namespaceId, path: 'hidden' });
  const strangers = actors.filter((actor) => actor.user_id !== 1 && actor.key_id !== 1);
  await fc.assert(
    fc.asyncProperty(
      questions,
      strangers,
      fc.constantFrom('', '.wiki', '.git', '.design'),
      async (asked, actor, suffix) => {
        const { key_id: _key, user_id: _user, ...rest } = asked;
        const of = (project: string) => ask({ ...rest, ...actor, project: `${project}${suffix}` });
        const [there, nowhere] = [await of(hidden.fullPath), await of('root/nothing')];
        expect([there.status, there.text]).toEqual([nowhere.status, nowhere.text]);
      },
    ),
    runs(40),
  );
});

it('invariant 4: who may push a ref may push at all', async () => {
  await fc.assert(
    fc.asyncProperty(questions, async (asked) => {
      const push = { ...asked, action: 'git-receive-pack' };
      if (await allows(push)) expect(await allows({ ...push, changes: '_any' })).toBe(true);
    }),
    runs(40),
  );
});

it('invariant 5: a person is the same person by key, id, name and identifier', async () => {
  await fc.assert(
    fc.asyncProperty(questions, fc.constantFrom(...PEOPLE), async (asked, name) => {
      const { key_id: _key, user_id: _user, ...rest } = asked;
      const { id } = world.users[name];
      const ways = [
        { key_id: KEYS[name] },
        { key_id: String(KEYS[name]) },
        { user_id: id },
        { user_id: String(id) },
        { username: name.toUpperCase() },
      ];
      const said = await Promise.all(ways.map((way) => ask({ ...rest, ...way })));
      const decisions = said.map((answer) => {
        const { status, message, gl_id, gl_username } = answer.json();
        return [answer.status, status, message, gl_id, gl_username];
      });
      for (const decision of decisions) expect(decision).toEqual(decisions[0]);
      const named = [...ways, { identifier: `user-${id}` }, { identifier: `key-${KEYS[name]}` }];
      const found = await Promise.all(
        named.map((way) => world.api.shell.get('/discover', way as Record<string, unknown>)),
      );
      for (const { text } of found) expect(JSON.parse(text)).toMatchObject({ id, username: name });
    }),
    runs(25),
  );
});

it('invariant 6: a request that is made again leaves the state of one', async () => {
  const { make, sql } = world.suite;
  await make.settings({ check_namespace_plan: true });
  const [group, target] = [await make.group(), await make.group()];
  const packs = [{ number_of_minutes: 10, expires_at: '2099-01-01', purchase_xid: 'again' }];
  const dates = [{ namespace_id: group.id, next_reconciliation_date: '2030-01-01', display_alert_from: '2029-12-01' }];
  const requests: (() => Promise<Answer>)[] = [
    () => world.portal.post(`/namespaces/${group.id}/minutes`, { json: { packs } }),
    () => world.portal.patch(`/namespaces/${group.id}/minutes/move/${target.id}`),
    () =>
      world.portal.post(subscriptionOf(group.id), {
        json: { start_date: '2021-01-01', seats: 3, plan_code: 'premium' },
      }),
    () => world.portal.put(subscriptionOf(group.id), { json: { seats: 7 } }),
    () => world.portal.put('/internal/upcoming_reconciliations', { json: { upcoming_reconciliations: dates } }),
    () => world.pull({ key_id: 30 }),
    () => world.push({ key_id: 30, project: 'dev/made-once' }),
    () =>
      world.api.shell.post('/shellhorse/git_audit_event', { gl_repository: 'project-3', action: 'git-upload-pack' }),
  ];
  const tables = [
    'ci_minutes_additional_packs',
    'gitlab_subscriptions',
    'upcoming_reconciliations',
    'projects',
    'routes',
    'namespaces',
  ];
  const state = async () => {
    const dumps = tables.map((table) =>
      sql<{ rows: string }>(
        `SELECT COALESCE(jsonb_agg(to_jsonb(t) - 'updated_at' - 'created_at' ORDER BY t.id), '[]')::text AS rows FROM ${table} t`,
      ),
    );
    return (await Promise.all(dumps)).map(([row]) => row?.rows);
  };
  for (const request of requests) {
    expect((await request()).status).toBeLessThan(300);
    const once = await state();
    await Promise.all([request(), request(), request()]);
    expect(await state()).toEqual(once);
  }
});

it('invariant 7: statements are a constant of the endpoint, not of refs, rules, keys or members', async () => {
  const { make } = world.suite;
  const crowded: MadeProject = await make.project({ namespace_id: world.group.id, visibility_level: 20 });
  const requests: (() => Promise<Answer>)[] = [
    () => world.pull({ user_id: 130, project: crowded.fullPath }),
    () => world.push({ user_id: 130, project: crowded.fullPath, changes: `${A} ${B} refs/heads/x` }),
    () => world.api.shell.get('/discover', { key_id: 30 }),
    () => world.api.shell.get('/authorized_keys', { key: world.keys[60]!.line.split(' ')[1] }),
    () => world.api.shell.post('/lfs_authenticate', { user_id: 130, project: crowded.fullPath }),
  ];
  const count = async () => {
    const totals: number[] = [];
    // The first round of each meets what is written once a day.
    for (const request of requests) await request();
    for (const request of requests) {
      // The settings of the instance are kept for seconds, so of two rounds one at most reads them anew.
      const rounds = [await world.suite.countStatements(request), await world.suite.countStatements(request)];
      totals.push(Math.min(...rounds.map(({ total }) => total)));
    }
    return totals;
  };
  await make.member({ project: crowded.id }, 130, 30);
  const before = await count();
  for (let index = 0; index < 30; index++) {
    await make.protectedBranch({ project_id: crowded.id }, `rule-${index}*`, { push: [30, 40], merge: [40] });
    await make.deployKey({ user_id: 140 }, { [crowded.id]: true });
    await make.member({ project: crowded.id }, (await make.user()).id, 30);
  }
  expect(await count()).toEqual(before);
  const many = Array.from({ length: 2_000 }, (_, index) => `${A} ${B} refs/heads/rule-${index}`).join('\n');
  const push = () => world.push({ user_id: 130, project: crowded.fullPath, changes: many });
  expect((await world.suite.countStatements(push)).total).toBe(before[1]);
});
