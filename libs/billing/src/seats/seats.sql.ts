import type { Statement } from '@app/platform';
import { PAID_PLANS, PLANS_WITH_FREE_GUESTS } from '../subscriptions/plans.js';

/** Users who take a seat: people, and GitLab's own service users; no bot, ghost or placeholder. */
const BILLABLE_TYPES = '0, 4';
const GUEST = 10;
const MINIMAL_ACCESS = 5;

const textList = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

/** A membership that counts, of the row `m` (billing.md 3.7, condition C); `least` is the level it has to exceed. */
const countsFor = (today: string, least: string): string => `
  m.user_id IS NOT NULL AND m.requested_at IS NULL
  AND (m.invite_token IS NULL OR m.invite_accepted_at IS NOT NULL)
  AND COALESCE(m.state, 0) = 0
  AND m.access_level > ${least}
  AND (m.expires_at IS NULL OR m.expires_at > ${today})`;

/**
 * The number of billable users of a namespace, as one scalar subquery (billing.md 3.7). Each step hands the next one an
 * array, which an index scan sorts, rids of doubles and answers in one sweep: however large the group and however old the
 * planner's statistics, there is no loop over its members.
 */
const billableUsers = (namespace: string, today: string): string => `(
  WITH subject AS MATERIALIZED (
    SELECT n.id, n.type,
           CASE WHEN EXISTS (
             SELECT FROM gitlab_subscriptions s JOIN plans p ON p.id = s.hosted_plan_id
              WHERE s.namespace_id = n.traversal_ids[1] AND p.name IN (${textList(PLANS_WITH_FREE_GUESTS)})
           ) THEN ${GUEST} ELSE ${MINIMAL_ACCESS} END AS least
      FROM namespaces n WHERE n.id = ${namespace}
  ), least AS MATERIALIZED (
    SELECT least AS level FROM subject
  ), tree AS MATERIALIZED (
    SELECT ARRAY(SELECT n.id FROM namespaces n
                  WHERE n.traversal_ids @> ARRAY(SELECT id FROM subject) AND n.type = 'Group') AS ids
  ), inside AS MATERIALIZED (
    SELECT ARRAY(SELECT p.id FROM projects p WHERE p.namespace_id = ANY ((SELECT ids FROM tree)::bigint[])) AS ids
  ), invited AS MATERIALIZED (
    SELECT ARRAY(
      SELECT l.shared_with_group_id FROM group_group_links l
       WHERE l.shared_group_id = ANY ((SELECT ids FROM tree)::bigint[])
         AND (l.group_access > ${GUEST} OR (SELECT level FROM least) < ${GUEST})
         AND (l.expires_at IS NULL OR l.expires_at > ${today})
      UNION
      SELECT l.group_id FROM project_group_links l
       WHERE l.project_id = ANY ((SELECT ids FROM inside)::bigint[])
         AND (l.group_access > ${GUEST} OR (SELECT level FROM least) < ${GUEST})
         AND (l.expires_at IS NULL OR l.expires_at > ${today})
    ) AS ids
  ), groups AS MATERIALIZED (
    SELECT (SELECT ids FROM tree) || ARRAY(
      SELECT unnest(n.traversal_ids) FROM namespaces n
       WHERE n.id = ANY ((SELECT ids FROM invited)::bigint[]) AND n.type = 'Group'
    ) AS ids
  ), people AS MATERIALIZED (
    SELECT ARRAY(
      SELECT m.user_id FROM members m
       WHERE m.source_type = 'Namespace' AND m.source_id = ANY ((SELECT ids FROM groups)::bigint[])
         AND ${countsFor(today, '(SELECT level FROM least)')}
      UNION ALL
      SELECT m.user_id FROM members m
       WHERE m.source_type = 'Project' AND m.source_id = ANY ((SELECT ids FROM inside)::bigint[])
         AND ${countsFor(today, '(SELECT level FROM least)')}
    ) AS ids
  )
  SELECT CASE WHEN (SELECT type FROM subject) = 'User' THEN 1 ELSE (
    SELECT count(*)::integer FROM users u
     WHERE u.id = ANY ((SELECT ids FROM people)::bigint[])
       AND u.state = 'active' AND COALESCE(u.user_type, 0) IN (${BILLABLE_TYPES})
  ) END)`;

/** A subscription `s` with plan `p` whose seats are paid for; `isPaid` says the same of one in hand. */
const PAID = `NOT COALESCE(s.trial, false) AND s.seats > 0 AND p.name IN (${textList(PAID_PLANS)})`;

/** $1 namespace, $2 today. */
export const COUNT_SEATS: Statement = {
  name: 'billing_count_seats',
  text: `SELECT ${billableUsers('$1::bigint', '$2::date')} AS seats`,
};

/** $1 subscription, $2 today, $3 now. For a subscription that has just become a paid one (billing.md 3.6). */
export const SHOW_LIVE_SEATS: Statement = {
  name: 'billing_show_live_seats',
  text: `
    UPDATE gitlab_subscriptions s
       SET seats_in_use = ${billableUsers('s.namespace_id', '$2::date')}, last_seat_refresh_at = $3::timestamptz
     WHERE s.id = $1`,
};

/** $1 subscription, $2 today, $3 now. A new term counts its highest use from today's (billing.md 3.4). */
export const RESTART_TERM: Statement = {
  name: 'billing_restart_term',
  text: `
    WITH live AS MATERIALIZED (
      SELECT s.id, ${billableUsers('s.namespace_id', '$2::date')} AS seats
        FROM gitlab_subscriptions s WHERE s.id = $1
    )
    UPDATE gitlab_subscriptions s
       SET seats_in_use = live.seats, max_seats_used = live.seats, seats_owed = GREATEST(0, live.seats - s.seats),
           max_seats_used_changed_at = $3::timestamptz, last_seat_refresh_at = $3::timestamptz
      FROM live WHERE s.id = live.id`,
};

/** $1 the last subscription of the page before, $2 how many. Those that the refresh is about. */
export const PAID_SUBSCRIPTIONS: Statement = {
  name: 'billing_paid_subscriptions',
  text: `
    SELECT s.id FROM gitlab_subscriptions s JOIN plans p ON p.id = s.hosted_plan_id
     WHERE s.id > $1 AND ${PAID}
     ORDER BY s.id LIMIT $2`,
};

/**
 * $1 subscription, $2 today, $3 now. Counts and stores in one statement, so that a PUT in between is neither lost nor
 * half seen: what is stored is compared again once its row is locked.
 */
export const REFRESH_SEATS: Statement = {
  name: 'billing_refresh_seats',
  text: `
    WITH live AS MATERIALIZED (
      SELECT s.id, ${billableUsers('s.namespace_id', '$2::date')} AS seats
        FROM gitlab_subscriptions s WHERE s.id = $1
    )
    UPDATE gitlab_subscriptions s
       SET seats_in_use = live.seats,
           max_seats_used = GREATEST(s.max_seats_used, live.seats),
           seats_owed = GREATEST(0, GREATEST(s.max_seats_used, live.seats) - s.seats),
           max_seats_used_changed_at =
             CASE WHEN COALESCE(s.max_seats_used, -1) < live.seats THEN $3::timestamptz
                  ELSE s.max_seats_used_changed_at END,
           last_seat_refresh_at = $3::timestamptz
      FROM live, plans p
     WHERE s.id = live.id AND p.id = s.hosted_plan_id AND ${PAID}`,
};
