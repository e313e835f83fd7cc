import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Namespace } from './namespace.js';

/** Full path of a namespace or project: the arbiter of which path is taken (schema.md 2.4). */
@Entity('routes')
@Index('index_routes_on_path', ['path'], { unique: true })
@Index('index_routes_on_source_type_and_source_id', ['sourceType', 'sourceId'], { unique: true })
@Index('index_routes_on_namespace_id', ['namespaceId'], { unique: true })
@Index('index_routes_on_lower_path', { synchronize: false })
@Index('index_routes_on_path_text_pattern_ops', { synchronize: false })
export class Route {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @Column({ name: 'source_id', type: 'bigint' })
  sourceId: number;

  /** `Namespace` or `Project`. */
  @Column({ name: 'source_type', type: 'varchar' })
  sourceType: string;

  /** Without leading slash. */
  @Column({ type: 'varchar' })
  path: string;

  /** As people read it: `Group / Project`. */
  @Column({ type: 'varchar', nullable: true })
  name: string | null;

  @ForeignKey(() => Namespace, { name: 'fk_routes_namespace_id', onDelete: 'CASCADE' })
  @Column({ name: 'namespace_id', type: 'bigint', nullable: true })
  namespaceId: number | null;

  @Column({ name: 'created_at', type: 'timestamp', nullable: true })
  createdAt: Date | null;

  @Column({ name: 'updated_at', type: 'timestamp', nullable: true })
  updatedAt: Date | null;
}
