import { startApi, type ApiOptions, type RunningApi } from './app.js';
import type { Columns, MadeNamespace, MadeUser } from './made.js';
import { PortalClient } from './portal-client.js';
import { openSuite, type Suite } from './suite.js';

/** What the billing suites share: an API, an administrator's client (`A`), an ordinary user's (`U`), and nobody's. */
export class BillingWorld {
  constructor(
    readonly suite: Suite,
    readonly api: RunningApi,
    readonly administrator: MadeUser,
    readonly user: MadeUser,
    readonly A: PortalClient,
    readonly U: PortalClient,
  ) {}

  static async open(options: ApiOptions = {}): Promise<BillingWorld> {
    const suite = await openSuite();
    const api = await startApi(suite, options);
    const administrator = await suite.make.user({ admin: true });
    const user = await suite.make.user();
    const client = async (id: number) => new PortalClient(api.url, (await suite.make.token(id, ['api'])).token);
    return new BillingWorld(suite, api, administrator, user, await client(administrator.id), await client(user.id));
  }

  async close(): Promise<void> {
    await this.api.close();
    await this.suite.close();
  }

  /** A client that sends this token, or none. */
  as(token?: string): PortalClient {
    return new PortalClient(this.api.url, token);
  }

  /** A client of a new user, who is a member of the group at this level, if any. */
  async member(groupId?: number, level = 50): Promise<PortalClient> {
    const { id } = await this.suite.make.user();
    if (groupId !== undefined) await this.suite.make.member({ group: groupId }, id, level);
    return this.as((await this.suite.make.token(id, ['api'])).token);
  }

  /** A root group with one owner. */
  async group(columns: Columns = {}): Promise<MadeNamespace> {
    const group = await this.suite.make.group(columns);
    await this.suite.make.member({ group: group.id }, (await this.suite.make.user()).id, 50);
    return group;
  }

  /** A root group with one owner and a stored subscription: premium with 10 seats since 2020-07-15, unless told. */
  async subscribed(columns: Columns & { plan?: string | null } = {}): Promise<MadeNamespace> {
    const group = await this.group();
    await this.subscribe(group.id, columns);
    return group;
  }

  async subscribe(namespaceId: number, { plan = 'premium', ...columns }: Columns & { plan?: string | null } = {}) {
    const [row] = await this.suite.sql<{ id: number }>('SELECT id FROM plans WHERE name = $1', [plan]);
    return this.suite.make.insert('gitlab_subscriptions', {
      namespace_id: namespaceId,
      hosted_plan_id: row?.id ?? null,
      start_date: '2020-07-15',
      seats: 10,
      created_at: new Date(),
      updated_at: new Date(),
      ...columns,
    });
  }

  /** The stored subscription of a namespace. */
  async stored(namespaceId: number): Promise<Record<string, unknown> | undefined> {
    const [row] = await this.suite.sql('SELECT * FROM gitlab_subscriptions WHERE namespace_id = $1', [namespaceId]);
    return row;
  }
}

export const subscriptionOf = (namespace: number | string): string => `/namespaces/${namespace}/gitlab_subscription`;

/** The body that answers with a text under `message`. */
export const message = (text: unknown) => ({ message: text });

interface Shown {
  plan: Record<string, unknown>;
  usage: {
    seats_in_subscription: number;
    seats_in_use: number;
    max_seats_used: number;
    seats_owed: number;
  };
  billing: Record<string, unknown>;
}

/** The four numbers of billing.md 8: subscription, in use, most, owed. */
export function numbersOf({ usage }: Shown): number[] {
  return [usage.seats_in_subscription, usage.seats_in_use, usage.max_seats_used, usage.seats_owed];
}

export type { Shown };
