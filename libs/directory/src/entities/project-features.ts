import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Project } from './project.js';

/** Who may use which part of a project: 0 nobody, 10 members, 20 everyone who sees it (schema.md 2.7). No row = 20. */
@Entity('project_features')
@Index('index_project_features_on_project_id', ['projectId'], { unique: true })
export class ProjectFeatures {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Project, { name: 'fk_project_features_project_id', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'bigint' })
  projectId: number;

  @Column({ name: 'repository_access_level', type: 'int', default: 20 })
  repositoryAccessLevel: number;

  @Column({ name: 'merge_requests_access_level', type: 'int', nullable: true })
  mergeRequestsAccessLevel: number | null;

  @Column({ name: 'issues_access_level', type: 'int', nullable: true })
  issuesAccessLevel: number | null;

  @Column({ name: 'wiki_access_level', type: 'int', nullable: true })
  wikiAccessLevel: number | null;

  @Column({ name: 'builds_access_level', type: 'int', nullable: true })
  buildsAccessLevel: number | null;

  @Column({ name: 'forking_access_level', type: 'int', nullable: true })
  forkingAccessLevel: number | null;

  @Column({ name: 'snippets_access_level', type: 'int', default: 20 })
  snippetsAccessLevel: number;

  @Column({ name: 'requirements_access_level', type: 'int', default: 20 })
  requirementsAccessLevel: number;

  @Column({ name: 'operations_access_level', type: 'int', default: 20 })
  operationsAccessLevel: number;

  @Column({ name: 'analytics_access_level', type: 'int', default: 20 })
  analyticsAccessLevel: number;

  @Column({ name: 'security_and_compliance_access_level', type: 'int', default: 10 })
  securityAndComplianceAccessLevel: number;

  /** GitLab gives this one no default: every writer has to name it. */
  @Column({ name: 'pages_access_level', type: 'int' })
  pagesAccessLevel: number;

  @Column({ name: 'container_registry_access_level', type: 'int', default: 0 })
  containerRegistryAccessLevel: number;

  @Column({ name: 'package_registry_access_level', type: 'int', default: 0 })
  packageRegistryAccessLevel: number;

  @Column({ name: 'created_at', type: 'timestamp', nullable: true })
  createdAt: Date | null;

  @Column({ name: 'updated_at', type: 'timestamp', nullable: true })
  updatedAt: Date | null;
}
