import fc from 'fast-check';
import { accessLevel, type Model, type ModelMember, type ModelNamespace } from '../support/access-model.js';
import { apply, operations } from '../support/access-operations.js';
import { openSuite, type Suite } from '../support/suite.js';

const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

describe('project_authorizations in small worlds', () => {
  let suite: Suite;
  beforeAll(async () => {
    suite = await openSuite();
    // Midnight during the run must not change the answer.
    await suite.setToday(day(0));
  });
  afterAll(() => suite?.close());

  it('whatever happens in whatever order, rows and readers agree with the rule', async () => {
    const days = [-1, 0, 1, 2, 3].map(day);
    await fc.assert(
      fc.asyncProperty(operations(days), async (history) => {
        const model = await startingWorld();
        const statements = history.map((operation) => apply(model, operation)).filter((sql) => sql !== undefined);
        for (const statement of statements) await suite.sql(statement);
        for (const today of [0, 1, 2, 3].map(day)) {
          expect(await asReadersSee(today)).toEqual(asTheRuleSays(model, today));
        }
        await suite.sql('SELECT internal_api.refresh_all_project_authorizations()');
        expect(await asReadersSee(day(0))).toEqual(asTheRuleSays(model, day(0)));
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  /** A world in which every kind of source gives something, so that one operation can break it. */
  async function startingWorld(): Promise<Model> {
    // Without triggers, and not by TRUNCATE, which makes a new file for every index.
    const tables = ['project_authorizations', 'internal_api.authorization_refreshes', 'members', 'project_group_links'];
    const rest = ['group_group_links', 'projects', 'namespaces', 'users'];
    const deletes = [...tables, ...rest].map((table) => `DELETE FROM ${table};`).join(' ');
    await suite.sql(`BEGIN; SET LOCAL session_replication_role = replica; ${deletes} COMMIT`);
    await suite.sql(`
      INSERT INTO users (id, username, email, projects_limit)
        SELECT n, 'user' || n, 'user' || n, 0 FROM generate_series(1, 3) n;
      INSERT INTO namespaces (id, name, path, type, owner_id, parent_id) VALUES
        (11, 'user1', 'user1', 'User', 1, NULL), (12, 'user2', 'user2', 'User', 2, NULL),
        (21, 'a', 'a', 'Group', NULL, NULL), (22, 'b', 'b', 'Group', NULL, 21), (23, 'c', 'c', 'Group', NULL, NULL);
      INSERT INTO projects (id, namespace_id) VALUES (31, 22), (32, 23), (33, 11);
      INSERT INTO members (id, user_id, source_type, type, source_id, access_level, notification_level) VALUES
        (41, 1, 'Namespace', 'GroupMember', 21, 20, 3), (42, 2, 'Namespace', 'GroupMember', 23, 40, 3),
        (43, 3, 'Namespace', 'GroupMember', 22, 30, 3), (44, 1, 'Project', 'ProjectMember', 32, 10, 3);
      INSERT INTO group_group_links (id, shared_group_id, shared_with_group_id, group_access, created_at, updated_at)
        VALUES (51, 21, 23, 30, now(), now());
      INSERT INTO project_group_links (id, project_id, group_id, group_access) VALUES (61, 32, 22, 30), (62, 33, 21, 40)`);
    const namespace = (kind: 'User' | 'Group', owner: number | null, parent: number | null): ModelNamespace => ({
      kind,
      owner,
      parent,
      lock: false,
    });
    const member = (user: number, kind: 'group' | 'project', id: number, level: number): ModelMember => ({
      user,
      source: { kind, id },
      level,
      requested: false,
      invitation: 'none',
      state: 0,
      expires: null,
    });
    return {
      users: [1, 2, 3],
      namespaces: new Map([
        [11, namespace('User', 1, null)],
        [12, namespace('User', 2, null)],
        [21, namespace('Group', null, null)],
        [22, namespace('Group', null, 21)],
        [23, namespace('Group', null, null)],
      ]),
      projects: new Map([
        [31, 22],
        [32, 23],
        [33, 11],
      ]),
      members: new Map([
        [41, member(1, 'group', 21, 20)],
        [42, member(2, 'group', 23, 40)],
        [43, member(3, 'group', 22, 30)],
        [44, member(1, 'project', 32, 10)],
      ]),
      groupShares: new Map([[51, { what: 21, withGroup: 23, access: 30, expires: null }]]),
      projectShares: new Map([
        [61, { what: 32, withGroup: 22, access: 30, expires: null }],
        [62, { what: 33, withGroup: 21, access: 40, expires: null }],
      ]),
    };
  }

  /** What a reader on this day finds: the rows while they hold, else the pair computed. */
  async function asReadersSee(today: string): Promise<Record<string, number>> {
    const rows = await suite.sql<{ pair: string; stored: number; computed: number; stale: boolean }>(
      `SELECT u.id || ' on ' || p.id AS pair,
         (SELECT COALESCE(max(a.access_level), 0) FROM project_authorizations a
          WHERE a.user_id = u.id AND a.project_id = p.id) AS stored,
         internal_api.access_level(u.id, p.id, $1) AS computed,
         COALESCE(r.stale_on <= $1, false) AS stale
       FROM users u CROSS JOIN projects p LEFT JOIN internal_api.authorization_refreshes r ON r.user_id = u.id
       ORDER BY u.id, p.id`,
      [today],
    );
    for (const { pair, stored, computed, stale } of rows) if (!stale) expect([pair, stored]).toEqual([pair, computed]);
    return Object.fromEntries(rows.map(({ pair, computed }) => [pair, computed]));
  }

  function asTheRuleSays(model: Model, today: string): Record<string, number> {
    const projects = [...model.projects.keys()].sort((a, b) => a - b);
    return Object.fromEntries(
      model.users.flatMap((user) =>
        projects.map((project) => [`${user} on ${project}`, accessLevel(model, user, project, today)]),
      ),
    );
  }
});
