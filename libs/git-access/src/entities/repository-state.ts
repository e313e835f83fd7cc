import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What is known of a repository without asking it. A push with a branch proves that it exists and is not empty. */
@Entity({ schema: 'internal_api', name: 'repository_states' })
export class RepositoryState {
  /** `project-7` and its like. */
  @PrimaryColumn({ name: 'gl_repository', type: 'text' })
  glRepository: string;

  @Column({ type: 'boolean', default: true })
  exists: boolean;

  @Column({ type: 'boolean', default: false })
  empty: boolean;

  @Column({ name: 'default_branch', type: 'text', nullable: true })
  defaultBranch: string | null;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
