import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Namespace, Project } from '@app/directory';

/** The last number given out within a project or namespace for one kind of record (schema.md 2.20). */
@Entity('internal_ids')
@Index('index_internal_ids_on_usage_and_project_id', ['usage', 'projectId'], {
  unique: true,
  where: 'project_id IS NOT NULL',
})
@Index('index_internal_ids_on_usage_and_namespace_id', ['usage', 'namespaceId'], {
  unique: true,
  where: 'namespace_id IS NOT NULL',
})
@Index('index_internal_ids_on_project_id', ['projectId'])
@Index('index_internal_ids_on_namespace_id', ['namespaceId'])
export class InternalId {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Project, { name: 'fk_internal_ids_project_id', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'bigint', nullable: true })
  projectId: number | null;

  @ForeignKey(() => Namespace, { name: 'fk_internal_ids_namespace_id', onDelete: 'CASCADE' })
  @Column({ name: 'namespace_id', type: 'bigint', nullable: true })
  namespaceId: number | null;

  /** 8: alerts. */
  @Column({ type: 'int' })
  usage: number;

  @Column({ name: 'last_value', type: 'int' })
  lastValue: number;
}
