import { startApi, type RunningApi } from '../support/app.js';
import type { Answer } from '../support/http.js';
import { alert, alertsOf } from '../support/kas-alerts.js';
import { KasClient, makeAgent, type KasRequest, type MadeAgent } from '../support/kas-client.js';
import { openSuite, type Suite } from '../support/suite.js';

/** An alert object of so many levels. */
const nested = (levels: number): string => `{"alert":{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}}`;

describe('POST modules/cilium_alert, what is refused', () => {
  let suite: Suite;
  let api: RunningApi;
  let closed: RunningApi;
  let kas: KasClient;
  let projectId: number;
  let agent: MadeAgent;

  beforeAll(async () => {
    suite = await openSuite();
    api = await startApi(suite);
    closed = await startApi(suite, { environment: { CILIUM_ALERTS: 'false' } });
    kas = new KasClient(api.url);
    const group = await suite.make.group();
    ({ id: projectId } = await suite.make.project({ namespace_id: group.id }));
    agent = await makeAgent(api, projectId);
  });
  afterAll(async () => {
    await closed?.close();
    await api?.close();
    await suite?.close();
  });
  beforeEach(() => suite.sql('DELETE FROM alert_management_alerts'));

  const send = (body: unknown, request: KasRequest = {}): Promise<Answer> =>
    kas.post('/modules/cilium_alert', body, { token: agent.token, ...request });

  async function expectRefused(answer: Answer, status: number, body: unknown): Promise<void> {
    expect([answer.status, answer.json<unknown>()]).toEqual([status, body]);
    expect(await alertsOf(suite, projectId)).toEqual([]);
  }

  it.each(['{}', '[]', '[{"alert":{}}]', '5', 'null', '{"alert":null}', '{"Alert":{}}', '""', '"x"', '"[]"', '"5"'])(
    'case 65: misses the alert in %s',
    async (body) => {
      await expectRefused(await send(body), 400, { error: 'alert is missing' });
    },
  );

  it('case 65: misses the alert in no body at all', async () => {
    await expectRefused(await send(undefined), 400, { error: 'alert is missing' });
    await expectRefused(await send(''), 400, { error: 'alert is missing' });
  });

  it.each(['"text"', '5', '[{}]', 'true', '""', '"{}"'])('case 66: refuses the alert %s', async (value) => {
    await expectRefused(await send(`{"alert":${value}}`), 400, { error: 'alert is invalid' });
    await expectRefused(await send(JSON.stringify(`{"alert":${value}}`)), 400, { error: 'alert is invalid' });
  });

  it('case 67: misses the alert in other parameters', async () => {
    await expectRefused(await send({ temp: {} }), 400, { error: 'alert is missing' });
  });

  it('case 68: refuses while the feature is off', async () => {
    const answer = await new KasClient(closed.url).post('/modules/cilium_alert', alert(), { token: agent.token });
    await expectRefused(answer, 403, { message: '403 Forbidden' });
  });

  it('case 69: looks at the parameters before the feature', async () => {
    const answer = await new KasClient(closed.url).post('/modules/cilium_alert', {}, { token: agent.token });
    await expectRefused(answer, 400, { error: 'alert is missing' });
  });

  it('case 70: refuses without an agent token', async () => {
    await expectRefused(await kas.post('/modules/cilium_alert', alert()), 401, { message: '401 Unauthorized' });
  });

  it('finds nothing when the project is gone, after the parameters and before the feature', async () => {
    const group = await suite.make.group();
    const project = await suite.make.project({ namespace_id: group.id, pending_delete: true });
    const { token } = await makeAgent(api, project.id);
    await expectRefused(await send(alert(), { token }), 404, { message: '404 Not Found' });
    await expectRefused(await send({}, { token }), 400, { error: 'alert is missing' });
    const answer = await new KasClient(closed.url).post('/modules/cilium_alert', alert(), { token });
    await expectRefused(answer, 404, { message: '404 Not Found' });
  });

  it('case 71: refuses 1.2 MB', async () => {
    await expectRefused(await send(alert({ big: 'x'.repeat(1_200_000) })), 400, 400);
  });

  it('case 71: measures the compact form in bytes', async () => {
    const limit = 1024 * 1024;
    const filled = (length: number): string => `{"alert":{"a":"${'ä'.repeat(length)}"}}`;
    // {"a":""} has eight bytes, ä has two.
    await expectRefused(await send(filled((limit - 8) / 2 + 1)), 400, 400);
    const spaced = filled((limit - 8) / 2).replace(':"', `:${' '.repeat(100_000)}"`);
    expect((await send(spaced)).status).toBe(200);
  });

  it('case 72: refuses 101 levels, takes 100', async () => {
    await expectRefused(await send(nested(101)), 400, 400);
    await expectRefused(await send(nested(900)), 400, 400);
    expect((await send(nested(100_000))).status).toBe(400);
    expect((await send(nested(100))).status).toBe(200);
    expect(await alertsOf(suite, projectId)).toHaveLength(1);
  });

  it.each(['{"a":"\\u0000"}', '{"\\u0000":1}', '{"a":["\\ud800"]}', '{"a":1e200000}', '{"title":"\\udc00x"}'])(
    'refuses what PostgreSQL cannot hold: %s',
    async (text) => {
      await expectRefused(await send(`{"alert":${text}}`), 400, 400);
    },
  );

  it('wastes no number on what is refused', async () => {
    const numbers = () => suite.sql('SELECT project_id, last_value FROM internal_ids');
    await send(alert());
    const before = await numbers();
    await send('{"alert":{"a":1e200000}}');
    expect(await numbers()).toEqual(before);
  });

  it.each(['{"alert":', '{"alert":{}}}', "{'alert':{}}", '\u0000'])(
    'finds %j no JSON, before all else',
    async (body) => {
      const answer = await send(body, { jwt: null, token: 'x' });
      expect(answer.status).toBe(400);
      expect(answer.json()).toHaveProperty('error');
    },
  );

  it('case 76: knows the path, and not for GET', async () => {
    const answer = await kas.get('/modules/cilium_alert', { token: agent.token });
    expect(answer.status).toBe(405);
    expect(answer.json()).toMatchObject({ error: '405 Not Allowed' });
    expect(answer.headers.allow).toBe('POST');
  });

  it('takes names of the prototype for what they are', async () => {
    expect((await send('{"__proto__":{"alert":{}},"alert":{"__proto__":{"title":"x"},"title":"y"}}')).status).toBe(200);
    expect(await alertsOf(suite, projectId)).toMatchObject([{ title: 'y' }]);
  });
});
