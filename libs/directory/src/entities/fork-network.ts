import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Project } from './project.js';

/** A family of forks (schema.md 2.28). */
@Entity('fork_networks')
@Index('index_fork_networks_on_root_project_id', ['rootProjectId'], { unique: true })
export class ForkNetwork {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Project, { name: 'fk_fork_networks_root_project_id', onDelete: 'SET NULL' })
  @Column({ name: 'root_project_id', type: 'bigint', nullable: true })
  rootProjectId: number | null;

  @Column({ name: 'deleted_root_project_name', type: 'varchar', nullable: true })
  deletedRootProjectName: string | null;

  @Column({ name: 'organization_id', type: 'bigint', nullable: true })
  organizationId: number | null;
}
