import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Project } from '@app/directory';
import { Environment } from './environment.js';

/** An alert of a project (schema.md 2.20). At most one that is not resolved has a given fingerprint. */
@Entity('alert_management_alerts')
@Index('index_alert_management_alerts_on_project_id_and_iid', ['projectId', 'iid'], { unique: true })
@Index('index_partial_am_alerts_on_project_id_and_fingerprint', ['projectId', 'fingerprint'], {
  unique: true,
  where: 'status <> 2 AND fingerprint IS NOT NULL',
})
@Index('index_alert_management_alerts_on_environment_id', ['environmentId'])
@Index('index_alert_management_alerts_on_issue_id', ['issueId'])
@Check('check_alert_management_alerts_title_length', 'char_length(title) <= 200')
@Check('check_alert_management_alerts_description_length', 'char_length(description) <= 1000')
@Check('check_alert_management_alerts_service_length', 'char_length(service) <= 100')
@Check('check_alert_management_alerts_monitoring_tool_length', 'char_length(monitoring_tool) <= 100')
export class Alert {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  /** Number within the project, out of `internal_ids`. */
  @Column({ type: 'int' })
  iid: number;

  @ForeignKey(() => Project, { name: 'fk_alert_management_alerts_project_id', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'bigint' })
  projectId: number;

  @Column({ name: 'issue_id', type: 'bigint', nullable: true })
  issueId: number | null;

  @Column({ type: 'text' })
  title: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @Column({ type: 'text', nullable: true })
  service: string | null;

  @Column({ name: 'monitoring_tool', type: 'text', nullable: true })
  monitoringTool: string | null;

  @Column({ type: 'text', array: true, default: '{}' })
  hosts: string[];

  @Column({ type: 'jsonb', default: {} })
  payload: object;

  /** The 20 raw bytes of a SHA-1. */
  @Column({ type: 'bytea', nullable: true })
  fingerprint: Buffer | null;

  /** 0 critical, 1 high, 2 medium, 3 low, 4 info, 5 unknown. */
  @Column({ type: 'smallint', default: 0 })
  severity: number;

  /** 0 triggered, 1 acknowledged, 2 resolved, 3 ignored. */
  @Column({ type: 'smallint', default: 0 })
  status: number;

  /** 0 operations, 1 threat monitoring. */
  @Column({ type: 'smallint', nullable: true, default: 0 })
  domain: number | null;

  /** How often it has occurred. */
  @Column({ type: 'int', default: 1 })
  events: number;

  @Column({ name: 'started_at', type: 'timestamptz' })
  startedAt: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt: Date | null;

  @ForeignKey(() => Environment, { name: 'fk_alert_management_alerts_environment_id', onDelete: 'SET NULL' })
  @Column({ name: 'environment_id', type: 'bigint', nullable: true })
  environmentId: number | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
