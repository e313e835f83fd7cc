import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A group or the personal space of a user (schema.md 2.3). A trigger keeps `traversal_ids` right. */
@Entity('namespaces')
@Index('index_namespaces_on_name_parent_id_type', ['name', 'parentId', 'type'], { unique: true })
@Index('index_namespaces_on_parent_id_and_id', ['parentId', 'id'], { unique: true })
@Index('index_namespaces_on_push_rule_id', ['pushRuleId'], { unique: true })
@Index('index_namespaces_on_owner_id', ['ownerId'])
@Index('index_namespaces_on_path', ['path'])
@Index('index_namespaces_on_lower_path', { synchronize: false })
@Index('index_namespaces_on_traversal_ids', { synchronize: false })
export class Namespace {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @Column({ type: 'varchar' })
  name: string;

  @Column({ type: 'varchar' })
  path: string;

  @Column({ type: 'varchar', default: '' })
  description: string;

  /** Set only on the personal space of a user. */
  @Column({ name: 'owner_id', type: 'bigint', nullable: true })
  ownerId: number | null;

  /** `User`, `Group`, or `Project` in a newer GitLab. */
  @Column({ type: 'varchar', default: 'User' })
  type: string;

  @ForeignKey(() => Namespace, { name: 'fk_namespaces_parent_id', onDelete: 'RESTRICT' })
  @Column({ name: 'parent_id', type: 'bigint', nullable: true })
  parentId: number | null;

  /** From the root to this row itself. */
  @Column({ name: 'traversal_ids', type: 'bigint', array: true, default: '{}' })
  traversalIds: number[];

  @Column({ name: 'visibility_level', type: 'int', default: 20 })
  visibilityLevel: number;

  /** NULL = as the parent, then as the instance. */
  @Column({ name: 'lfs_enabled', type: 'boolean', nullable: true })
  lfsEnabled: boolean | null;

  /** Bytes. */
  @Column({ name: 'repository_size_limit', type: 'bigint', nullable: true })
  repositorySizeLimit: number | null;

  @Column({ name: 'require_two_factor_authentication', type: 'boolean', default: false })
  requireTwoFactorAuthentication: boolean;

  /** Hours. */
  @Column({ name: 'two_factor_grace_period', type: 'int', default: 48 })
  twoFactorGracePeriod: number;

  /** Days. */
  @Column({ name: 'max_personal_access_token_lifetime', type: 'int', nullable: true })
  maxPersonalAccessTokenLifetime: number | null;

  @Column({ name: 'push_rule_id', type: 'bigint', nullable: true })
  pushRuleId: number | null;

  @Column({ name: 'shared_runners_minutes_limit', type: 'int', nullable: true })
  sharedRunnersMinutesLimit: number | null;

  @Column({ name: 'extra_shared_runners_minutes_limit', type: 'int', nullable: true })
  extraSharedRunnersMinutesLimit: number | null;

  @Column({ name: 'share_with_group_lock', type: 'boolean', nullable: true, default: false })
  shareWithGroupLock: boolean | null;

  @Column({ name: 'membership_lock', type: 'boolean', nullable: true, default: false })
  membershipLock: boolean | null;

  /** NULL = as `application_settings.default_branch_protection`. */
  @Column({ name: 'default_branch_protection', type: 'smallint', nullable: true })
  defaultBranchProtection: number | null;

  /** NULL = as `application_settings.default_project_creation`. */
  @Column({ name: 'project_creation_level', type: 'int', nullable: true })
  projectCreationLevel: number | null;

  @Column({ name: 'request_access_enabled', type: 'boolean', default: true })
  requestAccessEnabled: boolean;

  @Column({ name: 'mentions_disabled', type: 'boolean', nullable: true })
  mentionsDisabled: boolean | null;

  @Column({ name: 'organization_id', type: 'bigint', nullable: true })
  organizationId: number | null;

  /** 1 archived, 2 deletion scheduled, 3 being created, 4 being deleted, 5 in transfer, 6 maintenance. */
  @Column({ type: 'smallint', nullable: true })
  state: number | null;

  @Column({ name: 'created_at', type: 'timestamp', nullable: true })
  createdAt: Date | null;

  @Column({ name: 'updated_at', type: 'timestamp', nullable: true })
  updatedAt: Date | null;
}
