import { BooleanField, DateField, IntegerField, StringField } from '@app/platform';

/** What `PUT` takes: absent leaves a value as it is, null clears it (billing.md 3.4). */
export class ChangeSubscriptionParameters {
  @DateField() start_date?: string | null;
  @DateField() end_date?: string | null;
  @StringField() plan_code?: string | null;
  /** The base spec's example writes this for `plan_code`. */
  @StringField() plan?: string | null;
  @IntegerField() seats?: number | null;
  @IntegerField() max_seats_used?: number | null;
  @BooleanField() auto_renew?: boolean | null;
  @BooleanField() trial?: boolean | null;
  @DateField() trial_starts_on?: string | null;
  @DateField() trial_ends_on?: string | null;
}

/** What `POST` takes (billing.md 3.3). */
export class CreateSubscriptionParameters extends ChangeSubscriptionParameters {
  @DateField({ required: true }) start_date: string | null;
}
