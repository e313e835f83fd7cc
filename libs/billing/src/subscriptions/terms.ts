import type { ChangeSubscriptionParameters } from './subscription.parameters.js';

/** What the portal decides about a subscription; a change of any of it goes to the history (billing.md 3.4). */
export interface Terms {
  readonly plan_name: string | null;
  readonly start_date: string;
  readonly end_date: string | null;
  readonly trial_starts_on: string | null;
  readonly trial_ends_on: string | null;
  readonly seats: number;
  readonly max_seats_used: number;
  readonly trial: boolean;
  readonly auto_renew: boolean | null;
}

/** A subscription of which nothing but its start is known. */
export const newTerms = (startDate: string): Terms => ({
  plan_name: null,
  start_date: startDate,
  end_date: null,
  trial_starts_on: null,
  trial_ends_on: null,
  seats: 0,
  max_seats_used: 0,
  trial: false,
  auto_renew: null,
});

/** The plan that is asked for: null names `free`, absent asks for none. `plan_code` wins over its alias. */
export function askedPlan({ plan_code: code, plan: alias }: ChangeSubscriptionParameters): string | undefined {
  const asked = code === undefined ? alias : code;
  return asked === null ? 'free' : asked;
}

/**
 * The terms after a change. `plan`: the existing plan that is asked for, null for one that does not exist, undefined for
 * none asked. A trial always has its start: the one sent, else the start of the subscription sent with it, else its own.
 */
export function changedTerms(terms: Terms, sent: ChangeSubscriptionParameters, plan: string | null | undefined): Terms {
  const startDate = sent.start_date ?? terms.start_date;
  const trial = sent.trial === undefined ? terms.trial : (sent.trial ?? false);
  const restarted = sent.trial === true && typeof sent.start_date === 'string' ? sent.start_date : undefined;
  const trialStartsOn = sent.trial_starts_on ?? restarted ?? kept(sent.trial_starts_on, terms.trial_starts_on);
  return {
    plan_name: kept(plan, terms.plan_name),
    start_date: startDate,
    end_date: kept(sent.end_date, terms.end_date),
    trial_starts_on: trialStartsOn ?? (trial ? startDate : null),
    trial_ends_on: kept(sent.trial_ends_on, terms.trial_ends_on),
    seats: sent.seats ?? terms.seats,
    max_seats_used: sent.max_seats_used === undefined ? terms.max_seats_used : (sent.max_seats_used ?? 0),
    trial,
    auto_renew: kept(sent.auto_renew, terms.auto_renew),
  };
}

/** What was sent, null included, or what there was. */
function kept<Value>(sent: Value | undefined, stored: Value): Value {
  return sent === undefined ? stored : sent;
}

export function sameTerms(one: Terms, other: Terms): boolean {
  return (Object.keys(newTerms('')) as (keyof Terms)[]).every((name) => one[name] === other[name]);
}

/**
 * Whether a change begins a new term, in which the highest use is counted anew (billing.md 3.4): both dates move to
 * behind the old term, or a trial ends.
 */
export function beginsNewTerm(before: Terms, after: Terms): boolean {
  const moved = before.start_date !== after.start_date && before.end_date !== after.end_date;
  const behind = before.end_date === null || before.end_date <= after.start_date;
  return (moved && behind) || (before.trial && !after.trial);
}

/** The columns that must not be null but are sent so (billing.md 3.3). */
export function blankErrors(sent: ChangeSubscriptionParameters): Record<string, string[]> {
  const names = (['start_date', 'seats'] as const).filter((name) => sent[name] === null);
  return Object.fromEntries(names.map((name) => [name, ["can't be blank"]]));
}
