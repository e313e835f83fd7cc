import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Project } from '@app/directory';

/** A rule for tags of a project (schema.md 2.14). */
@Entity('protected_tags')
@Index('index_protected_tags_on_project_id_and_name', ['projectId', 'name'], { unique: true })
export class ProtectedTag {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Project, { name: 'fk_protected_tags_project_id', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'bigint' })
  projectId: number;

  /** Exact name, or a wildcard with `*`. */
  @Column({ type: 'varchar' })
  name: string;

  @Column({ name: 'created_at', type: 'timestamp' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamp' })
  updatedAt: Date;
}
