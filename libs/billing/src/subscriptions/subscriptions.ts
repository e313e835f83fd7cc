import { Inject, Injectable } from '@nestjs/common';
import type { AuthenticatedUser } from '@app/auth';
import { EVERYTHING, type ListPart } from '@app/directory';
import { Clock, Configuration, Database, type Queries } from '@app/platform';
import type { NamespaceRow } from '../namespaces/namespaces.sql.js';
import { Namespaces } from '../namespaces/namespaces.js';
import { FORBIDDEN, invalidRecord, NAMESPACE_NOT_FOUND, SUBSCRIPTION_NOT_FOUND, type Refusal } from '../refusals.js';
import { Seats } from '../seats/seats.js';
import { isPaid } from './plans.js';
import type { ChangeSubscriptionParameters, CreateSubscriptionParameters } from './subscription.parameters.js';
import type { ShownSubscription } from './subscription.presenter.js';
import {
  DELETE_SUBSCRIPTION,
  FIND_SUBSCRIPTION,
  INSERT_SUBSCRIPTION,
  LOCK_SUBSCRIPTION,
  PLAN_EXISTS,
  PLANS,
  RECORD_HISTORY,
  SUBSCRIPTIONS,
  UPDATE_SUBSCRIPTION,
  type SubscriptionRow,
} from './subscriptions.sql.js';
import { askedPlan, beginsNewTerm, blankErrors, changedTerms, newTerms, sameTerms, type Terms } from './terms.js';

const TAKEN = ['has already been taken'];

/** Kinds of history rows (schema.md 2.22). */
const CHANGED = 1;
const ENDED = 2;

/** A subscription as operators see it. */
export interface ListedSubscription {
  readonly id: number;
  readonly namespace_id: number;
  readonly namespace: string | null;
  readonly plan: string | null;
  readonly start_date: string | null;
  readonly end_date: string | null;
  readonly seats: number;
  readonly seats_in_use: number;
  readonly max_seats_used: number;
  readonly seats_owed: number;
  readonly trial: boolean;
  readonly trial_ends_on: string | null;
  readonly auto_renew: boolean | null;
}

export interface Plan {
  readonly id: number;
  readonly name: string;
  readonly title: string | null;
  /** How many namespaces have it. */
  readonly subscriptions: number;
}

