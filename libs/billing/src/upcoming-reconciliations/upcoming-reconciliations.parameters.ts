import { BIGINT_RANGE, DateField, IntegerField, JsonListField } from '@app/platform';

/** When one namespace is reconciled. A null date is present here and refused with its row (billing.md 5.4). */
export class ReconciliationParameters {
  @IntegerField({ required: true, notEmpty: true, ...BIGINT_RANGE }) namespace_id: number;
  @DateField({ required: true }) next_reconciliation_date: string | null;
  @DateField({ required: true }) display_alert_from: string | null;
}

/** What `PUT` takes. */
export class UpdateReconciliationsParameters {
  @JsonListField(ReconciliationParameters, { required: true }) upcoming_reconciliations: ReconciliationParameters[];
}
