import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Namespace } from './namespace.js';

/** A group shared with another group (schema.md 2.11). */
@Entity('group_group_links')
@Index('index_group_group_links_on_shared_group_and_shared_with_group', ['sharedGroupId', 'sharedWithGroupId'], {
  unique: true,
})
@Index('index_group_group_links_on_shared_with_group_id', ['sharedWithGroupId'])
@Index('index_group_group_links_on_expires_at', ['expiresAt'])
export class GroupGroupLink {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Namespace, { name: 'fk_group_group_links_shared_group_id', onDelete: 'CASCADE' })
  @Column({ name: 'shared_group_id', type: 'bigint' })
  sharedGroupId: number;

  @ForeignKey(() => Namespace, { name: 'fk_group_group_links_shared_with_group_id', onDelete: 'CASCADE' })
  @Column({ name: 'shared_with_group_id', type: 'bigint' })
  sharedWithGroupId: number;

  /** The highest level that the share gives. */
  @Column({ name: 'group_access', type: 'smallint', default: 30 })
  groupAccess: number;

  @Column({ name: 'expires_at', type: 'date', nullable: true })
  expiresAt: string | null;

  @Column({ name: 'member_role_id', type: 'bigint', nullable: true })
  memberRoleId: number | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
