/** Plans that are bought, so that their seats are counted, cached and owed (billing.md 2). */
export const PAID_PLANS: readonly string[] = [
  'bronze',
  'silver',
  'premium',
  'gold',
  'ultimate',
  'ultimate_trial',
  'premium_trial',
  'opensource',
  'ultimate_trial_paid_customer',
];

/** Plans with nothing above them. `premium` is one because the base spec shows it as not upgradable (billing.md 2). */
export const TOP_PLANS: readonly string[] = [
  'premium',
  'gold',
  'ultimate',
  'opensource',
  'premium_trial',
  'ultimate_trial',
  'ultimate_trial_paid_customer',
];

/** Plans whose guests cost nothing. */
export const PLANS_WITH_FREE_GUESTS: readonly string[] = ['gold', 'ultimate'];

interface Term {
  readonly plan_name: string | null;
  readonly seats: number;
  readonly trial: boolean;
  readonly end_date: string | null;
}

/** Whether seats are paid for. */
export function isPaid({ plan_name: plan, seats, trial }: Omit<Term, 'end_date'>): boolean {
  return !trial && seats > 0 && plan !== null && PAID_PLANS.includes(plan);
}

/** Whether a better plan could be sold today. A subscription still runs on its last day. */
export function isUpgradable(term: Term, today: string): boolean {
  const expired = term.end_date !== null && term.end_date < today;
  return isPaid(term) && !expired && !TOP_PLANS.includes(term.plan_name ?? '');
}
