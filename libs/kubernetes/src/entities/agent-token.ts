import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Project, User } from '@app/directory';
import { Agent } from './agent.js';

/** What an agent authenticates with, never in clear (schema.md 2.19, 3.2). */
@Entity('cluster_agent_tokens')
@Index('index_cluster_agent_tokens_on_token_encrypted', ['tokenEncrypted'], { unique: true })
@Index('index_cluster_agent_tokens_on_agent_id', ['agentId'])
@Index('index_cluster_agent_tokens_on_created_by_user_id', ['createdByUserId'])
@Index('index_cluster_agent_tokens_on_project_id', ['projectId'])
@Check('check_cluster_agent_tokens_name_length', 'char_length(name) <= 255')
@Check('check_cluster_agent_tokens_description_length', 'char_length(description) <= 1024')
@Check('check_cluster_agent_tokens_token_length', 'char_length(token_encrypted) <= 255')
export class AgentToken {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Agent, { name: 'fk_cluster_agent_tokens_agent_id', onDelete: 'CASCADE' })
  @Column({ name: 'agent_id', type: 'bigint' })
  agentId: number;

  /** One of the two forms of `encryptedForms`. */
  @Column({ name: 'token_encrypted', type: 'text' })
  tokenEncrypted: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @ForeignKey(() => User, { name: 'fk_cluster_agent_tokens_created_by_user_id', onDelete: 'SET NULL' })
  @Column({ name: 'created_by_user_id', type: 'bigint', nullable: true })
  createdByUserId: number | null;

  /** Roughly: written at most once in 40 to 55 minutes. */
  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt: Date | null;

  /** 0 active, 1 revoked. */
  @Column({ type: 'smallint', default: 0 })
  status: number;

  @ForeignKey(() => Project, { name: 'fk_cluster_agent_tokens_project_id', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'bigint', nullable: true })
  projectId: number | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
