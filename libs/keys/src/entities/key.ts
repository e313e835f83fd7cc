import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** An SSH key: a user's own or a deploy key, all in one table (schema.md 2.12). */
@Entity('keys')
@Index('index_keys_on_fingerprint_sha256_unique', ['fingerprintSha256'], { unique: true })
@Index('index_keys_on_fingerprint', ['fingerprint'])
@Index('index_keys_on_user_id', ['userId'])
@Index('index_keys_on_last_used_at', { synchronize: false })
export class Key {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  /** Owner; of a deploy key its creator, NULL when it has none. */
  @Column({ name: 'user_id', type: 'bigint', nullable: true })
  userId: number | null;

  /** `<type> <base64> [comment]`, one line. */
  @Column({ type: 'text', nullable: true })
  key: string | null;

  @Column({ type: 'varchar', nullable: true })
  title: string | null;

  /** NULL: ordinary key; `LDAPKey`; `DeployKey`. */
  @Column({ type: 'varchar', nullable: true })
  type: string | null;

  /** MD5, 16 pairs of hex digits joined by colons. */
  @Column({ type: 'varchar', nullable: true })
  fingerprint: string | null;

  /** The 32 raw bytes. */
  @Column({ name: 'fingerprint_sha256', type: 'bytea', nullable: true })
  fingerprintSha256: Buffer | null;

  /** Deploy keys: every project may enable it. */
  @Column({ type: 'boolean', default: false })
  public: boolean;

  /** 0 authentication and signing, 1 authentication, 2 signing. */
  @Column({ name: 'usage_type', type: 'smallint', default: 0 })
  usageType: number;

  @Column({ name: 'last_used_at', type: 'timestamp', nullable: true })
  lastUsedAt: Date | null;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt: Date | null;

  @Column({ name: 'expiry_notification_delivered_at', type: 'timestamptz', nullable: true })
  expiryNotificationDeliveredAt: Date | null;

  @Column({ name: 'before_expiry_notification_delivered_at', type: 'timestamptz', nullable: true })
  beforeExpiryNotificationDeliveredAt: Date | null;

  @Column({ name: 'organization_id', type: 'bigint', nullable: true })
  organizationId: number | null;

  @Column({ name: 'created_at', type: 'timestamp', nullable: true })
  createdAt: Date | null;

  @Column({ name: 'updated_at', type: 'timestamp', nullable: true })
  updatedAt: Date | null;
}
