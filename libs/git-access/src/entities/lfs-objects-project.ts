import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Project } from '@app/directory';
import { LfsObject } from './lfs-object.js';

/** A project that may use an uploaded file (schema.md 2.18). */
@Entity('lfs_objects_projects')
@Index('index_lfs_objects_projects_on_lfs_object_id', ['lfsObjectId'])
@Index('index_lfs_objects_projects_on_project_id_and_lfs_object_id', ['projectId', 'lfsObjectId'])
export class LfsObjectsProject {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => LfsObject, { name: 'fk_lfs_objects_projects_lfs_object_id', onDelete: 'CASCADE' })
  @Column({ name: 'lfs_object_id', type: 'bigint' })
  lfsObjectId: number;

  @ForeignKey(() => Project, { name: 'fk_lfs_objects_projects_project_id', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'bigint' })
  projectId: number;

  @Column({ name: 'repository_type', type: 'smallint', nullable: true })
  repositoryType: number | null;

  @Column({ type: 'text', nullable: true })
  oid: string | null;

  @Column({ name: 'created_at', type: 'timestamp', nullable: true })
  createdAt: Date | null;

  @Column({ name: 'updated_at', type: 'timestamp', nullable: true })
  updatedAt: Date | null;
}
