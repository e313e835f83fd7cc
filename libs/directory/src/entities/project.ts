import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Namespace } from './namespace.js';

/** A project (schema.md 2.5). */
@Entity('projects')
@Index('index_projects_on_namespace_id_and_id', ['namespaceId', 'id'])
@Index('index_projects_on_creator_id_and_id', ['creatorId', 'id'])
@Index('index_projects_on_project_namespace_id', ['projectNamespaceId'], { unique: true })
@Index('index_projects_on_lower_name', { synchronize: false })
export class Project {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @Column({ type: 'varchar', nullable: true })
  name: string | null;

  @Column({ type: 'varchar', nullable: true })
  path: string | null;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @ForeignKey(() => Namespace, { name: 'fk_projects_namespace_id', onDelete: 'RESTRICT' })
  @Column({ name: 'namespace_id', type: 'bigint' })
  namespaceId: number;

  @Column({ name: 'creator_id', type: 'bigint', nullable: true })
  creatorId: number | null;

  /** 0 private, 10 internal, 20 public. */
  @Column({ name: 'visibility_level', type: 'int', default: 0 })
  visibilityLevel: number;

  @Column({ type: 'boolean', default: false })
  archived: boolean;

  /** True: treated as not found. */
  @Column({ name: 'pending_delete', type: 'boolean', nullable: true, default: false })
  pendingDelete: boolean | null;

  /** True: treated as not found. */
  @Column({ type: 'boolean', default: false })
  hidden: boolean;

  @Column({ name: 'repository_storage', type: 'varchar', default: 'default' })
  repositoryStorage: string;

  /** NULL and 0: path as named at creation; 1, 2: hashed. */
  @Column({ name: 'storage_version', type: 'smallint', nullable: true })
  storageVersion: number | null;

  @Column({ name: 'repository_read_only', type: 'boolean', nullable: true })
  repositoryReadOnly: boolean | null;

  /** NULL = as the namespace, then as the instance. */
  @Column({ name: 'lfs_enabled', type: 'boolean', nullable: true })
  lfsEnabled: boolean | null;

  @Column({ name: 'import_type', type: 'varchar', nullable: true })
  importType: string | null;

  @Column({ name: 'import_url', type: 'varchar', nullable: true })
  importUrl: string | null;

  @Column({ type: 'boolean', default: false })
  mirror: boolean;

  @Column({ name: 'mirror_user_id', type: 'bigint', nullable: true })
  mirrorUserId: number | null;

  @Column({ name: 'printing_merge_request_link_enabled', type: 'boolean', default: true })
  printingMergeRequestLinkEnabled: boolean;

  /** Bytes. */
  @Column({ name: 'repository_size_limit', type: 'bigint', nullable: true })
  repositorySizeLimit: number | null;

  @Column({ name: 'pool_repository_id', type: 'bigint', nullable: true })
  poolRepositoryId: number | null;

  @Column({ name: 'marked_for_deletion_at', type: 'date', nullable: true })
  markedForDeletionAt: string | null;

  @Column({ name: 'marked_for_deletion_by_user_id', type: 'bigint', nullable: true })
  markedForDeletionByUserId: number | null;

  @Column({ name: 'external_authorization_classification_label', type: 'varchar', nullable: true })
  externalAuthorizationClassificationLabel: string | null;

  @Column({ name: 'remove_source_branch_after_merge', type: 'boolean', nullable: true })
  removeSourceBranchAfterMerge: boolean | null;

  @Column({ name: 'last_activity_at', type: 'timestamp', nullable: true })
  lastActivityAt: Date | null;

  @Column({ name: 'last_repository_updated_at', type: 'timestamp', nullable: true })
  lastRepositoryUpdatedAt: Date | null;

  @ForeignKey(() => Namespace, { name: 'fk_projects_project_namespace_id', onDelete: 'CASCADE' })
  @Column({ name: 'project_namespace_id', type: 'bigint', nullable: true })
  projectNamespaceId: number | null;

  @Column({ name: 'organization_id', type: 'bigint', nullable: true })
  organizationId: number | null;

  @Column({ name: 'created_at', type: 'timestamp', nullable: true })
  createdAt: Date | null;

  @Column({ name: 'updated_at', type: 'timestamp', nullable: true })
  updatedAt: Date | null;
}
