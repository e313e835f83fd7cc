import { startApi, type RunningApi } from '../support/app.js';
import { openSuite, type Suite } from '../support/suite.js';
import { startWorker } from '../support/worker.js';
import { setTimeout as sleep } from 'node:timers/promises';

describe('memberships that run out', () => {
  let suite: Suite;
  let api: RunningApi;

  beforeAll(async () => {
    suite = await openSuite();
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  it('are taken from project_authorizations by the worker, for more people than one statement takes', async () => {
    const people = 450;
    const group = await suite.make.group();
    const project = await suite.make.project({ namespace_id: group.id });
    const [dated, lasting] = ['2030-01-02', '2031-01-01'];
    const { id: first } = await suite.make.user();
    await suite.sql(
      `INSERT INTO users (id, username, name, email, state, projects_limit, confirmed_at, created_at, updated_at)
       SELECT $1::bigint + n, 'u-' || n, 'U', 'u-' || n || '@example.com', 'active', 0, now(), now(), now()
         FROM generate_series(1, $2::int) n`,
      [first, people],
    );
    await suite.sql(
      `INSERT INTO members (source_type, type, source_id, user_id, access_level, notification_level, expires_at, created_at, updated_at)
       SELECT 'Project', 'ProjectMember', $1, $2::bigint + n, 30, 3,
              CASE WHEN n = 1 THEN $4::date ELSE $3::date END, now(), now()
         FROM generate_series(1, $5::int) n`,
      [project.id, first, dated, lasting, people],
    );
    const authorized = async (): Promise<number> =>
      (
        await suite.sql('SELECT FROM project_authorizations WHERE project_id = $1 AND user_id > $2', [
          project.id,
          first,
        ])
      ).length;
    expect(await authorized()).toBe(people);

    await suite.setToday(dated);
    api = await startApi(suite);
    const worker = await startWorker(api.configuration);
    try {
      for (const end = Date.now() + 20_000; (await authorized()) > 1 && Date.now() < end;) await sleep(50);
      expect(await authorized()).toBe(1);
    } finally {
      await worker.close();
    }
  });
});
