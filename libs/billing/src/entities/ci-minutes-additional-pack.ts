import { Namespace } from '@app/directory';
import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** CI minutes bought on top (billing.md 4.1). The unique index lets a purchase be redeemed once in the whole instance. */
@Entity('ci_minutes_additional_packs')
@Index('index_ci_minutes_additional_packs_on_namespace_id_purchase_xid', ['namespaceId', 'purchaseXid'])
@Index('index_ci_minutes_additional_packs_on_purchase_xid', ['purchaseXid'], { unique: true })
@Check('check_ci_minutes_additional_packs_purchase_xid', 'char_length(purchase_xid) <= 32')
export class CiMinutesAdditionalPack {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Namespace, { name: 'fk_ci_minutes_additional_packs_namespace_id', onDelete: 'CASCADE' })
  @Column({ name: 'namespace_id', type: 'bigint' })
  namespaceId: number;

  @Column({ name: 'expires_at', type: 'date', nullable: true })
  expiresAt: string | null;

  @Column({ name: 'number_of_minutes', type: 'int' })
  numberOfMinutes: number;

  @Column({ name: 'purchase_xid', type: 'text', nullable: true })
  purchaseXid: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
