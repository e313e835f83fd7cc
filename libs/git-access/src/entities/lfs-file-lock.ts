import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Project, User } from '@app/directory';

/** A path that somebody works on and nobody else may change. */
@Entity('lfs_file_locks')
@Index('index_lfs_file_locks_on_project_id_and_path', ['projectId', 'path'], { unique: true })
@Index('index_lfs_file_locks_on_user_id', ['userId'])
export class LfsFileLock {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => Project, { name: 'fk_lfs_file_locks_project_id', onDelete: 'CASCADE' })
  @Column({ name: 'project_id', type: 'bigint' })
  projectId: number;

  @ForeignKey(() => User, { name: 'fk_lfs_file_locks_user_id', onDelete: 'CASCADE' })
  @Column({ name: 'user_id', type: 'bigint' })
  userId: number;

  @Column({ type: 'varchar', length: 511, nullable: true })
  path: string | null;

  @Column({ name: 'created_at', type: 'timestamp' })
  createdAt: Date;
}
