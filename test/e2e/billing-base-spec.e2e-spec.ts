import { BillingWorld } from '../support/billing-world.js';
import { send } from '../support/http.js';

/** The base specification's billing examples: what its `curl` lines send is sent, what it prints has to come out. */
let world: BillingWorld;
let token: string;
beforeAll(async () => {
  world = await BillingWorld.open();
  token = (await world.suite.make.token(world.administrator.id, ['api'])).token;
  for (const id of [1234, 1235, 123, 321, 127, 129]) await world.group({ id, path: `group-${id}` });
});
afterAll(() => world?.close());

/** Namespace 1234 as the PUT and GET examples find it: the portal has sold 80 seats since. */
async function later(maxSeatsUsed: number): Promise<void> {
  await world.suite.sql('DELETE FROM gitlab_subscriptions WHERE namespace_id = 1234');
  await world.subscribe(1234, {
    end_date: '2021-07-15',
    seats: 80,
    seats_in_use: 82,
    max_seats_used: maxSeatsUsed,
    seats_owed: 2,
  });
}

const premium = (usage: object, end: string | null) => ({
  plan: { code: 'premium', name: 'premium', trial: false, auto_renew: null, upgradable: false },
  usage,
  billing: { subscription_start_date: '2020-07-15', subscription_end_date: end, trial_ends_on: null },
});

describe('the base specification’s examples', () => {
  it.each([
    // A shell takes the quotes of the printed line away; another client may send them.
    [1234, '?start_date=2020-07-15&plan=premium&seats=10'],
    [1235, '?start_date=%222020-07-15%22&plan=premium&seats=10'],
  ])('creating the subscription of %i with %s', async (id, query) => {
    const answer = await send(world.api.url, `/api/v4/namespaces/${id}/gitlab_subscription${query}`, {
      method: 'POST',
      headers: { TOKEN: token },
    });
    const usage = { seats_in_subscription: 10, seats_in_use: 1, max_seats_used: 0, seats_owed: 0 };
    expect([answer.status, answer.json()]).toEqual([201, premium(usage, null)]);
  });

  it('updating a subscription', async () => {
    await later(82);
    const answer = await send(world.api.url, '/api/v4/namespaces/1234/gitlab_subscription?max_seats_used=0', {
      method: 'PUT',
      headers: { TOKEN: token },
    });
    const usage = { seats_in_subscription: 80, seats_in_use: 82, max_seats_used: 0, seats_owed: 2 };
    expect([answer.status, answer.json()]).toEqual([200, premium(usage, '2021-07-15')]);
  });

  it('retrieving a subscription', async () => {
    await later(82);
    const answer = await send(world.api.url, '/api/v4/namespaces/1234/gitlab_subscription', {
      headers: { TOKEN: token },
    });
    const usage = { seats_in_subscription: 80, seats_in_use: 82, max_seats_used: 82, seats_owed: 2 };
    expect([answer.status, answer.json()]).toEqual([200, premium(usage, '2021-07-15')]);
  });

  it('creating an additional pack, then moving it', async () => {
    const headers = { 'Content-Type': 'application/json', 'PRIVATE-TOKEN': token };
    const body = `{
    "packs": [
      {
        "number_of_minutes": 10000,
        "expires_at": "2022-01-01",
        "purchase_xid": "46952fe69bebc1a4de10b2b4ff439d0c"
      }
    ]
  }`;
    const created = await send(world.api.url, '/api/v4/namespaces/123/minutes', { method: 'POST', headers, body });
    expect([created.status, created.json()]).toEqual([
      201,
      [
        {
          namespace_id: 123,
          expires_at: '2022-01-01',
          number_of_minutes: 10000,
          purchase_xid: '46952fe69bebc1a4de10b2b4ff439d0c',
        },
      ],
    ]);
    const moved = await send(world.api.url, '/api/v4/namespaces/123/minutes/move/321', {
      method: 'PATCH',
      headers: { 'PRIVATE-TOKEN': token },
    });
    expect([moved.status, moved.json()]).toEqual([202, { message: '202 Accepted' }]);
  });

  it('updating upcoming reconciliations', async () => {
    const body =
      '{"upcoming_reconciliations": [{"namespace_id": 127, "next_reconciliation_date": "13 Jun 2021", "display_alert_from": "06 Jun 2021"}, {"namespace_id": 129, "next_reconciliation_date": "12 Jun 2021", "display_alert_from": "05 Jun 2021"}]}';
    const answer = await send(world.api.url, '/api/v4/internal/upcoming_reconciliations', {
      method: 'PUT',
      headers: { 'PRIVATE-TOKEN': token, 'Content-Type': 'application/json' },
      body,
    });
    expect([answer.status, answer.text]).toEqual([200, '200']);
    expect(
      await world.suite.sql(
        `SELECT namespace_id, next_reconciliation_date, display_alert_from FROM upcoming_reconciliations ORDER BY 1`,
      ),
    ).toEqual([
      { namespace_id: 127, next_reconciliation_date: '2021-06-13', display_alert_from: '2021-06-06' },
      { namespace_id: 129, next_reconciliation_date: '2021-06-12', display_alert_from: '2021-06-05' },
    ]);
  });
});
