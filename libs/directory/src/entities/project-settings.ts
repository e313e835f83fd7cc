import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Project } from './project.js';

/** Further settings of a project; the row may be missing (schema.md 2.8). */
@Entity('project_settings')
@Index('index_project_settings_on_push_rule_id', ['pushRuleId'], { unique: true })
export class ProjectSettings {
  @ForeignKey(() => Project, { name: 'fk_project_settings_project_id', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'project_id', type: 'bigint' })
  projectId: number;

  @Column({ name: 'push_rule_id', type: 'bigint', nullable: true })
  pushRuleId: number | null;

  @Column({ name: 'prevent_merge_without_jira_issue', type: 'boolean', default: false })
  preventMergeWithoutJiraIssue: boolean;

  @Column({ name: 'squash_option', type: 'smallint', nullable: true, default: 3 })
  squashOption: number | null;

  /** A fork's merge requests go to the fork itself. */
  @Column({ name: 'mr_default_target_self', type: 'boolean', default: false })
  mrDefaultTargetSelf: boolean;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
