import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Event } from './event.js';

/** What a push event was about (schema.md 2.16). */
@Entity('push_event_payloads')
export class PushEventPayload {
  @ForeignKey(() => Event, { name: 'fk_push_event_payloads_event_id', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'event_id', type: 'bigint' })
  eventId: number;

  @Column({ name: 'commit_count', type: 'bigint' })
  commitCount: number;

  /** 0 created, 1 removed, 2 pushed. */
  @Column({ type: 'smallint' })
  action: number;

  /** 0 branch, 1 tag. */
  @Column({ name: 'ref_type', type: 'smallint' })
  refType: number;

  @Column({ name: 'commit_from', type: 'bytea', nullable: true })
  commitFrom: Buffer | null;

  @Column({ name: 'commit_to', type: 'bytea', nullable: true })
  commitTo: Buffer | null;

  @Column({ type: 'text', nullable: true })
  ref: string | null;

  @Column({ name: 'commit_title', type: 'varchar', length: 70, nullable: true })
  commitTitle: string | null;

  @Column({ name: 'ref_count', type: 'int', nullable: true })
  refCount: number | null;

  @Column({ name: 'project_id', type: 'bigint', nullable: true })
  projectId: number | null;
}
