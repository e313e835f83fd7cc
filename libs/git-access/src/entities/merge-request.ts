import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Project, User } from '@app/directory';

/** A merge request, as far as pushes meet one (schema.md 2.27). */
@Entity('merge_requests')
@Index('index_merge_requests_on_author_id', ['authorId'])
@Index('index_merge_requests_on_source_project_id_and_source_branch', ['sourceProjectId', 'sourceBranch'])
@Index('index_merge_requests_on_target_project_id_and_iid', ['targetProjectId', 'iid'], { unique: true })
@Index('idx_merge_requests_on_target_project_id_and_locked_state', { synchronize: false })
export class MergeRequest {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @Column({ type: 'int', nullable: true })
  iid: number | null;

  @Column({ type: 'varchar', nullable: true })
  title: string | null;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @Column({ type: 'boolean', default: false })
  draft: boolean;

  @Column({ type: 'boolean', default: false })
  squash: boolean;

  @Column({ name: 'merge_when_pipeline_succeeds', type: 'boolean', default: false })
  mergeWhenPipelineSucceeds: boolean;

  /** Who asked for the merge. */
  @Column({ name: 'merge_user_id', type: 'bigint', nullable: true })
  mergeUserId: number | null;

  /** YAML; `force_remove_source_branch` is what this service writes. */
  @Column({ name: 'merge_params', type: 'text', nullable: true })
  mergeParams: string | null;

  @ForeignKey(() => User, { name: 'fk_merge_requests_author_id', onDelete: 'SET NULL' })
  @Column({ name: 'author_id', type: 'bigint', nullable: true })
  authorId: number | null;

  @ForeignKey(() => Project, { name: 'fk_merge_requests_source_project_id', onDelete: 'SET NULL' })
  @Column({ name: 'source_project_id', type: 'bigint', nullable: true })
  sourceProjectId: number | null;

  @Column({ name: 'source_branch', type: 'varchar' })
  sourceBranch: string;

  @ForeignKey(() => Project, { name: 'fk_merge_requests_target_project_id', onDelete: 'CASCADE' })
  @Column({ name: 'target_project_id', type: 'bigint' })
  targetProjectId: number;

  @Column({ name: 'target_branch', type: 'varchar' })
  targetBranch: string;

  /** 1 opened, 2 closed, 3 merged, 4 locked (being merged at this moment). */
  @Column({ name: 'state_id', type: 'smallint', default: 1 })
  stateId: number;

  @Column({ name: 'allow_maintainer_to_push', type: 'boolean', nullable: true, default: true })
  allowMaintainerToPush: boolean | null;

  @Column({ name: 'in_progress_merge_commit_sha', type: 'varchar', nullable: true })
  inProgressMergeCommitSha: string | null;

  @Column({ name: 'created_at', type: 'timestamp', nullable: true })
  createdAt: Date | null;

  @Column({ name: 'updated_at', type: 'timestamp', nullable: true })
  updatedAt: Date | null;
}
