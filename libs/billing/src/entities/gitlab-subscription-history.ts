import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** What a subscription was before a change (billing.md 3.4). It outlives the subscription, so nothing refers to it. */
@Entity('gitlab_subscription_histories')
@Index('index_gitlab_subscription_histories_on_gitlab_subscription_id', ['gitlabSubscriptionId'])
@Index('index_gitlab_subscription_histories_on_namespace_id', ['namespaceId'])
export class GitlabSubscriptionHistory {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @Column({ name: 'gitlab_subscription_id', type: 'bigint' })
  gitlabSubscriptionId: number;

  @Column({ name: 'gitlab_subscription_created_at', type: 'timestamptz', nullable: true })
  gitlabSubscriptionCreatedAt: Date | null;

  @Column({ name: 'gitlab_subscription_updated_at', type: 'timestamptz', nullable: true })
  gitlabSubscriptionUpdatedAt: Date | null;

  /** 1 updated, 2 destroyed. */
  @Column({ name: 'change_type', type: 'smallint', nullable: true })
  changeType: number | null;

  @Column({ name: 'namespace_id', type: 'bigint' })
  namespaceId: number;

  @Column({ name: 'hosted_plan_id', type: 'bigint', nullable: true })
  hostedPlanId: number | null;

  @Column({ name: 'hosted_plan_name_uid', type: 'smallint', nullable: true })
  hostedPlanNameUid: number | null;

  @Column({ name: 'start_date', type: 'date', nullable: true })
  startDate: string | null;

  @Column({ name: 'end_date', type: 'date', nullable: true })
  endDate: string | null;

  @Column({ name: 'trial_starts_on', type: 'date', nullable: true })
  trialStartsOn: string | null;

  @Column({ name: 'trial_ends_on', type: 'date', nullable: true })
  trialEndsOn: string | null;

  @Column({ type: 'int', nullable: true })
  seats: number | null;

  @Column({ name: 'max_seats_used', type: 'int', nullable: true })
  maxSeatsUsed: number | null;

  @Column({ type: 'boolean', nullable: true })
  trial: boolean | null;

  @Column({ name: 'auto_renew', type: 'boolean', nullable: true })
  autoRenew: boolean | null;

  @Column({ name: 'trial_extension_type', type: 'smallint', nullable: true })
  trialExtensionType: number | null;

  @Column({ name: 'created_at', type: 'timestamptz', nullable: true })
  createdAt: Date | null;
}
