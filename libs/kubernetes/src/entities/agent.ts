import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Project, User } from '@app/directory';

/** An agent in a cluster; its project holds its configuration (schema.md 2.19). */
@Entity('cluster_agents')
@Index('index_cluster_agents_on_project_id_and_name', ['projectId', 'name'], { unique: true })
@Index('index_cluster_agents_on_created_by_user_id', ['createdByUserId'])
@Check('check_cluster_agents_name_length', 'char_length(name) <= 255')
export class Agent {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Project, { name: 'fk_cluster_agents_project_id', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'bigint' })
  projectId: number;

  /** At most 63 lower-case letters, digits and `-` (`agent-name.ts`). */
  @Column({ type: 'text' })
  name: string;

  @ForeignKey(() => User, { name: 'fk_cluster_agents_created_by_user_id', onDelete: 'SET NULL' })
  @Column({ name: 'created_by_user_id', type: 'bigint', nullable: true })
  createdByUserId: number | null;

  @Column({ name: 'has_vulnerabilities', type: 'boolean', default: false })
  hasVulnerabilities: boolean;

  @Column({ name: 'is_receptive', type: 'boolean', default: false })
  isReceptive: boolean;

  @Column({ name: 'connection_mode', type: 'smallint', default: 0 })
  connectionMode: number;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
