import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Project } from './project.js';
import { User } from './user.js';

/** Effective access of a user to a project (schema.md 2.10). Triggers write it; readers take the highest level of a pair. */
@Entity('project_authorizations')
@Index('index_project_authorizations_on_project_user_access_level', ['projectId', 'userId', 'accessLevel'], {
  unique: true,
})
export class ProjectAuthorization {
  @ForeignKey(() => User, { name: 'fk_project_authorizations_user_id', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'user_id', type: 'bigint' })
  userId: number;

  @ForeignKey(() => Project, { name: 'fk_project_authorizations_project_id', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'project_id', type: 'bigint' })
  projectId: number;

  @PrimaryColumn({ name: 'access_level', type: 'int' })
  accessLevel: number;

  @Column({ name: 'is_unique', type: 'boolean', nullable: true })
  isUnique: boolean | null;
}
