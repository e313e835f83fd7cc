import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Project } from '@app/directory';

/** A place that a project is deployed to; an alert may name one (kubernetes.md 5.3). */
@Entity('environments')
@Index('index_environments_on_project_id_and_name', ['projectId', 'name'], { unique: true })
@Index('index_environments_on_project_id_and_slug', ['projectId', 'slug'], { unique: true })
export class Environment {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Project, { name: 'fk_environments_project_id', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'bigint' })
  projectId: number;

  @Column({ type: 'varchar' })
  name: string;

  @Column({ type: 'varchar' })
  slug: string;

  @Column({ type: 'varchar', default: 'available' })
  state: string;

  @Column({ name: 'created_at', type: 'timestamp', nullable: true })
  createdAt: Date | null;

  @Column({ name: 'updated_at', type: 'timestamp', nullable: true })
  updatedAt: Date | null;
}
