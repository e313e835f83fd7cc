import { BillingWorld, message } from '../support/billing-world.js';
import type { Answer } from '../support/http.js';

const PATH = '/internal/upcoming_reconciliations';

let world: BillingWorld;
beforeAll(async () => {
  world = await BillingWorld.open();
  await world.group({ id: 127, path: 'g127' });
  await world.group({ id: 129, path: 'g129' });
});
afterAll(() => world?.close());
beforeEach(() => world.suite.sql('DELETE FROM upcoming_reconciliations'));

const row = (namespace_id: unknown, next: unknown = '13 Jun 2021', from: unknown = '06 Jun 2021') => ({
  namespace_id,
  next_reconciliation_date: next,
  display_alert_from: from,
});

const put = (rows: unknown, client = world.A): Promise<Answer> =>
  client.put(PATH, { json: { upcoming_reconciliations: rows } });

const stored = async () =>
  (
    await world.suite.sql<{ id: number; next: string; from: string }>(
      `SELECT namespace_id AS id, next_reconciliation_date AS next, display_alert_from AS "from"
         FROM upcoming_reconciliations ORDER BY namespace_id`,
    )
  ).map(({ id, next, from }) => [id, next, from]);

/** The rows of a 400 whose `message.error` is a text of JSON. */
function rowErrors(answer: Answer): unknown {
  expect(answer.status).toBe(400);
  return JSON.parse(answer.json<{ message: { error: string } }>().message.error);
}

const D127 = [127, '2021-06-13', '2021-06-06'];

describe('who may', () => {
  afterEach(() => world.suite.make.settings({ check_namespace_plan: true }));

  it('case 86: nobody where nothing is sold', async () => {
    await world.suite.make.settings({ check_namespace_plan: false });
    for (const client of [world.as(), world.U, world.A]) {
      const answer = await client.put(PATH);
      expect([answer.status, answer.json()]).toEqual([403, message('403 Forbidden - This API is gitlab.com only!')]);
    }
  });

  it('case 87: nobody without a token', async () => {
    const answer = await world.as().put(PATH);
    expect([answer.status, answer.json()]).toEqual([401, message('401 Unauthorized')]);
  });

  it('case 88: no ordinary user', async () => {
    const answer = await world.U.put(PATH);
    expect([answer.status, answer.json()]).toEqual([403, message('403 Forbidden')]);
  });

  it('case 105: no other verb', async () => {
    const answer = await world.A.get(PATH);
    expect([answer.status, answer.json<{ error: string }>().error]).toEqual([405, '405 Not Allowed']);
  });

  it('case 106: a broken body is told before anything is asked', async () => {
    const answer = await world.as().put(PATH, { json: '{bad' });
    expect(answer.status).toBe(400);
    expect(answer.json()).toHaveProperty('error');
  });
});

describe('what is stored', () => {
  const BASE = [row(127), row(129, '12 Jun 2021', '05 Jun 2021')];

  it('case 89: the base spec’s rows', async () => {
    const answer = await put(BASE);
    expect([answer.status, answer.text]).toEqual([200, '200']);
    expect(answer.headers['content-type']).toMatch(/^application\/json\b/);
    expect(await stored()).toEqual([D127, [129, '2021-06-12', '2021-06-05']]);
  });

  it('case 90: other dates for one of them', async () => {
    await put(BASE);
    expect((await put([row(127, '2022-01-02', '2022-01-01')])).status).toBe(200);
    expect(await stored()).toEqual([
      [127, '2022-01-02', '2022-01-01'],
      [129, '2021-06-12', '2021-06-05'],
    ]);
  });

  it('the same request again leaves the same rows', async () => {
    await put(BASE);
    const before = await stored();
    expect((await put(BASE)).status).toBe(200);
    expect(await stored()).toEqual(before);
  });

  it('case 98: the JSON text of one object in a form', async () => {
    const text = encodeURIComponent(JSON.stringify(row(127)));
    const answer = await world.A.put(PATH, { form: `upcoming_reconciliations=${text}` });
    expect([answer.status, await stored()]).toEqual([200, [D127]]);
  });

  it('the JSON text of a list, and a bare object', async () => {
    expect((await put(JSON.stringify(BASE))).status).toBe(200);
    expect(await stored()).toHaveLength(2);
    expect((await put(row(127, '2022-01-02'))).status).toBe(200);
    expect((await stored())[0]).toEqual([127, '2022-01-02', '2021-06-06']);
  });

  it('case 99: an empty list, or null for it', async () => {
    for (const rows of [[], null, '[]']) {
      const answer = await put(rows);
      expect([answer.status, answer.text]).toEqual([200, '200']);
    }
    expect(await stored()).toEqual([]);
  });

  const formOf = (...values: string[]) =>
    ['namespace_id', 'next_reconciliation_date', 'display_alert_from']
      .map((name, index) => `upcoming_reconciliations[][${name}]=${values[index]}`)
      .join('&');

  it('case 100: a form', async () => {
    const answer = await world.A.put(PATH, { form: formOf('127', '13+Jun+2021', '2021-06-06') });
    expect([answer.status, await stored()]).toEqual([200, [D127]]);
  });

  it('a form with several rows', async () => {
    const form = [formOf('127', '13+Jun+2021', '2021-06-06'), formOf('129', '12.06.2021', '05/06/2021')].join('&');
    const answer = await world.A.put(PATH, { form });
    expect([answer.status, await stored()]).toEqual([200, [D127, [129, '2021-06-12', '2021-06-05']]]);
  });

  it('case 101: an alert that begins after the date', async () => {
    expect((await put([row(127, '2021-06-01', '2021-06-30')])).status).toBe(200);
    expect(await stored()).toEqual([[127, '2021-06-01', '2021-06-30']]);
  });

  it('subgroups and personal spaces', async () => {
    const sub = await world.suite.make.group({ parent_id: 127 });
    expect((await put([row(sub.id), row(String(world.user.namespaceId))])).status).toBe(200);
    expect(await stored()).toHaveLength(2);
  });
});

