import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Namespace } from './namespace.js';
import { Project } from './project.js';

/** A project shared with a group (schema.md 2.11). */
@Entity('project_group_links')
@Index('index_project_group_links_on_group_id_and_project_id', ['groupId', 'projectId'], { unique: true })
@Index('index_project_group_links_on_project_id', ['projectId'])
@Index('index_project_group_links_on_expires_at', ['expiresAt'])
export class ProjectGroupLink {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Project, { name: 'fk_project_group_links_project_id', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'bigint' })
  projectId: number;

  @ForeignKey(() => Namespace, { name: 'fk_project_group_links_group_id', onDelete: 'CASCADE' })
  @Column({ name: 'group_id', type: 'bigint' })
  groupId: number;

  /** The highest level that the share gives. */
  @Column({ name: 'group_access', type: 'int', default: 30 })
  groupAccess: number;

  @Column({ name: 'expires_at', type: 'date', nullable: true })
  expiresAt: string | null;

  @Column({ name: 'member_role_id', type: 'bigint', nullable: true })
  memberRoleId: number | null;

  @Column({ name: 'created_at', type: 'timestamp', nullable: true })
  createdAt: Date | null;

  @Column({ name: 'updated_at', type: 'timestamp', nullable: true })
  updatedAt: Date | null;
}
