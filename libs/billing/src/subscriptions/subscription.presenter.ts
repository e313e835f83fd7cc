import { isUpgradable } from './plans.js';
import type { SubscriptionRow } from './subscriptions.sql.js';

/** A subscription with the seats to show: cached while they are paid for, counted otherwise (billing.md 3.6). */
export interface ShownSubscription {
  readonly subscription: SubscriptionRow | undefined;
  readonly seatsInUse: number;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** Exactly the keys of billing.md 3.2. A namespace without a subscription shows all of them, with nothing in them. */
export function presentSubscription({ subscription, seatsInUse, today }: ShownSubscription) {
  return {
    plan: {
      code: subscription?.plan_name ?? null,
      name: subscription?.plan_title ?? null,
      trial: subscription?.trial ?? null,
      auto_renew: subscription?.auto_renew ?? null,
      upgradable: subscription === undefined ? null : isUpgradable(subscription, today),
    },
    usage: {
      seats_in_subscription: subscription?.seats ?? null,
      seats_in_use: subscription === undefined ? null : seatsInUse,
      max_seats_used: subscription?.max_seats_used ?? null,
      seats_owed: subscription?.seats_owed ?? null,
    },
    billing: {
      subscription_start_date: subscription?.start_date ?? null,
      subscription_end_date: subscription?.end_date ?? null,
      trial_ends_on: subscription?.trial_ends_on ?? null,
    },
  };
}
