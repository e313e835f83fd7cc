import { Namespace } from '@app/directory';
import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** When a namespace will be billed for the seats it uses beyond its subscription (billing.md 5.1). */
@Entity('upcoming_reconciliations')
@Index('index_upcoming_reconciliations_on_namespace_id', ['namespaceId'], { unique: true })
export class UpcomingReconciliation {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Namespace, { name: 'fk_upcoming_reconciliations_namespace_id', onDelete: 'CASCADE' })
  @Column({ name: 'namespace_id', type: 'bigint', nullable: true })
  namespaceId: number | null;

  @Column({ name: 'next_reconciliation_date', type: 'date' })
  nextReconciliationDate: string;

  /** The alert is due from this day to the other one. */
  @Column({ name: 'display_alert_from', type: 'date' })
  displayAlertFrom: string;

  @Column({ name: 'organization_id', type: 'bigint', nullable: true })
  organizationId: number | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
