import type { MadeNamespace, MadeProject, MadeUser } from '../support/made.js';
import { openSuite, type Suite } from '../support/suite.js';

describe('project_authorizations follow their sources (schema.md 5.1)', () => {
  let suite: Suite;
  let user: MadeUser;
  let group: MadeNamespace;
  let subgroup: MadeNamespace;
  let project: MadeProject;

  beforeAll(async () => {
    suite = await openSuite();
  });
  afterAll(() => suite?.close());

  beforeEach(async () => {
    user = await suite.make.user();
    group = await suite.make.group();
    subgroup = await suite.make.group({ parent_id: group.id });
    project = await suite.make.project({ namespace_id: subgroup.id });
  });

  const levels = async (of: MadeUser = user, to: MadeProject = project): Promise<number[]> => {
    const rows = await suite.sql<{ access_level: number }>(
      'SELECT access_level FROM project_authorizations WHERE user_id = $1 AND project_id = $2 ORDER BY 1',
      [of.id, to.id],
    );
    return rows.map((row) => row.access_level);
  };
  const staleOn = async (): Promise<string | null | undefined> => {
    const rows = await suite.sql<{ stale_on: string | null }>(
      'SELECT stale_on FROM internal_api.authorization_refreshes WHERE user_id = $1',
      [user.id],
    );
    return rows[0]?.stale_on;
  };
  const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

  describe('sources', () => {
    it('direct membership', async () => {
      const { id } = await suite.make.member({ project: project.id }, user.id, 30);
      expect(await levels()).toEqual([30]);
      await suite.sql('UPDATE members SET access_level = 20 WHERE id = $1', [id]);
      expect(await levels()).toEqual([20]);
      await suite.sql('DELETE FROM members WHERE id = $1', [id]);
      expect(await levels()).toEqual([]);
    });

    it('the owner of a personal space has 50 there', async () => {
      const own = await suite.make.project({ namespace_id: user.namespaceId });
      expect(await levels(user, own)).toEqual([50]);
      const other = await suite.make.user();
      await suite.sql('UPDATE namespaces SET owner_id = $1 WHERE id = $2', [other.id, user.namespaceId]);
      expect(await levels(user, own)).toEqual([]);
      expect(await levels(other, own)).toEqual([50]);
    });

    it('membership of a group reaches everything below it', async () => {
      await suite.make.member({ group: group.id }, user.id, 30);
      expect(await levels()).toEqual([30]);
    });

    it('the highest source counts', async () => {
      await suite.make.member({ group: group.id }, user.id, 30);
      await suite.make.member({ group: subgroup.id }, user.id, 40);
      await suite.make.member({ project: project.id }, user.id, 20);
      expect(await levels()).toEqual([40]);
    });

    it('a group shared with a group of the user, no more than the share gives', async () => {
      const team = await suite.make.group();
      await suite.make.member({ group: team.id }, user.id, 40);
      const { id } = await suite.make.share({ group: group.id }, team.id, 20);
      expect(await levels()).toEqual([20]);
      await suite.sql('UPDATE group_group_links SET group_access = 50 WHERE id = $1', [id]);
      expect(await levels()).toEqual([40]);
      await suite.sql('DELETE FROM group_group_links WHERE id = $1', [id]);
      expect(await levels()).toEqual([]);
    });

    it('a share between groups takes direct members of the invited group only', async () => {
      const parent = await suite.make.group();
      const team = await suite.make.group({ parent_id: parent.id });
      await suite.make.member({ group: parent.id }, user.id, 40);
      await suite.make.share({ group: group.id }, team.id, 40);
      expect(await levels()).toEqual([]);
    });

    it('a project shared with a group takes inherited members too, no more than the share gives', async () => {
      const parent = await suite.make.group();
      const team = await suite.make.group({ parent_id: parent.id });
      await suite.make.member({ group: parent.id }, user.id, 40);
      const { id } = await suite.make.share({ project: project.id }, team.id, 20);
      expect(await levels()).toEqual([20]);
      await suite.sql('DELETE FROM project_group_links WHERE id = $1', [id]);
      expect(await levels()).toEqual([]);
    });
  });

  describe('what gives nothing', () => {
    it.each([
      ['minimal access', () => ({ access_level: 5 })],
      ['an access request', () => ({ requested_at: new Date() })],
      ['an invitation that nobody accepted', (token: string) => ({ invite_token: token })],
      ['a membership that waits for a seat', () => ({ state: 1 })],
      ['a membership that ended yesterday', () => ({ expires_at: day(-1) })],
      ['a membership that ends today', () => ({ expires_at: day(0) })],
    ])('%s', async (_, columns) => {
      for (const source of [{ group: group.id }, { project: project.id }]) {
        await suite.make.member(source, user.id, 30, columns(JSON.stringify(source)));
      }
      expect(await levels()).toEqual([]);
    });

    it('a share that has ended', async () => {
      const team = await suite.make.group();
      await suite.make.member({ group: team.id }, user.id, 40);
      await suite.make.share({ group: group.id }, team.id, 30, { expires_at: day(0) });
      await suite.make.share({ project: project.id }, team.id, 30, { expires_at: day(-1) });
      expect(await levels()).toEqual([]);
    });

    it('a share of a project whose namespace locks sharing, or never said that it does not', async () => {
      const team = await suite.make.group();
      await suite.make.member({ group: team.id }, user.id, 40);
      await suite.make.share({ project: project.id }, team.id, 30);
      for (const [lock, expected] of [
        [true, []],
        [false, [30]],
        [null, []],
      ] as const) {
        await suite.sql('UPDATE namespaces SET share_with_group_lock = $1 WHERE id = $2', [lock, subgroup.id]);
        expect(await levels()).toEqual(expected);
      }
    });
  });

  it('an accepted invitation counts', async () => {
    const accepted = { invite_token: 'accepted', invite_accepted_at: new Date() };
    await suite.make.member({ group: group.id }, user.id, 30, accepted);
    expect(await levels()).toEqual([30]);
  });

  describe('expiry', () => {
    it('the first day on which a row may be wrong is noted', async () => {
      const team = await suite.make.group();
      await suite.make.member({ group: team.id }, user.id, 40, { expires_at: day(9) });
      await suite.make.share({ group: group.id }, team.id, 20, { expires_at: day(5) });
      const { id } = await suite.make.member({ project: project.id }, user.id, 30, { expires_at: day(7) });
      expect(await staleOn()).toBe(day(5));
      await suite.sql('UPDATE members SET expires_at = $1 WHERE id = $2', [day(2), id]);
      expect(await staleOn()).toBe(day(2));
    });

    it('a reader on that day computes the pair, and the periodic job repairs the rows', async () => {
      await suite.make.member({ group: group.id }, user.id, 20);
      await suite.make.member({ project: project.id }, user.id, 30, { expires_at: day(1) });
      const on = async (date: string): Promise<number> => {
        const [row] = await suite.sql<{ level: number }>('SELECT internal_api.access_level($1, $2, $3) AS level', [
          user.id,
          project.id,
          date,
        ]);
        return row!.level;
      };
      expect(await on(day(0))).toBe(30);
      expect(await on(day(1))).toBe(20);
      expect(await levels()).toEqual([30]);
      await suite.pool.query(`BEGIN; SET LOCAL internal_api.today = '${day(1)}';
        SELECT internal_api.refresh_stale_project_authorizations(); COMMIT`);
      expect(await levels()).toEqual([20]);
      expect(await staleOn()).toBeNull();
    });
  });

  describe('moves', () => {
    it('a project into another group', async () => {
      await suite.make.member({ group: group.id }, user.id, 30);
      const elsewhere = await suite.make.group();
      const there = await suite.make.user();
      await suite.make.member({ group: elsewhere.id }, there.id, 40);
      await suite.sql('UPDATE projects SET namespace_id = $1 WHERE id = $2', [elsewhere.id, project.id]);
      expect(await levels()).toEqual([]);
      expect(await levels(there)).toEqual([40]);
    });

    it('a group with all that is below it', async () => {
      const deep = await suite.make.group({ parent_id: subgroup.id });
      const deepProject = await suite.make.project({ namespace_id: deep.id });
      const elsewhere = await suite.make.group();
      const there = await suite.make.user();
      await suite.make.member({ group: group.id }, user.id, 30);
      await suite.make.member({ group: elsewhere.id }, there.id, 40);
      await suite.sql('UPDATE namespaces SET parent_id = $1 WHERE id = $2', [elsewhere.id, subgroup.id]);
      const [row] = await suite.sql('SELECT traversal_ids FROM namespaces WHERE id = $1', [deep.id]);
      expect(row!.traversal_ids.map(Number)).toEqual([elsewhere.id, subgroup.id, deep.id]);
      for (const moved of [project, deepProject]) {
        expect(await levels(user, moved)).toEqual([]);
        expect(await levels(there, moved)).toEqual([40]);
      }
    });

    it('a group through which a project elsewhere is shared', async () => {
      const team = await suite.make.group({ parent_id: group.id });
      const shared = await suite.make.project({ namespace_id: (await suite.make.group()).id });
      await suite.make.member({ group: group.id }, user.id, 40);
      await suite.make.share({ project: shared.id }, team.id, 30);
      expect(await levels(user, shared)).toEqual([30]);
      await suite.sql('UPDATE namespaces SET parent_id = NULL WHERE id = $1', [team.id]);
      expect(await levels(user, shared)).toEqual([]);
    });

    it('a group cannot come to lie below itself', async () => {
      await expect(
        suite.sql('UPDATE namespaces SET parent_id = $1 WHERE id = $2', [subgroup.id, group.id]),
      ).rejects.toThrow('cannot lie below itself');
    });
  });

  it('deleting a group, a user or a project takes the rows along', async () => {
    const team = await suite.make.group();
    await suite.make.member({ group: team.id }, user.id, 40);
    await suite.make.share({ group: group.id }, team.id, 30);
    const other = await suite.make.project({ namespace_id: group.id });
    await suite.make.share({ project: other.id }, team.id, 40);
    expect([await levels(), await levels(user, other)]).toEqual([[30], [40]]);
    await suite.sql('DELETE FROM namespaces WHERE id = $1', [team.id]);
    expect([await levels(), await levels(user, other)]).toEqual([[], []]);
    await suite.make.member({ group: group.id }, user.id, 40);
    await suite.sql('DELETE FROM projects WHERE id = $1', [other.id]);
    await suite.sql('DELETE FROM users WHERE id = $1', [user.id]);
    expect(await levels()).toEqual([]);
  });

  it('a row inserted by hand over one that a trigger wrote does no harm', async () => {
    await suite.make.member({ project: project.id }, user.id, 30);
    const row = [user.id, project.id];
    await suite.sql('INSERT INTO project_authorizations VALUES ($1, $2, 30) ON CONFLICT DO NOTHING', row);
    expect(await levels()).toEqual([30]);
  });

  it('a bulk load without triggers is repaired by one call', async () => {
    const client = await suite.pool.connect();
    try {
      await client.query(`BEGIN; SET LOCAL session_replication_role = replica`);
      await client.query(
        `INSERT INTO namespaces (id, name, path, type, parent_id) VALUES (901, 'a', 'a', 'Group', $1)`,
        [subgroup.id],
      );
      await client.query(`INSERT INTO projects (id, name, path, namespace_id) VALUES (902, 'b', 'b', 901)`);
      await client.query(
        `INSERT INTO members (user_id, source_id, source_type, type, access_level, notification_level)
         VALUES ($1, $2, 'Namespace', 'GroupMember', 40, 3)`,
        [user.id, group.id],
      );
      await client.query('COMMIT');
    } finally {
      client.release();
    }
    expect(await levels()).toEqual([]);
    await suite.sql('SELECT internal_api.refresh_all_project_authorizations()');
    expect(await levels()).toEqual([40]);
    expect(await levels(user, { ...project, id: 902 })).toEqual([40]);
  });

  describe('two writers at the same time', () => {
    it('each takes away one of two sources: no access is left', async () => {
      const one = await suite.make.member({ group: group.id }, user.id, 40);
      const two = await suite.make.member({ project: project.id }, user.id, 40);
      const [first, second] = [await suite.pool.connect(), await suite.pool.connect()];
      try {
        await first.query('BEGIN');
        await second.query('BEGIN');
        await first.query('DELETE FROM members WHERE id = $1', [one.id]);
        const waiting = second.query('DELETE FROM members WHERE id = $1', [two.id]);
        await first.query('COMMIT');
        await waiting;
        await second.query('COMMIT');
      } finally {
        first.release();
        second.release();
      }
      expect(await levels()).toEqual([]);
    });

    it('a transaction that cannot see the other writer is refused', async () => {
      const client = await suite.pool.connect();
      try {
        await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
        await expect(client.query('DELETE FROM members WHERE user_id = $1', [user.id])).rejects.toThrow(
          'repeatable read',
        );
      } finally {
        await client.query('ROLLBACK');
        client.release();
      }
    });
  });
});
