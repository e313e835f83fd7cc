import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Namespace, Project } from '@app/directory';

/** A rule for branches of a project, or of everything below a group (schema.md 2.14). */
@Entity('protected_branches')
@Index('index_protected_branches_on_project_id', ['projectId'])
@Index('index_protected_branches_on_namespace_id', ['namespaceId'])
@Check('check_protected_branches_owner', 'num_nonnulls(project_id, namespace_id) = 1')
export class ProtectedBranch {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  /** Exactly one of this and the next. */
  @ForeignKey(() => Project, { name: 'fk_protected_branches_project_id', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'bigint', nullable: true })
  projectId: number | null;

  @ForeignKey(() => Namespace, { name: 'fk_protected_branches_namespace_id', onDelete: 'CASCADE' })
  @Column({ name: 'namespace_id', type: 'bigint', nullable: true })
  namespaceId: number | null;

  /** Exact name, or a wildcard with `*`. */
  @Column({ type: 'varchar' })
  name: string;

  @Column({ name: 'code_owner_approval_required', type: 'boolean', default: false })
  codeOwnerApprovalRequired: boolean;

  @Column({ name: 'allow_force_push', type: 'boolean', default: false })
  allowForcePush: boolean;

  @Column({ name: 'created_at', type: 'timestamp', nullable: true })
  createdAt: Date | null;

  @Column({ name: 'updated_at', type: 'timestamp', nullable: true })
  updatedAt: Date | null;
}
