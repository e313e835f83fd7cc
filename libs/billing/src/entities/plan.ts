import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** What a namespace can subscribe to (billing.md 2). The name is the key; the title is what people read. */
@Entity('plans')
@Index('index_plans_on_name', ['name'], { unique: true })
@Index('index_plans_on_plan_name_uid', ['planNameUid'], { unique: true })
export class Plan {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @Column({ type: 'varchar', nullable: true })
  name: string | null;

  @Column({ type: 'varchar', nullable: true })
  title: string | null;

  /** The number by which a newer GitLab knows the name (schema.md 2.21). */
  @Column({ name: 'plan_name_uid', type: 'smallint' })
  planNameUid: number;

  @Column({ name: 'created_at', type: 'timestamp' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamp' })
  updatedAt: Date;
}
