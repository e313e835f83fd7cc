import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A Git command that was carried out, as the shell reported it (git-access.md 12.5). Rows stay when what they name is gone. */
@Entity({ schema: 'internal_api', name: 'git_audit_events' })
@Index('index_git_audit_events_on_arrival', ['correlationId', 'glRepository', 'action'], { unique: true })
@Index('index_git_audit_events_on_gl_repository_and_created_at', ['glRepository', 'createdAt'])
export class GitAuditEvent {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  /** One for each SSH command: a report that arrives again is the same event. */
  @Column({ name: 'correlation_id', type: 'text' })
  correlationId: string;

  /** `git-upload-pack` and its like. */
  @Column({ type: 'text' })
  action: string;

  @Column({ type: 'text' })
  protocol: string;

  /** `project-7` and its like. */
  @Column({ name: 'gl_repository', type: 'text' })
  glRepository: string;

  @Column({ type: 'text', nullable: true })
  username: string | null;

  @Column({ name: 'key_id', type: 'bigint', nullable: true })
  keyId: number | null;

  /** Address of the SSH client. */
  @Column({ name: 'check_ip', type: 'text', nullable: true })
  checkIp: string | null;

  /** Group of the SSH certificate. */
  @Column({ name: 'namespace_path', type: 'text', nullable: true })
  namespacePath: string | null;

  @Column({ type: 'text', nullable: true })
  changes: string | null;

  /** Of a pull: what was asked for and how much was sent. */
  @Column({ name: 'packfile_stats', type: 'jsonb', nullable: true })
  packfileStats: Record<string, unknown> | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
