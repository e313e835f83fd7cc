import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A file that was uploaded with Git LFS (schema.md 2.18). */
@Entity('lfs_objects')
@Index('index_lfs_objects_on_oid', ['oid'], { unique: true })
export class LfsObject {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  /** SHA-256, as pointers name it. */
  @Column({ type: 'varchar' })
  oid: string;

  @Column({ type: 'bigint' })
  size: number;

  @Column({ type: 'varchar', nullable: true })
  file: string | null;

  @Column({ name: 'file_store', type: 'int', nullable: true, default: 1 })
  fileStore: number | null;

  @Column({ name: 'created_at', type: 'timestamp', nullable: true })
  createdAt: Date | null;

  @Column({ name: 'updated_at', type: 'timestamp', nullable: true })
  updatedAt: Date | null;
}
