import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Shard } from './shard.js';
import { Snippet } from './snippet.js';

/** Where the repository of a snippet lies (schema.md 2.6). */
@Entity('snippet_repositories')
@Index('index_snippet_repositories_on_disk_path', ['diskPath'], { unique: true })
@Index('index_snippet_repositories_on_shard_id', ['shardId'])
export class SnippetRepository {
  @ForeignKey(() => Snippet, { name: 'fk_snippet_repositories_snippet_id', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'snippet_id', type: 'bigint' })
  snippetId: number;

  @ForeignKey(() => Shard, { name: 'fk_snippet_repositories_shard_id', onDelete: 'RESTRICT' })
  @Column({ name: 'shard_id', type: 'bigint' })
  shardId: number;

  /** Without the ending `.git`. */
  @Column({ name: 'disk_path', type: 'varchar', length: 80 })
  diskPath: string;
}
