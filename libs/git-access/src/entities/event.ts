import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Namespace, Project, User } from '@app/directory';

/** Something that somebody did, for the activity pages (schema.md 2.16). */
@Entity('events')
@Index('index_events_on_project_id_and_created_at', ['projectId', 'createdAt'])
@Index('index_events_on_author_id_and_created_at', ['authorId', 'createdAt'])
@Index('index_events_on_group_id', ['groupId'])
export class Event {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Project, { name: 'fk_events_project_id', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'bigint', nullable: true })
  projectId: number | null;

  @ForeignKey(() => User, { name: 'fk_events_author_id', onDelete: 'CASCADE' })
  @Column({ name: 'author_id', type: 'bigint' })
  authorId: number;

  @Column({ name: 'target_id', type: 'bigint', nullable: true })
  targetId: number | null;

  @Column({ name: 'target_type', type: 'varchar', nullable: true })
  targetType: string | null;

  /** 5 is a push. */
  @Column({ type: 'smallint' })
  action: number;

  @ForeignKey(() => Namespace, { name: 'fk_events_group_id', onDelete: 'CASCADE' })
  @Column({ name: 'group_id', type: 'bigint', nullable: true })
  groupId: number | null;

  @Column({ name: 'personal_namespace_id', type: 'bigint', nullable: true })
  personalNamespaceId: number | null;

  @Column({ type: 'bytea', nullable: true })
  fingerprint: Buffer | null;

  @Column({ name: 'imported_from', type: 'smallint', default: 0 })
  importedFrom: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
