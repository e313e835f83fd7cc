import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Namespace } from '@app/directory';
import { Agent } from './agent.js';

/** A group whose CI jobs may use the agent, by the agent's own configuration (kubernetes.md 6). */
@Entity('agent_group_authorizations')
@Index('index_agent_group_authorizations_on_agent_id_and_group_id', ['agentId', 'groupId'], { unique: true })
@Index('index_agent_group_authorizations_on_group_id', ['groupId'])
export class AgentGroupAuthorization {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Agent, { name: 'fk_agent_group_authorizations_agent_id', onDelete: 'CASCADE' })
  @Column({ name: 'agent_id', type: 'bigint' })
  agentId: number;

  @ForeignKey(() => Namespace, { name: 'fk_agent_group_authorizations_group_id', onDelete: 'CASCADE' })
  @Column({ name: 'group_id', type: 'bigint' })
  groupId: number;

  /** What the agent's configuration says beside the path. */
  @Column({ type: 'jsonb' })
  config: object;
}

/** A group whose members may use the agent. */
@Entity('agent_user_access_group_authorizations')
@Index('index_agent_user_access_on_agent_id_and_group_id', ['agentId', 'groupId'], {
  unique: true,
})
@Index('index_agent_user_access_group_authorizations_on_group_id', ['groupId'])
export class AgentUserAccessGroupAuthorization {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Agent, { name: 'fk_agent_user_access_group_authorizations_agent_id', onDelete: 'CASCADE' })
  @Column({ name: 'agent_id', type: 'bigint' })
  agentId: number;

  @ForeignKey(() => Namespace, { name: 'fk_agent_user_access_group_authorizations_group_id', onDelete: 'CASCADE' })
  @Column({ name: 'group_id', type: 'bigint' })
  groupId: number;

  /** What the agent's configuration says beside the path. */
  @Column({ type: 'jsonb' })
  config: object;
}
