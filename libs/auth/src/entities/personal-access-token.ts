import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { User } from '@app/directory';

/** A personal access token, known by its digest only (schema.md 2.13, 3.1). */
@Entity('personal_access_tokens')
@Index('index_personal_access_tokens_on_token_digest', ['tokenDigest'], { unique: true })
@Index('index_personal_access_tokens_on_user_id_and_expires_at', ['userId', 'expiresAt'])
export class PersonalAccessToken {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @ForeignKey(() => User, { name: 'fk_personal_access_tokens_user_id', onDelete: 'CASCADE' })
  @Column({ name: 'user_id', type: 'bigint' })
  userId: number;

  @Column({ type: 'varchar' })
  name: string;

  @Column({ name: 'token_digest', type: 'varchar', nullable: true })
  tokenDigest: string | null;

  /** YAML list: a head line `---`, then one `- name` to a line. */
  @Column({ type: 'varchar', default: '--- []\n' })
  scopes: string;

  /** Ends at 00:00 UTC of this day. */
  @Column({ name: 'expires_at', type: 'date', nullable: true })
  expiresAt: string | null;

  @Column({ type: 'boolean', nullable: true, default: false })
  revoked: boolean | null;

  @Column({ type: 'boolean', default: false })
  impersonation: boolean;

  @Column({ name: 'last_used_at', type: 'timestamptz', nullable: true })
  lastUsedAt: Date | null;

  @Column({ name: 'expire_notification_delivered', type: 'boolean', default: false })
  expireNotificationDelivered: boolean;

  @Column({ name: 'after_expiry_notification_delivered', type: 'boolean', default: false })
  afterExpiryNotificationDelivered: boolean;

  @Column({ type: 'text', nullable: true })
  description: string | null;

  @Column({ name: 'previous_personal_access_token_id', type: 'bigint', nullable: true })
  previousPersonalAccessTokenId: number | null;

  @Column({ name: 'user_type', type: 'smallint', nullable: true })
  userType: number | null;

  @Column({ name: 'group_id', type: 'bigint', nullable: true })
  groupId: number | null;

  @Column({ type: 'boolean', default: false })
  granular: boolean;

  @Column({ name: 'organization_id', type: 'bigint', nullable: true })
  organizationId: number | null;

  @Column({ name: 'created_at', type: 'timestamp' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamp' })
  updatedAt: Date;
}
