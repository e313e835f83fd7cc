import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Namespace } from './namespace.js';

/** A path that a namespace or project had before it moved (schema.md 2.4). */
@Entity('redirect_routes')
@Index('index_redirect_routes_on_namespace_id', ['namespaceId'])
@Index('index_redirect_routes_on_path', ['path'], { unique: true })
@Index('index_redirect_routes_on_source_type_and_source_id', ['sourceType', 'sourceId'])
@Index('index_redirect_routes_on_path_unique_text_pattern_ops', { synchronize: false })
@Index('index_redirect_routes_on_lower_path', { synchronize: false })
export class RedirectRoute {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @Column({ name: 'source_id', type: 'bigint' })
  sourceId: number;

  @Column({ name: 'source_type', type: 'varchar' })
  sourceType: string;

  @Column({ type: 'varchar' })
  path: string;

  @ForeignKey(() => Namespace, { name: 'fk_redirect_routes_namespace_id', onDelete: 'CASCADE' })
  @Column({ name: 'namespace_id', type: 'bigint', nullable: true })
  namespaceId: number | null;

  @Column({ name: 'created_at', type: 'timestamp' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamp' })
  updatedAt: Date;
}
