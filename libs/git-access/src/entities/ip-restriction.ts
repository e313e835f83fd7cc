import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Namespace } from '@app/directory';

/** An address or subnet from which a top-level group may be reached (schema.md 2.23). */
@Entity('ip_restrictions')
@Index('index_ip_restrictions_on_group_id', ['groupId'])
export class IpRestriction {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Namespace, { name: 'fk_ip_restrictions_group_id', onDelete: 'CASCADE' })
  @Column({ name: 'group_id', type: 'bigint' })
  groupId: number;

  @Column({ type: 'varchar' })
  range: string;
}
