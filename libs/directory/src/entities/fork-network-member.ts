import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { ForkNetwork } from './fork-network.js';
import { Project } from './project.js';

/** A project's place in its family of forks (schema.md 2.28). */
@Entity('fork_network_members')
@Index('index_fork_network_members_on_project_id', ['projectId'], { unique: true })
@Index('index_fork_network_members_on_fork_network_id', ['forkNetworkId'])
@Index('index_fork_network_members_on_forked_from_project_id', ['forkedFromProjectId'])
export class ForkNetworkMember {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => ForkNetwork, { name: 'fk_fork_network_members_fork_network_id', onDelete: 'CASCADE' })
  @Column({ name: 'fork_network_id', type: 'bigint' })
  forkNetworkId: number;

  @ForeignKey(() => Project, { name: 'fk_fork_network_members_project_id', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'bigint' })
  projectId: number;

  @ForeignKey(() => Project, { name: 'fk_fork_network_members_forked_from_project_id', onDelete: 'SET NULL' })
  @Column({ name: 'forked_from_project_id', type: 'bigint', nullable: true })
  forkedFromProjectId: number | null;
}
