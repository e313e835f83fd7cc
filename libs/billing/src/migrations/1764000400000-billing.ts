import type { MigrationInterface, QueryRunner } from 'typeorm';

const plans = `
CREATE TABLE plans (
  id bigserial PRIMARY KEY,
  name varchar,
  title varchar,
  plan_name_uid smallint NOT NULL,
  created_at timestamp NOT NULL,
  updated_at timestamp NOT NULL
);
CREATE UNIQUE INDEX index_plans_on_name ON plans (name);
CREATE UNIQUE INDEX index_plans_on_plan_name_uid ON plans (plan_name_uid);
`;

const subscriptions = `
CREATE TABLE gitlab_subscriptions (
  id bigserial PRIMARY KEY,
  namespace_id bigint NOT NULL,
  hosted_plan_id bigint,
  hosted_plan_name_uid smallint,
  start_date date,
  end_date date,
  trial_starts_on date,
  trial_ends_on date,
  seats integer DEFAULT 0,
  max_seats_used integer DEFAULT 0,
  max_seats_used_changed_at timestamptz,
  seats_in_use integer NOT NULL DEFAULT 0,
  seats_owed integer NOT NULL DEFAULT 0,
  last_seat_refresh_at timestamptz,
  trial boolean DEFAULT false,
  auto_renew boolean,
  trial_extension_type smallint,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT fk_gitlab_subscriptions_namespace_id FOREIGN KEY (namespace_id) REFERENCES namespaces (id) ON DELETE CASCADE,
  CONSTRAINT fk_gitlab_subscriptions_hosted_plan_id FOREIGN KEY (hosted_plan_id) REFERENCES plans (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX index_gitlab_subscriptions_on_namespace_id ON gitlab_subscriptions (namespace_id);
CREATE INDEX index_gitlab_subscriptions_on_hosted_plan_id ON gitlab_subscriptions (hosted_plan_id);

CREATE TABLE gitlab_subscription_histories (
  id bigserial PRIMARY KEY,
  gitlab_subscription_id bigint NOT NULL,
  gitlab_subscription_created_at timestamptz,
  gitlab_subscription_updated_at timestamptz,
  change_type smallint,
  namespace_id bigint NOT NULL,
  hosted_plan_id bigint,
  hosted_plan_name_uid smallint,
  start_date date,
  end_date date,
  trial_starts_on date,
  trial_ends_on date,
  seats integer,
  max_seats_used integer,
  trial boolean,
  auto_renew boolean,
  trial_extension_type smallint,
  created_at timestamptz
);
CREATE INDEX index_gitlab_subscription_histories_on_gitlab_subscription_id ON gitlab_subscription_histories (gitlab_subscription_id);
CREATE INDEX index_gitlab_subscription_histories_on_namespace_id ON gitlab_subscription_histories (namespace_id);
`;

const minutes = `
CREATE TABLE ci_minutes_additional_packs (
  id bigserial PRIMARY KEY,
  namespace_id bigint NOT NULL,
  expires_at date,
  number_of_minutes integer NOT NULL,
  purchase_xid text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT fk_ci_minutes_additional_packs_namespace_id FOREIGN KEY (namespace_id) REFERENCES namespaces (id) ON DELETE CASCADE,
  CONSTRAINT check_ci_minutes_additional_packs_purchase_xid CHECK (char_length(purchase_xid) <= 32)
);
CREATE INDEX index_ci_minutes_additional_packs_on_namespace_id_purchase_xid ON ci_minutes_additional_packs (namespace_id, purchase_xid);
CREATE UNIQUE INDEX index_ci_minutes_additional_packs_on_purchase_xid ON ci_minutes_additional_packs (purchase_xid);
`;

const reconciliations = `
CREATE TABLE upcoming_reconciliations (
  id bigserial PRIMARY KEY,
  namespace_id bigint,
  next_reconciliation_date date NOT NULL,
  display_alert_from date NOT NULL,
  organization_id bigint,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT fk_upcoming_reconciliations_namespace_id FOREIGN KEY (namespace_id) REFERENCES namespaces (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX index_upcoming_reconciliations_on_namespace_id ON upcoming_reconciliations (namespace_id);
`;

/** The plans of billing.md 2. The base spec's examples show the code where GitLab would show a title, so the code is it. */
const seeds = `
INSERT INTO plans (name, title, plan_name_uid, created_at, updated_at)
SELECT name, name, uid, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
  FROM (VALUES ('default', 1), ('free', 2), ('bronze', 3), ('silver', 4), ('premium', 5), ('gold', 6), ('ultimate', 7),
               ('ultimate_trial', 8), ('premium_trial', 9), ('ultimate_trial_paid_customer', 10), ('opensource', 11))
    AS plan (name, uid);
`;

/** Plans, subscriptions, CI minutes, upcoming reconciliations (schema.md 2.21, 2.22). */
export class Billing1764000400000 implements MigrationInterface {
  name = 'Billing1764000400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [plans, subscriptions, minutes, reconciliations, seeds]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE
      upcoming_reconciliations, ci_minutes_additional_packs, gitlab_subscription_histories, gitlab_subscriptions, plans`);
  }
}
