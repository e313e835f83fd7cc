import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A text for everybody; pushers read the active banner (schema.md 2.17). */
@Entity('broadcast_messages')
@Index('index_broadcast_message_on_ends_at_and_broadcast_type_and_id', ['endsAt', 'broadcastType', 'id'])
export class BroadcastMessage {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @Column({ type: 'text' })
  message: string;

  @Column({ name: 'message_html', type: 'text' })
  messageHtml: string;

  @Column({ name: 'starts_at', type: 'timestamp' })
  startsAt: Date;

  @Column({ name: 'ends_at', type: 'timestamp' })
  endsAt: Date;

  @Column({ type: 'varchar', nullable: true })
  color: string | null;

  @Column({ type: 'varchar', nullable: true })
  font: string | null;

  @Column({ name: 'cached_markdown_version', type: 'int', nullable: true })
  cachedMarkdownVersion: number | null;

  /** Full paths it is meant for, `*` as wildcard. */
  @Column({ name: 'target_path', type: 'varchar', length: 255, nullable: true })
  targetPath: string | null;

  /** 1 banner, 2 notification. */
  @Column({ name: 'broadcast_type', type: 'smallint', default: 1 })
  broadcastType: number;

  @Column({ type: 'boolean', nullable: true })
  dismissable: boolean | null;

  @Column({ name: 'target_access_levels', type: 'int', array: true, default: [] })
  targetAccessLevels: number[];

  @Column({ type: 'smallint', default: 0 })
  theme: number;

  @Column({ name: 'show_in_cli', type: 'boolean', default: true })
  showInCli: boolean;

  @Column({ name: 'created_at', type: 'timestamp' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamp' })
  updatedAt: Date;
}
