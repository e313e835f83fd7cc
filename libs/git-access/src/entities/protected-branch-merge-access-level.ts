import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Namespace, User } from '@app/directory';
import { ProtectedBranch } from './protected-branch.js';

/** Who may merge into a protected branch: a role, or one user or group. */
@Entity('protected_branch_merge_access_levels')
@Index('index_protected_branch_merge_access', ['protectedBranchId'])
@Index('index_protected_branch_merge_access_levels_on_user_id', ['userId'])
@Index('index_protected_branch_merge_access_levels_on_group_id', ['groupId'])
export class ProtectedBranchMergeAccessLevel {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => ProtectedBranch, {
    name: 'fk_protected_branch_merge_access_levels_protected_branch_id',
    onDelete: 'CASCADE',
  })
  @Column({ name: 'protected_branch_id', type: 'bigint' })
  protectedBranchId: number;

  /** Counts only where none of the ids below is set. */
  @Column({ name: 'access_level', type: 'int', nullable: true, default: 40 })
  accessLevel: number | null;

  @ForeignKey(() => User, { name: 'fk_protected_branch_merge_access_levels_user_id', onDelete: 'CASCADE' })
  @Column({ name: 'user_id', type: 'bigint', nullable: true })
  userId: number | null;

  @ForeignKey(() => Namespace, { name: 'fk_protected_branch_merge_access_levels_group_id', onDelete: 'CASCADE' })
  @Column({ name: 'group_id', type: 'bigint', nullable: true })
  groupId: number | null;

  @Column({ name: 'protected_branch_project_id', type: 'bigint', nullable: true })
  protectedBranchProjectId: number | null;

  @Column({ name: 'protected_branch_namespace_id', type: 'bigint', nullable: true })
  protectedBranchNamespaceId: number | null;

  @Column({ name: 'created_at', type: 'timestamp' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamp' })
  updatedAt: Date;
}
