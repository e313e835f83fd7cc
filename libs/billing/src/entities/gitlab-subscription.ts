import { Namespace } from '@app/directory';
import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Plan } from './plan.js';

/** The one subscription of a namespace (billing.md 3.1, schema.md 2.21). */
@Entity('gitlab_subscriptions')
@Index('index_gitlab_subscriptions_on_namespace_id', ['namespaceId'], { unique: true })
@Index('index_gitlab_subscriptions_on_hosted_plan_id', ['hostedPlanId'])
export class GitlabSubscription {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Namespace, { name: 'fk_gitlab_subscriptions_namespace_id', onDelete: 'CASCADE' })
  @Column({ name: 'namespace_id', type: 'bigint' })
  namespaceId: number;

  @ForeignKey(() => Plan, { name: 'fk_gitlab_subscriptions_hosted_plan_id', onDelete: 'CASCADE' })
  @Column({ name: 'hosted_plan_id', type: 'bigint', nullable: true })
  hostedPlanId: number | null;

  /** The plan's `plan_name_uid`. */
  @Column({ name: 'hosted_plan_name_uid', type: 'smallint', nullable: true })
  hostedPlanNameUid: number | null;

  @Column({ name: 'start_date', type: 'date', nullable: true })
  startDate: string | null;

  /** The last day; NULL never ends. */
  @Column({ name: 'end_date', type: 'date', nullable: true })
  endDate: string | null;

  @Column({ name: 'trial_starts_on', type: 'date', nullable: true })
  trialStartsOn: string | null;

  @Column({ name: 'trial_ends_on', type: 'date', nullable: true })
  trialEndsOn: string | null;

  @Column({ type: 'int', nullable: true, default: 0 })
  seats: number | null;

  @Column({ name: 'max_seats_used', type: 'int', nullable: true, default: 0 })
  maxSeatsUsed: number | null;

  @Column({ name: 'max_seats_used_changed_at', type: 'timestamptz', nullable: true })
  maxSeatsUsedChangedAt: Date | null;

  /** As of the last refresh, as is `seats_owed`. */
  @Column({ name: 'seats_in_use', type: 'int', default: 0 })
  seatsInUse: number;

  @Column({ name: 'seats_owed', type: 'int', default: 0 })
  seatsOwed: number;

  @Column({ name: 'last_seat_refresh_at', type: 'timestamptz', nullable: true })
  lastSeatRefreshAt: Date | null;

  @Column({ type: 'boolean', nullable: true, default: false })
  trial: boolean | null;

  @Column({ name: 'auto_renew', type: 'boolean', nullable: true })
  autoRenew: boolean | null;

  /** 1 extended, 2 reactivated. */
  @Column({ name: 'trial_extension_type', type: 'smallint', nullable: true })
  trialExtensionType: number | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
