import { startApi, type RunningApi } from '../support/app.js';
import { stopwatch } from '../support/stopwatch.js';
import { openSuite, type Suite } from '../support/suite.js';

describe('GET /internal/check (git-access.md 7)', () => {
  let suite: Suite;
  let api: RunningApi;
  const environment = { GITLAB_VERSION: '14.0.0', GITLAB_REVISION: 'd69c988e6a6' };

  beforeAll(async () => {
    suite = await openSuite();
    api = await startApi(suite, { environment });
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });

  const expected = {
    api_version: 'v4',
    gitlab_version: '14.0.0',
    gitlab_rev: 'd69c988e6a6',
    gitlab_revision: 'd69c988e6a6',
    redis: true,
  };

  it('case 150, rows 63 and 64: the store is up', async () => {
    const answer = await api.shell.get('/check');
    expect([answer.status, answer.json()]).toEqual([200, expected]);
  });

  it('case 150: the store is down, which is no error', async () => {
    // Port 1 of this machine: nobody listens there.
    const broken = await startApi({ ...suite, redisUrl: 'redis://127.0.0.1:1' }, { environment });
    try {
      const took = stopwatch();
      const answer = await broken.shell.get('/check');
      expect([answer.status, answer.json()]).toEqual([200, { ...expected, redis: false }]);
      expect(took()).toBeLessThan(5_000);
    } finally {
      await broken.close();
    }
  });

  it('asks the database for nothing', async () => {
    expect((await suite.countStatements(() => api.shell.get('/check'))).total).toBe(0);
  });
});
