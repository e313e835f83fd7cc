import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A storage: the name by which Gitaly knows it (schema.md 2.6). */
@Entity('shards')
@Index('index_shards_on_name', ['name'], { unique: true })
export class Shard {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @Column({ type: 'varchar' })
  name: string;
}
