import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Namespace, User } from '@app/directory';
import { ProtectedTag } from './protected-tag.js';

/** Who may create a protected tag: a role, or one user, group or deploy key. */
@Entity('protected_tag_create_access_levels')
@Index('index_protected_tag_create_access', ['protectedTagId'])
@Index('index_protected_tag_create_access_levels_on_user_id', ['userId'])
@Index('index_protected_tag_create_access_levels_on_group_id', ['groupId'])
@Index('idx_deploy_key_id_on_protected_tag_create_access_levels', ['deployKeyId'])
export class ProtectedTagCreateAccessLevel {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => ProtectedTag, {
    name: 'fk_protected_tag_create_access_levels_protected_tag_id',
    onDelete: 'CASCADE',
  })
  @Column({ name: 'protected_tag_id', type: 'bigint' })
  protectedTagId: number;

  /** Counts only where none of the ids below is set. */
  @Column({ name: 'access_level', type: 'int', nullable: true, default: 40 })
  accessLevel: number | null;

  @ForeignKey(() => User, { name: 'fk_protected_tag_create_access_levels_user_id', onDelete: 'CASCADE' })
  @Column({ name: 'user_id', type: 'bigint', nullable: true })
  userId: number | null;

  @ForeignKey(() => Namespace, { name: 'fk_protected_tag_create_access_levels_group_id', onDelete: 'CASCADE' })
  @Column({ name: 'group_id', type: 'bigint', nullable: true })
  groupId: number | null;

  @Column({ name: 'deploy_key_id', type: 'bigint', nullable: true })
  deployKeyId: number | null;

  @Column({ name: 'project_id', type: 'bigint', nullable: true })
  projectId: number | null;

  @Column({ name: 'created_at', type: 'timestamp' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamp' })
  updatedAt: Date;
}