/** Subscriptions of namespaces, as the portal makes and changes them (billing.md 3). */
@Injectable()
export class Subscriptions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly namespaces: Namespaces,
    private readonly seats: Seats,
    @Inject(Configuration) private readonly configuration: Configuration,
  ) {}

  /** Makes the one subscription of a namespace; an existing one stays as it is. */
  async create(idOrPath: string, sent: CreateSubscriptionParameters): Promise<ShownSubscription | Refusal> {
    const namespace = await this.namespaces.find(idOrPath);
    if (namespace === undefined) return NAMESPACE_NOT_FOUND;
    const { start_date: startDate } = sent;
    const blank = blankErrors(sent);
    if (startDate === null || Object.keys(blank).length > 0) {
      const taken = await this.find(namespace.id);
      return invalidRecord(taken === undefined ? blank : { ...blank, namespace_id: TAKEN });
    }

    const terms = changedTerms(newTerms(startDate), sent, await this.planOf(sent));
    const made = await this.database.transaction(async (queries) => {
      const [row] = await queries.query<{ id: number }>(INSERT_SUBSCRIPTION, this.values(namespace.id, terms));
      if (row === undefined) return false;
      if (isPaid(terms)) await this.seats.showLive(row.id, queries);
      return true;
    });
    return made ? this.show(namespace) : invalidRecord({ namespace_id: TAKEN });
  }

  /** Changes what is sent, and nothing else. */
  async change(idOrPath: string, sent: ChangeSubscriptionParameters): Promise<ShownSubscription | Refusal> {
    const namespace = await this.namespaces.find(idOrPath);
    if (namespace === undefined) return NAMESPACE_NOT_FOUND;
    const blank = blankErrors(sent);
    const plan = await this.planOf(sent);
    const refusal = await this.database.transaction(async (queries) => {
      await queries.query(LOCK_SUBSCRIPTION, [namespace.id]);
      const stored = await this.find(namespace.id, queries);
      if (stored === undefined) return SUBSCRIPTION_NOT_FOUND;
      if (Object.keys(blank).length > 0) return invalidRecord(blank);
      await this.save(stored, changedTerms(stored, sent, plan), queries);
      return undefined;
    });
    return refusal ?? this.show(namespace);
  }

  /** The subscription as far as the user may see it. */
  async read(idOrPath: string, user: AuthenticatedUser): Promise<ShownSubscription | Refusal> {
    const namespace = await this.namespaces.find(idOrPath);
    if (namespace === undefined) return NAMESPACE_NOT_FOUND;
    switch (await this.namespaces.visibilityTo(user, namespace)) {
      case 'nothing':
        return NAMESPACE_NOT_FOUND;
      case 'see':
        return FORBIDDEN;
      case 'administer':
        return this.show(namespace);
    }
  }

  /** Ends the subscription of a namespace; what it was goes to the history. */
  async remove(idOrPath: string): Promise<Refusal | undefined> {
    const namespace = await this.namespaces.find(idOrPath);
    if (namespace === undefined) return NAMESPACE_NOT_FOUND;
    return this.database.transaction(async (queries) => {
      await queries.query(LOCK_SUBSCRIPTION, [namespace.id]);
      const stored = await this.find(namespace.id, queries);
      if (stored === undefined) return SUBSCRIPTION_NOT_FOUND;
      await queries.query(RECORD_HISTORY, [stored.id, this.clock.now(), ENDED]);
      await queries.query(DELETE_SUBSCRIPTION, [stored.id]);
      return undefined;
    });
  }

  /** Subscriptions in the order of their ids; of one namespace or a refusal when it is named. */
  async list(idOrPath?: string, { after, limit }: ListPart = EVERYTHING): Promise<ListedSubscription[] | Refusal> {
    const namespace = idOrPath === undefined ? undefined : await this.namespaces.find(idOrPath);
    if (idOrPath !== undefined && namespace === undefined) return NAMESPACE_NOT_FOUND;
    return this.database.query<ListedSubscription>(SUBSCRIPTIONS, [namespace?.id ?? null, after, limit]);
  }

  /** The plans that can be sold. */
  plans(): Promise<Plan[]> {
    return this.database.query<Plan>(PLANS);
  }

  private async save(stored: SubscriptionRow, terms: Terms, queries: Queries): Promise<void> {
    if (sameTerms(stored, terms)) return;
    await queries.query(RECORD_HISTORY, [stored.id, this.clock.now(), CHANGED]);
    await queries.query(UPDATE_SUBSCRIPTION, this.values(stored.id, terms));
    if (!isPaid(terms)) return;
    if (this.configuration.SUBSCRIPTION_NEW_TERM_RESETS_SEATS && beginsNewTerm(stored, terms)) {
      await this.seats.restartTerm(stored.id, queries);
    } else if (!isPaid(stored)) {
      await this.seats.showLive(stored.id, queries);
    }
  }

  private values(id: number, terms: Terms): unknown[] {
    return [
      id,
      terms.plan_name,
      terms.start_date,
      terms.end_date,
      terms.trial_starts_on,
      terms.trial_ends_on,
      terms.seats,
      terms.max_seats_used,
      terms.trial,
      terms.auto_renew,
      this.clock.now(),
    ];
  }

  /** The existing plan that is asked for, null for an unknown one, undefined for none asked. */
  private async planOf(sent: ChangeSubscriptionParameters): Promise<string | null | undefined> {
    const asked = askedPlan(sent);
    if (asked === undefined) return undefined;
    const [plan] = await this.database.query<{ name: string }>(PLAN_EXISTS, [asked]);
    return plan?.name ?? null;
  }

  private async show(namespace: NamespaceRow): Promise<ShownSubscription> {
    const subscription = await this.find(namespace.id);
    const today = this.clock.today();
    if (subscription === undefined) return { subscription, seatsInUse: 0, today };
    const seatsInUse = isPaid(subscription) ? subscription.seats_in_use : await this.seats.count(namespace.id);
    return { subscription, seatsInUse, today };
  }

  private async find(namespaceId: number, queries: Queries = this.database): Promise<SubscriptionRow | undefined> {
    const [row] = await queries.query<SubscriptionRow>(FIND_SUBSCRIPTION, [namespaceId]);
    return row;
  }
}