describe('a row that is not acceptable keeps no other from being stored', () => {
  it('case 91: an unknown namespace', async () => {
    const answer = await put([row(127), row(999999)]);
    expect(rowErrors(answer)).toEqual([{ 999999: ["Namespace can't be blank"] }]);
    expect(answer.json()).toEqual(message({ error: `[{"999999":["Namespace can't be blank"]}]` }));
    expect(await stored()).toEqual([D127]);
  });

  it('case 94: an empty date', async () => {
    const errors = rowErrors(await put([row(127), row(129, '')]));
    expect(errors).toEqual([{ 129: ["Next reconciliation date can't be blank"] }]);
    expect(await stored()).toEqual([D127]);
  });

  it('every text of every bad row, in the order of the rows', async () => {
    const errors = rowErrors(await put([row(999999, null, null), row(127), row(129, '2021-01-01', '')]));
    expect(errors).toEqual([
      {
        999999: [
          "Namespace can't be blank",
          "Next reconciliation date can't be blank",
          "Display alert from can't be blank",
        ],
      },
      { 129: ["Display alert from can't be blank"] },
    ]);
    expect(await stored()).toEqual([D127]);
  });

  it('case 95: one namespace twice', async () => {
    const errors = rowErrors(await put([row(127), row(127, '2022-01-01')]));
    expect(errors).toEqual([{ bulk_upsert: expect.any(String) }]);
    expect(await stored()).toEqual([]);
  });

  it('one namespace twice beside a bad row: nothing is stored, and both are told', async () => {
    const errors = rowErrors(await put([row(127), row(127), row(129), row(999999)]));
    expect(errors).toEqual([{ 999999: ["Namespace can't be blank"] }, { bulk_upsert: expect.any(String) }]);
    expect(await stored()).toEqual([]);
  });

  it('one namespace twice, once badly: the good row is stored', async () => {
    const errors = rowErrors(await put([row(127, ''), row(127)]));
    expect(errors).toEqual([{ 127: ["Next reconciliation date can't be blank"] }]);
    expect(await stored()).toEqual([D127]);
  });
});

describe('a parameter that is not usable keeps all from being stored', () => {
  it.each([
    ['case 92', [row(127), row(null)], 'upcoming_reconciliations[namespace_id] is empty'],
    ['an empty id', [row(127), row('')], 'upcoming_reconciliations[namespace_id] is empty'],
    ['case 93', [row(127), row(129, 'invalid_date')], 'upcoming_reconciliations[next_reconciliation_date] is invalid'],
    ['a text for an id', [row('abc')], 'upcoming_reconciliations[namespace_id] is invalid'],
    ['a number for a date', [row(127, 20210613)], 'upcoming_reconciliations[next_reconciliation_date] is invalid'],
    ['an absent id', [{ ...row(1), namespace_id: undefined }], 'upcoming_reconciliations[namespace_id] is missing'],
    ['a broken text', '{bad', 'upcoming_reconciliations is invalid'],
    ['a text of many levels', '['.repeat(9_999) + ']'.repeat(9_999), 'upcoming_reconciliations is invalid'],
    ['a number', 5, 'upcoming_reconciliations is invalid'],
    ['a list of numbers', [127], 'upcoming_reconciliations is invalid'],
  ])('%s', async (_, rows, error) => {
    const answer = await put(rows);
    expect([answer.status, answer.json()]).toEqual([400, { error }]);
    expect(await stored()).toEqual([]);
  });

  it('case 96: it is missing', async () => {
    const answer = await world.A.put(PATH, { json: {} });
    expect(answer.status).toBe(400);
    expect(answer.json<{ error: string }>().error).toMatch(/^upcoming_reconciliations is missing/);
  });

  it('a body of many levels', async () => {
    const levels = '['.repeat(9_999) + ']'.repeat(9_999);
    const answer = await world.A.put(PATH, { json: `{"upcoming_reconciliations":${levels}}` });
    expect([answer.status, answer.json<{ error: string }>().error]).toEqual([
      400,
      'the request body is nested too deeply',
    ]);
  });

  it('case 97: a broken text in a form', async () => {
    const answer = await world.A.put(PATH, { form: 'upcoming_reconciliations={bad' });
    expect([answer.status, answer.json()]).toEqual([400, { error: 'upcoming_reconciliations is invalid' }]);
  });
});
