import type { Statement } from '@app/platform';

export interface SubscriptionRow {
  id: number;
  namespace_id: number;
  plan_name: string | null;
  plan_title: string | null;
  start_date: string;
  end_date: string | null;
  trial_starts_on: string | null;
  trial_ends_on: string | null;
  seats: number;
  max_seats_used: number;
  seats_in_use: number;
  seats_owed: number;
  trial: boolean;
  auto_renew: boolean | null;
}

const SUBSCRIPTION = `
  SELECT s.id, s.namespace_id, p.name AS plan_name, p.title AS plan_title,
         s.start_date, s.end_date, s.trial_starts_on, s.trial_ends_on,
         COALESCE(s.seats, 0) AS seats, COALESCE(s.max_seats_used, 0) AS max_seats_used,
         s.seats_in_use, s.seats_owed, COALESCE(s.trial, false) AS trial, s.auto_renew
    FROM gitlab_subscriptions s LEFT JOIN plans p ON p.id = s.hosted_plan_id
   WHERE s.namespace_id = $1`;

/** $1 namespace. */
export const FIND_SUBSCRIPTION: Statement = { name: 'billing_subscription', text: SUBSCRIPTION };

/**
 * $1 namespace. Nobody else changes the row until the transaction ends. It is read by a statement of its own afterwards:
 * one that has waited here would see the new row beside the plan of the old one.
 */
export const LOCK_SUBSCRIPTION: Statement = {
  name: 'billing_subscription_lock',
  text: `SELECT FROM gitlab_subscriptions WHERE namespace_id = $1 FOR UPDATE`,
};

/** $1 name. */
export const PLAN_EXISTS: Statement = {
  name: 'billing_plan_exists',
  text: `SELECT name FROM plans WHERE name = $1`,
};

/**
 * $1 namespace, $2 plan or NULL, $3 to $6 dates, $7 seats, $8 most seats, $9 trial, $10 renews, $11 now. No row comes back
 * when the namespace has a subscription, however many ask at once.
 */
export const INSERT_SUBSCRIPTION: Statement = {
  name: 'billing_subscription_insert',
  text: `
    INSERT INTO gitlab_subscriptions
           (namespace_id, hosted_plan_id, hosted_plan_name_uid, start_date, end_date, trial_starts_on, trial_ends_on,
            seats, max_seats_used, trial, auto_renew, created_at, updated_at)
    SELECT $1::bigint, p.id, p.plan_name_uid, $3::date, $4::date, $5::date, $6::date,
           $7::integer, $8::integer, $9::boolean, $10::boolean, $11::timestamptz, $11::timestamptz
      FROM (SELECT) one LEFT JOIN plans p ON p.name = $2::varchar
    ON CONFLICT (namespace_id) DO NOTHING
    RETURNING id`,
};

/** $1 subscription, $2 now, $3 1 for a change, 2 for its end. Keeps what it was before. */
export const RECORD_HISTORY: Statement = {
  name: 'billing_subscription_history',
  text: `
    INSERT INTO gitlab_subscription_histories
           (gitlab_subscription_id, gitlab_subscription_created_at, gitlab_subscription_updated_at, change_type,
            namespace_id, hosted_plan_id, hosted_plan_name_uid, start_date, end_date, trial_starts_on, trial_ends_on,
            seats, max_seats_used, trial, auto_renew, trial_extension_type, created_at)
    SELECT id, created_at, updated_at, $3::smallint, namespace_id, hosted_plan_id, hosted_plan_name_uid, start_date, end_date,
           trial_starts_on, trial_ends_on, seats, max_seats_used, trial, auto_renew, trial_extension_type, $2::timestamptz
      FROM gitlab_subscriptions WHERE id = $1`,
};

/** $1 subscription, $2 plan or NULL, $3 to $6 dates, $7 seats, $8 most seats, $9 trial, $10 renews, $11 now. */
export const UPDATE_SUBSCRIPTION: Statement = {
  name: 'billing_subscription_update',
  text: `
    UPDATE gitlab_subscriptions s
       SET hosted_plan_id = p.id, hosted_plan_name_uid = p.plan_name_uid,
           start_date = $3::date, end_date = $4::date, trial_starts_on = $5::date, trial_ends_on = $6::date,
           seats = $7::integer, max_seats_used = $8::integer,
           max_seats_used_changed_at = CASE WHEN s.max_seats_used IS DISTINCT FROM $8::integer THEN $11::timestamptz
                                            ELSE s.max_seats_used_changed_at END,
           trial = $9::boolean, auto_renew = $10::boolean, updated_at = $11::timestamptz
      FROM (SELECT) one LEFT JOIN plans p ON p.name = $2::varchar
     WHERE s.id = $1::bigint`,
};

/** $1 namespace or NULL, $2 the id behind which it begins, $3 how many. */
export const SUBSCRIPTIONS: Statement = {
  name: 'billing_subscriptions',
  text: `
    SELECT s.id, s.namespace_id, r.path AS namespace, p.name AS plan, s.start_date, s.end_date,
           COALESCE(s.seats, 0) AS seats, s.seats_in_use, COALESCE(s.max_seats_used, 0) AS max_seats_used, s.seats_owed,
           COALESCE(s.trial, false) AS trial, s.trial_ends_on, s.auto_renew
      FROM gitlab_subscriptions s
      LEFT JOIN plans p ON p.id = s.hosted_plan_id
      LEFT JOIN routes r ON r.source_type = 'Namespace' AND r.source_id = s.namespace_id
     WHERE ($1::bigint IS NULL OR s.namespace_id = $1) AND s.id > $2
     ORDER BY s.id LIMIT $3`,
};

/** $1 subscription. */
export const DELETE_SUBSCRIPTION: Statement = {
  name: 'billing_subscription_delete',
  text: 'DELETE FROM gitlab_subscriptions WHERE id = $1',
};

/** Plans in the order in which GitLab numbers them. */
export const PLANS: Statement = {
  name: 'billing_plans',
  text: `
    SELECT p.id, p.name, p.title,
           (SELECT count(*) FROM gitlab_subscriptions s WHERE s.hosted_plan_id = p.id) AS subscriptions
      FROM plans p ORDER BY p.plan_name_uid`,
};
