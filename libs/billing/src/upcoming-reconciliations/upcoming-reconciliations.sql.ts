import type { Statement } from '@app/platform';

/** The switch of billing.md 5.6, of the settings row that counts. */
export const IS_SAAS: Statement = {
  name: 'billing_is_saas',
  text: `SELECT check_namespace_plan AS saas FROM application_settings ORDER BY id DESC LIMIT 1`,
};

/** $1 ids. Those that exist, which then cannot go before the transaction ends. */
export const HOLD_NAMESPACES: Statement = {
  name: 'billing_hold_namespaces',
  text: `
    SELECT id FROM namespaces
     WHERE id = ANY ($1::bigint[]) AND type IN ('User', 'Group')
     ORDER BY id FOR KEY SHARE`,
};

/** $1 namespaces, $2 next dates, $3 alert dates, $4 now. One order for everybody, so that requests do not deadlock. */
export const UPSERT_RECONCILIATIONS: Statement = {
  name: 'billing_reconciliations_upsert',
  text: `
    INSERT INTO upcoming_reconciliations
           (namespace_id, next_reconciliation_date, display_alert_from, organization_id, created_at, updated_at)
    SELECT n.id, sent.next_date, sent.alert_from, n.organization_id, $4::timestamptz, $4::timestamptz
      FROM unnest($1::bigint[], $2::date[], $3::date[]) AS sent (namespace_id, next_date, alert_from)
      JOIN namespaces n ON n.id = sent.namespace_id
     ORDER BY n.id
    ON CONFLICT (namespace_id) DO UPDATE
       SET next_reconciliation_date = excluded.next_reconciliation_date,
           display_alert_from = excluded.display_alert_from,
           created_at = excluded.created_at, updated_at = excluded.updated_at`,
};
