import { Seats } from '@app/billing';
import { COUNT_SEATS } from '../../libs/billing/src/seats/seats.sql.js';
import { BillingWorld } from '../support/billing-world.js';

const MEMBERS = 100_000;
const ROOT = 1;
/** Milliseconds; far above what it takes, far below what a loop over the members would. */
const BOUND = 2_000;

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Loops': number;
  Plans?: Plan[];
}

let world: BillingWorld;
beforeAll(async () => {
  world = await BillingWorld.open();
  await populate();
}, 300_000);
afterAll(() => world?.close());

/**
 * A root group of 100,000 people: 60,000 of its own, the others in 200 subgroups and 500 projects, a tenth of them twice;
 * an invited group of 5,000 people and 1,000 bots. Beside it 30,000 small groups, which make the planner expect few.
 */
async function populate(): Promise<void> {
  const client = await world.suite.pool.connect();
  try {
    await client.query(`SET session_replication_role = replica`);
    const now = `now() AT TIME ZONE 'UTC'`;
    await client.query(`
      INSERT INTO users (id, username, email, state, user_type, projects_limit, created_at, updated_at)
      SELECT 1000000 + n, 'u' || n, 'u' || n || '@example.com', 'active', CASE WHEN n > 135000 THEN 6 ELSE 0 END, 0, ${now}, ${now}
        FROM generate_series(1, 136000) n;
      INSERT INTO namespaces (id, name, path, type, traversal_ids) VALUES (${ROOT}, 'root', 'root', 'Group', '{${ROOT}}');
      INSERT INTO namespaces (id, name, path, type, parent_id, traversal_ids)
      SELECT 1000 + n, 's' || n, 's' || n, 'Group', ${ROOT}, ARRAY[${ROOT}, 1000 + n] FROM generate_series(1, 200) n;
      INSERT INTO namespaces (id, name, path, type, traversal_ids)
      SELECT 300000 + n, 'g' || n, 'g' || n, 'Group', ARRAY[300000 + n] FROM generate_series(1, 30000) n;
      INSERT INTO projects (id, name, path, namespace_id, visibility_level, created_at, updated_at)
      SELECT 600000 + n, 'p' || n, 'p' || n, 1001 + n % 200, 0, ${now}, ${now} FROM generate_series(1, 500) n`);
    const member = (source: string, user: string, type: string, from: string) => `
      INSERT INTO members (source_type, type, source_id, user_id, access_level, notification_level, created_at, updated_at)
      SELECT '${type === 'Group' ? 'Namespace' : 'Project'}', '${type}Member', ${source}, ${user}, 30, 3, ${now}, ${now} FROM ${from};`;
    await client.query(
      [
        member(`${ROOT}`, '1000000 + n', 'Group', 'generate_series(1, 60000) n'),
        member('1001 + n % 200', '1000000 + n', 'Group', 'generate_series(54001, 80000) n'),
        member('600001 + n % 500', '1000000 + n', 'Project', 'generate_series(76001, 100000) n'),
        member('300001', '1000000 + n', 'Group', 'generate_series(130001, 136000) n'),
        member('300002 + n % 29998', '1000000 + n', 'Group', 'generate_series(100001, 130000) n'),
      ].join('\n'),
    );
    await client.query(`
      INSERT INTO group_group_links (shared_group_id, shared_with_group_id, group_access, created_at, updated_at)
      VALUES (1001, 300001, 30, now(), now())`);
    await world.subscribe(ROOT, { plan: 'ultimate', seats: MEMBERS });
  } finally {
    await client.query(`RESET session_replication_role`);
    client.release();
  }
}

async function explain(): Promise<Plan> {
  const [row] = await world.suite.sql<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
    `EXPLAIN (ANALYZE, FORMAT JSON) ${COUNT_SEATS.text}`,
    [ROOT, new Date().toISOString().slice(0, 10)],
  );
  return row!['QUERY PLAN'][0].Plan;
}

const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];
const touches = (plan: Plan, table: string): boolean => nodes(plan).some((node) => node['Relation Name'] === table);

async function measured(): Promise<{ seats: number; milliseconds: number }> {
  const started = process.hrtime.bigint();
  const seats = await world.api.app.get(Seats).count(ROOT);
  return { seats, milliseconds: Number(process.hrtime.bigint() - started) / 1e6 };
}

describe(`the seats of a root group with ${MEMBERS} members`, () => {
  // A planner that has never looked at the tables, and one that has.
  it.each([
    ['without statistics', ''],
    ['with statistics', 'ANALYZE'],
  ])(
    'are counted in one sweep, %s',
    async (when, prepare) => {
      if (prepare !== '') await world.suite.sql(prepare);
      const runs = [];
      for (let run = 0; run < 8; run += 1) runs.push(await measured());
      // People of the tree, and those of the invited group who are no bots.
      expect(new Set(runs.map(({ seats }) => seats))).toEqual(new Set([MEMBERS + 5_000]));
      const times = runs.map(({ milliseconds }) => Math.round(milliseconds)).sort((one, other) => one - other);
      console.info(`seats of ${MEMBERS} members ${when}: median ${times[4]} ms, worst ${times[7]} ms`);
      expect(times[4]).toBeLessThan(BOUND);

      const plan = await explain();
      const loops = nodes(plan).filter((node) => node['Node Type'] === 'Nested Loop');
      expect(loops.filter((loop) => touches(loop, 'members') || touches(loop, 'users'))).toEqual([]);
      for (const node of nodes(plan)) expect(node['Actual Loops']).toBeLessThanOrEqual(3);
    },
    120_000,
  );

  it('are refreshed in one statement', async () => {
    const { total } = await world.suite.countStatements(() => world.api.app.get(Seats).refreshAll());
    // The page of subscriptions, and the one subscription.
    expect(total).toBe(2);
    expect(await world.stored(ROOT)).toMatchObject({ seats_in_use: MEMBERS + 5_000, seats_owed: 5_000 });
  });
});
