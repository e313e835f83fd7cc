import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Project } from '@app/directory';

/** What the commits and names of a push must look like (schema.md 2.15). A push is checked against its project's own row. */
@Entity('push_rules')
@Index('index_push_rules_on_project_id', ['projectId'])
@Index('index_push_rules_on_is_sample', ['isSample'])
export class PushRule {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Project, { name: 'fk_push_rules_project_id', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'bigint', nullable: true })
  projectId: number | null;

  /** The template of the instance. */
  @Column({ name: 'is_sample', type: 'boolean', nullable: true, default: false })
  isSample: boolean | null;

  @Column({ name: 'commit_message_regex', type: 'varchar', nullable: true })
  commitMessageRegex: string | null;

  @Column({ name: 'commit_message_negative_regex', type: 'varchar', nullable: true })
  commitMessageNegativeRegex: string | null;

  @Column({ name: 'branch_name_regex', type: 'varchar', nullable: true })
  branchNameRegex: string | null;

  @Column({ name: 'author_email_regex', type: 'varchar', nullable: true })
  authorEmailRegex: string | null;

  @Column({ name: 'file_name_regex', type: 'varchar', nullable: true })
  fileNameRegex: string | null;

  @Column({ name: 'deny_delete_tag', type: 'boolean', nullable: true })
  denyDeleteTag: boolean | null;

  /** Authors and committers must be users. */
  @Column({ name: 'member_check', type: 'boolean', default: false })
  memberCheck: boolean;

  /** MiB; 0: no limit. */
  @Column({ name: 'max_file_size', type: 'int', default: 0 })
  maxFileSize: number;

  @Column({ name: 'prevent_secrets', type: 'boolean', default: false })
  preventSecrets: boolean;

  @Column({ name: 'reject_unsigned_commits', type: 'boolean', nullable: true })
  rejectUnsignedCommits: boolean | null;

  @Column({ name: 'commit_committer_check', type: 'boolean', nullable: true })
  commitCommitterCheck: boolean | null;

  @Column({ name: 'regexp_uses_re2', type: 'boolean', nullable: true, default: true })
  regexpUsesRe2: boolean | null;

  @Column({ name: 'reject_non_dco_commits', type: 'boolean', nullable: true })
  rejectNonDcoCommits: boolean | null;

  @Column({ name: 'commit_committer_name_check', type: 'boolean', default: false })
  commitCommitterNameCheck: boolean;

  @Column({ name: 'organization_id', type: 'bigint', nullable: true })
  organizationId: number | null;

  @Column({ name: 'created_at', type: 'timestamp', nullable: true })
  createdAt: Date | null;

  @Column({ name: 'updated_at', type: 'timestamp', nullable: true })
  updatedAt: Date | null;
}
