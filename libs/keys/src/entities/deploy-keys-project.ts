import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Project } from '@app/directory';

/** A deploy key enabled for a project (schema.md 2.12). GitLab has no unique index on the pair. */
@Entity('deploy_keys_projects')
@Index('index_deploy_keys_projects_on_deploy_key_id', ['deployKeyId'])
@Index('index_deploy_keys_projects_on_project_id', ['projectId'])
export class DeployKeysProject {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @Column({ name: 'deploy_key_id', type: 'bigint' })
  deployKeyId: number;

  @ForeignKey(() => Project, { name: 'fk_deploy_keys_projects_project_id', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'bigint' })
  projectId: number;

  @Column({ name: 'can_push', type: 'boolean', default: false })
  canPush: boolean;

  @Column({ name: 'created_at', type: 'timestamp', nullable: true })
  createdAt: Date | null;

  @Column({ name: 'updated_at', type: 'timestamp', nullable: true })
  updatedAt: Date | null;
}
