import { Metrics } from '@app/platform';
import { Redis } from 'ioredis';
import { startApi, type RunningApi } from '../support/app.js';
import type { Answer } from '../support/http.js';
import { KasClient, type KasRequest } from '../support/kas-client.js';
import { openSuite, type Suite } from '../support/suite.js';

const GITOPS = 'USAGE_KUBERNETES_AGENT_GITOPS_SYNC';
const PROXY = 'USAGE_KUBERNETES_AGENT_K8S_API_PROXY_REQUEST';
const MAX = Number.MAX_SAFE_INTEGER;

describe('POST usage_metrics', () => {
  let suite: Suite;
  let api: RunningApi;
  let kas: KasClient;
  let redis: Redis;

  beforeAll(async () => {
    suite = await openSuite();
    api = await startApi(suite);
    kas = new KasClient(api.url);
    redis = new Redis(suite.redisUrl);
  });
  afterAll(async () => {
    redis?.disconnect();
    await api?.close();
    await suite?.close();
  });
  beforeEach(() => redis.flushdb());

  const report = (body?: unknown, request?: KasRequest): Promise<Answer> => kas.post('/usage_metrics', body, request);
  const totals = async (): Promise<(string | null)[]> => redis.mget(GITOPS, PROXY);

  function expectCounted(answer: Answer): void {
    expect([answer.status, answer.text, answer.headers['content-type']]).toEqual([204, '', undefined]);
  }
  async function expectRefused(answer: Answer, body: object): Promise<void> {
    expect([answer.status, answer.json()]).toEqual([400, body]);
    expect(await redis.keys('*')).toEqual([]);
  }
  const negative = (name: string) => ({
    message: `400 Bad request - ${name} count must be greater than or equal to zero`,
  });

  it('case 39, row 91: counts with the JWT alone', async () => {
    await redis.mset(GITOPS, 1, PROXY, 2);
    expectCounted(await report({ gitops_sync_count: 10, k8s_api_proxy_request_count: 5 }));
    expect(await totals()).toEqual(['11', '7']);
  });

  it('row 91: looks at no agent token', async () => {
    expectCounted(await report({ gitops_sync_count: 1 }, { token: 'NONEXISTENT' }));
    expect(await totals()).toEqual(['1', null]);
  });

  it('case 40: counts nothing for zeros', async () => {
    expectCounted(await report({ gitops_sync_count: 0, k8s_api_proxy_request_count: -0 }));
    expect(await redis.keys('*')).toEqual([]);
  });

  it('case 41: takes an empty body', async () => {
    for (const body of [undefined, '', {}, []]) expectCounted(await report(body));
    expect(await redis.keys('*')).toEqual([]);
  });

  it('case 42: refuses text, and counts nothing', async () => {
    await expectRefused(await report({ gitops_sync_count: 'string', k8s_api_proxy_request_count: 1 }), {
      error: 'gitops_sync_count is invalid',
    });
  });

  it.each(['x', '1.5', 1.5, [1], { a: 1 }, true, '1e3', ' 1', MAX + 1, 1e308, '9007199254740992'])(
    'case 42: refuses %j',
    async (value) => {
      await expectRefused(await report({ gitops_sync_count: value, k8s_api_proxy_request_count: value }), {
        error: 'gitops_sync_count is invalid, k8s_api_proxy_request_count is invalid',
      });
    },
  );

  it('case 43: refuses a negative number, and counts nothing', async () => {
    await expectRefused(
      await report({ gitops_sync_count: -1, k8s_api_proxy_request_count: 1 }),
      negative('gitops_sync'),
    );
  });

  it('case 44: names the counter that is negative', async () => {
    await expectRefused(await report({ k8s_api_proxy_request_count: -1 }), negative('k8s_api_proxy_request'));
    await expectRefused(
      await report({ gitops_sync_count: 1, k8s_api_proxy_request_count: -1 }),
      negative('k8s_api_proxy_request'),
    );
  });

  it('case 45: names the first of two', async () => {
    await expectRefused(
      await report({ gitops_sync_count: -1, k8s_api_proxy_request_count: -1 }),
      negative('gitops_sync'),
    );
  });

  it('case 46: takes a form', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expectCounted(await report('gitops_sync_count=4', { headers }));
    expect(await totals()).toEqual(['4', null]);
  });

  it('takes text of digits, null and the empty text', async () => {
    expectCounted(await report({ gitops_sync_count: '5', k8s_api_proxy_request_count: null }));
    expectCounted(await report({ gitops_sync_count: '', k8s_api_proxy_request_count: '+2' }));
    expect(await totals()).toEqual(['5', '2']);
  });

  it('case 47: ignores what it does not know', async () => {
    expectCounted(await report({ unknown: 1, counters: { unknown: 'x' }, unique_counters: { unknown: 'x' } }));
    expect(await redis.keys('*')).toEqual([]);
  });

  it('case 48: counts 50 requests at a time', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => report({ gitops_sync_count: 1 })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(await totals()).toEqual(['50', null]);
  });

  it('case 49: judges the JWT before the body', async () => {
    const answer = await report({ gitops_sync_count: 'x' }, { jwt: null });
    expect([answer.status, answer.json()]).toEqual([401, { message: 'KAS JWT authentication invalid' }]);
  });

  it('case 50: takes the shape of later kas, and counts an id once', async () => {
    const name = 'k8s_api_proxy_requests_unique_users_via_ci_access';
    const body = { counters: { k8s_api_proxy_request: 5 }, unique_counters: { [name]: [10, 10] } };
    expectCounted(await report(body));
    expect(await totals()).toEqual([null, '5']);
    const [key] = await redis.keys(`{hll_counters}_${name}-*`);
    expect(key).toMatch(/-\d{4}-\d{2}$/);
    expect(await redis.pfcount(key!)).toBe(1);
    expect(await redis.ttl(key!)).toBeGreaterThan(41 * 24 * 60 * 60);
    expectCounted(await report({ unique_counters: { [name]: [10, 11] } }));
    expect(await redis.pfcount(key!)).toBe(2);
  });

  it('case 51: refuses text among the counters', async () => {
    await expectRefused(await report({ counters: { k8s_api_proxy_request: 'string' } }), {
      error: 'counters[k8s_api_proxy_request] is invalid',
    });
  });

  it('names every fault of the later shape', async () => {
    const name = 'flux_git_push_notified_unique_projects';
    for (const bad of [1, 'x', {}, ['x'], [1.5], [null]]) {
      await expectRefused(await report({ gitops_sync_count: 1, unique_counters: { [name]: bad } }), {
        error: `unique_counters[${name}] is invalid`,
      });
    }
    await expectRefused(await report({ counters: 'x', unique_counters: [1] }), {
      error: 'counters is invalid, unique_counters is invalid',
    });
    await expectRefused(
      await report({ gitops_sync_count: 1, counters: { flux_git_push_notifications_total: -1 } }),
      negative('flux_git_push_notifications_total'),
    );
  });

  it('adds up a counter that is given in both shapes, but not a negative one', async () => {
    expectCounted(await report({ gitops_sync_count: 2, counters: { gitops_sync: 3 } }));
    expect(await totals()).toEqual(['5', null]);
    await redis.flushdb();
    await expectRefused(await report({ gitops_sync_count: 5, counters: { gitops_sync: -1 } }), negative('gitops_sync'));
  });

  it('refuses a sum that Redis cannot hold, and counts nothing', async () => {
    await redis.set(PROXY, '9223372036854775807');
    const unique = { agent_users_using_ci_tunnel: [1] };
    const body = { gitops_sync_count: 3, k8s_api_proxy_request_count: 1, unique_counters: unique };
    const answer = await report(body);
    expect([answer.status, answer.json()]).toEqual([
      400,
      { message: '400 Bad request - a count is more than can be added' },
    ]);
    expect(await totals()).toEqual(['0', '9223372036854775807']);
    expect(await redis.keys('*hll*')).toEqual([]);
  });

  it('counts the largest number whole, twice', async () => {
    expectCounted(await report({ gitops_sync_count: MAX, counters: { gitops_sync: MAX } }));
    expect(await redis.get(GITOPS)).toBe('18014398509481982');
  });

  it('counts nothing when a part cannot be counted', async () => {
    await redis.rpush(PROXY, 'a list');
    const answer = await report({ gitops_sync_count: 3, k8s_api_proxy_request_count: 1 });
    expect(answer.status).toBe(500);
    expect(await redis.get(GITOPS)).toBe('0');
  });

  it('takes thousands of ids', async () => {
    const ids = Array.from({ length: 12_000 }, (_, index) => index);
    expectCounted(await report({ unique_counters: { agent_users_using_ci_tunnel: ids } }));
    const [key] = await redis.keys('*agent_users_using_ci_tunnel*');
    // A HyperLogLog counts with an error of about one percent.
    expect(Math.abs((await redis.pfcount(key!)) - 12_000)).toBeLessThan(600);
  });

  it('needs no statement', async () => {
    const { total } = await suite.countStatements(() => report({ gitops_sync_count: 1 }));
    expect(total).toBe(0);
  });

  it('shows the totals of all processes as metrics', async () => {
    await report({ gitops_sync_count: 7, counters: { k8s_api_proxy_requests_via_pat_access: 3 } });
    await report({ unique_counters: { agent_users_using_ci_tunnel: [1, 2, 2] } });
    const text = await api.app.get(Metrics).registry.metrics();
    expect(text).toContain('\nkubernetes_agent_gitops_sync 7\n');
    expect(text).toContain('\nkubernetes_agent_k8s_api_proxy_request 0\n');
    expect(text).toContain('\nkubernetes_agent_k8s_api_proxy_requests_via_pat_access 3\n');
    expect(text).toContain('\nkubernetes_agent_agent_users_using_ci_tunnel 2\n');
    expect(text).toContain('# TYPE kubernetes_agent_gitops_sync counter');
    // A scrape reads, it does not add.
    expect(await api.app.get(Metrics).registry.metrics()).toContain('\nkubernetes_agent_gitops_sync 7\n');
  });
});
