import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Project } from './project.js';
import { Shard } from './shard.js';

/** Where the repository of a project lies; old projects may have no row (schema.md 2.6). */
@Entity('project_repositories')
@Index('index_project_repositories_on_disk_path', ['diskPath'], { unique: true })
@Index('index_project_repositories_on_project_id', ['projectId'], { unique: true })
@Index('index_project_repositories_on_shard_id', ['shardId'])
export class ProjectRepository {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Shard, { name: 'fk_project_repositories_shard_id', onDelete: 'RESTRICT' })
  @Column({ name: 'shard_id', type: 'bigint' })
  shardId: number;

  /** Without the ending `.git`. */
  @Column({ name: 'disk_path', type: 'varchar' })
  diskPath: string;

  @ForeignKey(() => Project, { name: 'fk_project_repositories_project_id', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'bigint' })
  projectId: number;

  /** 0 SHA-1, 1 SHA-256. */
  @Column({ name: 'object_format', type: 'smallint', default: 0 })
  objectFormat: number;
}
