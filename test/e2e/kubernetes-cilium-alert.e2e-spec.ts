import { startApi, type RunningApi } from '../support/app.js';
import type { Answer } from '../support/http.js';
import { alert, alertsOf, FINGERPRINT, FLOW, type StoredAlert } from '../support/kas-alerts.js';
import { KAS_KEY, KasClient, makeAgent, type MadeAgent } from '../support/kas-client.js';
import { signJwt } from '../support/shell-client.js';
import { openSuite, type Suite } from '../support/suite.js';
import { usesWritten } from '../support/written-behind.js';

describe('POST modules/cilium_alert, what is stored', () => {
  let suite: Suite;
  let api: RunningApi;
  let kas: KasClient;
  let projectId: number;
  let agent: MadeAgent;

  beforeAll(async () => {
    suite = await openSuite();
    api = await startApi(suite);
    kas = new KasClient(api.url);
  });
  afterAll(async () => {
    await api?.close();
    await suite?.close();
  });
  // Each test has a project of its own.
  beforeEach(async () => {
    ({ projectId, agent } = await agentOfNewProject());
  });
  afterEach(() => api.setClock());

  async function agentOfNewProject(): Promise<{ projectId: number; agent: MadeAgent }> {
    const group = await suite.make.group();
    const { id } = await suite.make.project({ namespace_id: group.id });
    return { projectId: id, agent: await makeAgent(api, id) };
  }

  const send = (body: unknown, token = agent.token): Promise<Answer> =>
    kas.post('/modules/cilium_alert', body, { token, jwt: signJwt({ iss: 'gitlab-kas' }, KAS_KEY) });
  const stored = (): Promise<StoredAlert[]> => alertsOf(suite, projectId);

  /** Sends it, expects 200 and returns the alerts of the project. */
  async function take(body: unknown): Promise<StoredAlert[]> {
    const answer = await send(body);
    expect([answer.status, answer.text]).toEqual([200, '200']);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    return stored();
  }
  const takeOne = async (more: object): Promise<StoredAlert> => (await take({ alert: more })).at(-1)!;
  const setStatus = (status: number): Promise<unknown> =>
    suite.sql('UPDATE alert_management_alerts SET status = $2 WHERE project_id = $1', [projectId, status]);

  it('case 52: stores the alert of the first test vector', async () => {
    const now = new Date('2021-06-01T10:00:01Z');
    api.setClock(now);
    const [first, ...others] = await take(alert({ extra: { n: 1 } }));
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      iid: 1,
      title: 'Deny all',
      description: 'DROPPED',
      severity: 0,
      service: null,
      monitoring_tool: 'Cilium',
      hosts: [],
      started_at: now,
      ended_at: null,
      environment_id: null,
      domain: 1,
      status: 0,
      events: 1,
      fingerprint: FINGERPRINT,
      payload: alert({ extra: { n: 1 } }).alert,
    });
  });

  it('case 53: counts the same flow at another time, with other flags', async () => {
    const [first] = await take(alert());
    const flow = { ...FLOW, time: 'later', Summary: 'other', l4: { TCP: { ...FLOW.l4.TCP, flags: { ACK: true } } } };
    const [counted, ...others] = await take(alert({ flow, title: 'other', severity: 'low' }));
    expect(others).toEqual([]);
    expect(counted).toEqual({ ...first, events: 2 });
  });

  it('case 54: tells another port apart', async () => {
    await take(alert());
    const flow = { ...FLOW, l4: { TCP: { ...FLOW.l4.TCP, destinationPort: 81 } } };
    expect((await take(alert({ flow }))).map(({ iid, events }) => [iid, events])).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  it('case 55: makes a new alert when the old one is resolved', async () => {
    await take(alert());
    await setStatus(2);
    expect((await take(alert())).map(({ iid, events, status }) => [iid, events, status])).toEqual([
      [1, 1, 2],
      [2, 1, 0],
    ]);
    // One resolved and one open: the open one is counted.
    expect((await take(alert())).map(({ events }) => events)).toEqual([1, 2]);
  });

  it.each([
    ['acknowledged', 1],
    ['ignored', 3],
  ])('case 56: counts an alert that is %s, and leaves it so', async (_name, status) => {
    await take(alert());
    await setStatus(status);
    expect(await take(alert())).toMatchObject([{ events: 2, status }]);
  });

  it('case 57: makes a new alert in another project', async () => {
    const other = await agentOfNewProject();
    expect((await send(alert(), other.agent.token)).status).toBe(200);
    expect(await take(alert())).toMatchObject([{ iid: 1, events: 1 }]);
    expect(await alertsOf(suite, other.projectId)).toMatchObject([{ iid: 1, events: 1 }]);
  });

  it('case 58: names what has no name', async () => {
    expect(await takeOne({ flow: FLOW })).toMatchObject({ title: 'New: Alert' });
  });

  it('case 59: never ends an alert', async () => {
    expect(await takeOne({ end_time: '2021-06-01T10:00:00Z' })).toMatchObject({ ended_at: null, status: 0 });
  });

  it('case 60: says Cilium whatever the alert says', async () => {
    expect(await takeOne({ monitoring_tool: 'Other' })).toMatchObject({ monitoring_tool: 'Cilium' });
  });

  it('case 61: reads the severity in any case, and takes nonsense for critical', async () => {
    expect(await takeOne({ severity: 'HIGH' })).toMatchObject({ severity: 1 });
    expect(await takeOne({ severity: 'nonsense' })).toMatchObject({ severity: 0 });
  });

  it('case 62: flattens hosts', async () => {
    expect(await takeOne({ hosts: 'a' })).toMatchObject({ hosts: ['a'] });
    expect(await takeOne({ hosts: ['a', ['b']] })).toMatchObject({ hosts: ['a', 'b'] });
    expect(await takeOne({ hosts: ['a,b', '{c}', '"d"', '\\'] })).toMatchObject({
      hosts: ['a,b', '{c}', '"d"', '\\'],
    });
  });

  it('case 63: keeps 255 characters of hosts', async () => {
    const { hosts } = await takeOne({ hosts: Array.from({ length: 30 }, () => 'ten-chars-') });
    expect(hosts.join('')).toHaveLength(255);
    expect(hosts).toHaveLength(26);
  });

  it('case 64: keeps 200 characters of the name', async () => {
    const { title } = await takeOne({ ciliumNetworkPolicy: { metadata: { name: 'ä'.repeat(250) } } });
    expect(title).toBe(`${'ä'.repeat(197)}...`);
  });

  it('reads begin and environment', async () => {
    const now = new Date('2021-06-01T10:00:01Z');
    api.setClock(now);
    const environment = await suite.make.insert('environments', {
      project_id: projectId,
      name: 'production',
      slug: 'production',
    });
    const known = { start_time: '31 May 2021 12:30:00 +0200', gitlab_environment_name: 'production' };
    expect(await takeOne(known)).toMatchObject({
      started_at: new Date('2021-05-31T10:30:00Z'),
      environment_id: environment.id,
    });
    expect(await takeOne({ start_time: 'nonsense', gitlab_environment_name: 'staging' })).toMatchObject({
      started_at: now,
      environment_id: null,
    });
  });

  it('keeps the payload to the last digit', async () => {
    const text = '{"alert":{"b":9007199254740993,"1":1.50,"a":{"z":[],"y":null},"flow":{"id":9007199254740993}}}';
    await take(text);
    const [row] = await suite.sql<{ payload: string }>(
      'SELECT payload::text FROM alert_management_alerts WHERE project_id = $1',
      [projectId],
    );
    expect(row!.payload).toContain('"b": 9007199254740993');
    expect(row!.payload).toContain('"1": 1.50');
    // A neighbour beyond 2^53 is another flow, and the same flow with blanks is the same.
    await take(text.replaceAll('9007199254740993', '9007199254740992'));
    expect((await take(text.replaceAll(',', ' , '))).map(({ events }) => events)).toEqual([2, 1]);
  });

  it('case 73: reads a JSON string of JSON, as in the example of the base spec', async () => {
    const inner =
      '{"alert":{"title":"minimal","message":"network problem","evalMatches":[{"value":1,"metric":"Count","tags":{}}]}}';
    expect(await take(JSON.stringify(inner))).toMatchObject([
      { title: 'minimal', fingerprint: null, payload: { message: 'network problem' } },
    ]);
  });

  it('case 74: takes the example as an object; without a flow every one is an alert of its own', async () => {
    const example = {
      title: 'minimal',
      message: 'network problem',
      evalMatches: [{ value: 1, metric: 'Count', tags: {} }],
    };
    await take({ alert: example });
    expect(await take({ alert: example })).toMatchObject([
      { iid: 1, title: 'minimal', fingerprint: null, events: 1 },
      { iid: 2, title: 'minimal', fingerprint: null, events: 1 },
    ]);
  });

  it('recognises an alert without flow by its own fingerprint', async () => {
    await take({ alert: { fingerprint: 'test' } });
    expect(await take({ alert: { fingerprint: ['te', 'st'] } })).toMatchObject([
      { fingerprint: 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3', events: 2 },
    ]);
  });

  it('takes a form', async () => {
    const answer = await kas.post('/modules/cilium_alert', 'alert[title]=x&alert[flow][verdict]=DROPPED', {
      token: agent.token,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.status).toBe(200);
    expect(await stored()).toMatchObject([{ title: 'x', payload: { title: 'x', flow: { verdict: 'DROPPED' } } }]);
  });

  it('case 75: makes one alert of twenty at a time', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(alert())));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await stored()).toMatchObject([{ iid: 1, events: 20 }]);
    // No number was wasted on those that came late.
    expect((await take({ alert: {} })).map(({ iid }) => iid)).toEqual([1, 2]);
  });

  it('counts onto an alert that GitLab itself is making at the same time', async () => {
    const gitlab = await suite.pool.connect();
    try {
      await gitlab.query('BEGIN');
      await gitlab.query(
        `INSERT INTO alert_management_alerts (project_id, iid, title, fingerprint, started_at, created_at, updated_at)
         VALUES ($1, 7, 'made by GitLab', decode($2, 'hex'), now(), now(), now())`,
        [projectId, FINGERPRINT],
      );
      const sent = send(alert());
      await new Promise((resolve) => setTimeout(resolve, 300));
      await gitlab.query('COMMIT');
      expect((await sent).status).toBe(200);
    } finally {
      gitlab.release();
    }
    expect(await stored()).toMatchObject([{ iid: 7, title: 'made by GitLab', events: 2 }]);
  });

  it('numbers twenty different alerts at a time without a gap', async () => {
    const flows = Array.from({ length: 20 }, (_, port) => ({ ...FLOW, port }));
    await Promise.all(flows.map((flow) => send(alert({ flow }))));
    expect((await stored()).map(({ iid }) => iid)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it('goes on behind alerts that were numbered without it', async () => {
    const plain = { title: 'x', started_at: new Date(), created_at: new Date(), updated_at: new Date() };
    await suite.make.insert('alert_management_alerts', { project_id: projectId, iid: 41, ...plain });
    expect((await take(alert())).map(({ iid }) => iid)).toEqual([41, 42]);
  });

  it('costs one statement more than the token when it is a repeat, and a fixed number when it is new', async () => {
    const first = await suite.countStatements(async () => {
      await send(alert());
      await usesWritten(api);
    });
    // token, its first use, count, begin, numbers, count, create, commit
    expect(first.total).toBe(8);
    const repeat = await suite.countStatements(() => send(alert()));
    expect(repeat.total).toBe(2);
  });

  it('row 92: is served with a slash at the end, without a redirect', async () => {
    const answer = await kas.post('/modules/cilium_alert/', alert(), { token: agent.token });
    expect([answer.status, answer.text]).toEqual([200, '200']);
    expect((await kas.get('/agent_info/', { token: agent.token })).status).toBe(200);
    expect((await kas.post('/usage_metrics/', {})).status).toBe(204);
  });
});
