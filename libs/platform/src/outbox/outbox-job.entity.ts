import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One piece of promised work. The row goes when the work is done, in the same transaction. */
@Entity({ schema: 'internal_api', name: 'outbox' })
@Index('index_outbox_waiting', ['id'], { where: 'failed_at IS NULL' })
export class OutboxJob {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'outbox_pkey',
  })
  id: number;

  /** Name of the Bull queue whose processor does it. */
  @Column('text')
  queue: string;

  @Column('jsonb')
  payload: object;

  @Column('text', { name: 'correlation_id', nullable: true })
  correlationId: string | null;

  /** W3C trace context of the request that promised it; null when nothing was traced. */
  @Column('text', { nullable: true })
  traceparent: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  /** When the relay last handed it to Bull; a job that Redis has lost is handed over again. */
  @Column('timestamptz', { name: 'dispatched_at', nullable: true })
  dispatchedAt: Date | null;

  @Column('integer', { default: 0 })
  attempts: number;

  /** Set when it was given up; an operator decides then. */
  @Column('timestamptz', { name: 'failed_at', nullable: true })
  failedAt: Date | null;

  @Column('text', { nullable: true })
  error: string | null;
}
