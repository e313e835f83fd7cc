import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How a question ended. `limited` was asked too often, `failed` could not be decided because something was down. */
export type LoggedVerdict = 'granted' | 'refused' | 'limited' | 'failed';

/** One decision of `/allowed`: every refusal, and a share of the grants. Partitioned by day, so old days go at once. */
@Entity({ schema: 'internal_api', name: 'access_decisions' })
@Index('index_access_decisions_on_user_id', ['userId', 'decidedAt', 'id'])
@Index('index_access_decisions_on_project_id', ['projectId', 'decidedAt', 'id'])
@Index('index_access_decisions_on_correlation_id', ['correlationId'])
export class AccessDecision {
  @PrimaryColumn({ name: 'decided_at', type: 'timestamptz', primaryKeyConstraintName: 'access_decisions_pkey' })
  decidedAt: Date;

  /** Made by the process that decided: a row that is written again after a lost connection is the same row. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'access_decisions_pkey' })
  id: string;

  /** The same in every log line of the request, and in those of its client. */
  @Column({ name: 'correlation_id', type: 'text', nullable: true })
  correlationId: string | null;

  /** `user`, `deploy_key` or `nobody`. */
  @Column({ type: 'text' })
  actor: string;

  /** The key that was presented, whether it exists or not. */
  @Column({ name: 'key_id', type: 'bigint', nullable: true })
  keyId: number | null;

  /** The user, or the creator of the deploy key; for somebody who was not found, the id that was asked for. */
  @Column({ name: 'user_id', type: 'bigint', nullable: true })
  userId: number | null;

  /** The name at that time. */
  @Column({ type: 'text', nullable: true })
  username: string | null;

  @Column({ name: 'project_id', type: 'bigint', nullable: true })
  projectId: number | null;

  /** Full path of the repository; for one that was not found, its name in the request. */
  @Column({ type: 'text', nullable: true })
  repository: string | null;

  /** `git-upload-pack` and its like. */
  @Column({ type: 'text' })
  action: string;

  @Column({ type: 'text' })
  protocol: string;

  /** Address of the person's machine, when the front end knows it. */
  @Column({ type: 'text', nullable: true })
  address: string | null;

  /** How many refs were to change; null when that was not known yet, as for a pull and for the shell's own question. */
  @Column({ type: 'integer', nullable: true })
  refs: number | null;

  /** SHA-256 of the lines `old new ref`, each ended by a line break, in hexadecimal. */
  @Column({ name: 'refs_digest', type: 'text', nullable: true })
  refsDigest: string | null;

  @Column({ type: 'text' })
  verdict: LoggedVerdict;

  /** Code of the refusal; null for a grant. */
  @Column({ type: 'text', nullable: true })
  rule: string | null;

  /** What the person read. */
  @Column({ type: 'text', nullable: true })
  message: string | null;

  @Column({ name: 'http_status', type: 'integer' })
  httpStatus: number;

  @Column({ name: 'duration_ms', type: 'double precision' })
  durationMs: number;
}
