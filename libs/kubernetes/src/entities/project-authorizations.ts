import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Project } from '@app/directory';
import { Agent } from './agent.js';

/** A project whose CI jobs may use the agent, by the agent's own configuration (kubernetes.md 6). */
@Entity('agent_project_authorizations')
@Index('index_agent_project_authorizations_on_agent_id_and_project_id', ['agentId', 'projectId'], { unique: true })
@Index('index_agent_project_authorizations_on_project_id', ['projectId'])
export class AgentProjectAuthorization {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Agent, { name: 'fk_agent_project_authorizations_agent_id', onDelete: 'CASCADE' })
  @Column({ name: 'agent_id', type: 'bigint' })
  agentId: number;

  @ForeignKey(() => Project, { name: 'fk_agent_project_authorizations_project_id', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'bigint' })
  projectId: number;

  /** What the agent's configuration says beside the path. */
  @Column({ type: 'jsonb' })
  config: object;
}

/** A project whose members may use the agent. */
@Entity('agent_user_access_project_authorizations')
@Index('index_agent_user_access_on_agent_id_and_project_id', ['agentId', 'projectId'], {
  unique: true,
})
@Index('index_agent_user_access_project_authorizations_on_project_id', ['projectId'])
export class AgentUserAccessProjectAuthorization {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Agent, { name: 'fk_agent_user_access_project_authorizations_agent_id', onDelete: 'CASCADE' })
  @Column({ name: 'agent_id', type: 'bigint' })
  agentId: number;

  @ForeignKey(() => Project, { name: 'fk_agent_user_access_project_authorizations_project_id', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'bigint' })
  projectId: number;

  /** What the agent's configuration says beside the path. */
  @Column({ type: 'jsonb' })
  config: object;
}
