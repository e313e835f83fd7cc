import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Project } from './project.js';
import { User } from './user.js';

/** A snippet of a person or a project: a small repository of its own. */
@Entity('snippets')
@Index('index_snippets_on_author_id', ['authorId'])
@Index('index_snippets_on_project_id', ['projectId'])
export class Snippet {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  /** `PersonalSnippet` or `ProjectSnippet`. */
  @Column({ type: 'varchar', nullable: true })
  type: string | null;

  @Column({ type: 'varchar', nullable: true })
  title: string | null;

  @ForeignKey(() => User, { name: 'fk_snippets_author_id', onDelete: 'CASCADE' })
  @Column({ name: 'author_id', type: 'bigint' })
  authorId: number;

  @ForeignKey(() => Project, { name: 'fk_snippets_project_id', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'bigint', nullable: true })
  projectId: number | null;

  @Column({ name: 'visibility_level', type: 'int', default: 0 })
  visibilityLevel: number;

  @Column({ type: 'boolean', default: false })
  secret: boolean;

  @Column({ name: 'repository_read_only', type: 'boolean', default: false })
  repositoryReadOnly: boolean;

  @Column({ name: 'organization_id', type: 'bigint', nullable: true })
  organizationId: number | null;

  @Column({ name: 'created_at', type: 'timestamp', nullable: true })
  createdAt: Date | null;

  @Column({ name: 'updated_at', type: 'timestamp', nullable: true })
  updatedAt: Date | null;
}
