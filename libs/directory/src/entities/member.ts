import { Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Namespace } from './namespace.js';
import { User } from './user.js';

/** A membership, an invitation or an access request (schema.md 2.9). Triggers derive `project_authorizations` from it. */
@Entity('members')
@Index('index_members_on_invite_token', ['inviteToken'], { unique: true })
@Index('index_members_on_source_id_and_source_type', ['sourceId', 'sourceType'])
@Index('index_members_on_user_id_and_access_level_requested_at_is_null', ['userId', 'accessLevel'], {
  where: 'requested_at IS NULL',
})
@Index('index_members_on_user_id', ['userId'])
@Index('index_members_on_expires_at', ['expiresAt'])
@Index('index_members_on_member_namespace_id', ['memberNamespaceId'])
export class Member {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  /** NULL while an invitation waits. */
  @ForeignKey(() => User, { name: 'fk_members_user_id', onDelete: 'CASCADE' })
  @Column({ name: 'user_id', type: 'bigint', nullable: true })
  userId: number | null;

  @Column({ name: 'source_id', type: 'bigint' })
  sourceId: number;

  /** `Namespace` or `Project`. */
  @Column({ name: 'source_type', type: 'varchar' })
  sourceType: string;

  /** `GroupMember` or `ProjectMember`, in step with `source_type`. */
  @Column({ type: 'varchar', nullable: true })
  type: string | null;

  @Column({ name: 'access_level', type: 'int' })
  accessLevel: number;

  /** Set: an access request, which gives nothing. */
  @Column({ name: 'requested_at', type: 'timestamp', nullable: true })
  requestedAt: Date | null;

  @Column({ name: 'invite_token', type: 'varchar', nullable: true })
  inviteToken: string | null;

  @Column({ name: 'invite_email', type: 'varchar', nullable: true })
  inviteEmail: string | null;

  @Column({ name: 'invite_accepted_at', type: 'timestamp', nullable: true })
  inviteAcceptedAt: Date | null;

  @Column({ name: 'created_by_id', type: 'bigint', nullable: true })
  createdById: number | null;

  /** The membership has ended on this day. */
  @Column({ name: 'expires_at', type: 'date', nullable: true })
  expiresAt: string | null;

  @Column({ name: 'notification_level', type: 'int' })
  notificationLevel: number;

  @Column({ type: 'boolean', default: false })
  ldap: boolean;

  @Column({ type: 'boolean', default: false })
  override: boolean;

  /** 0 active; 1 and 2 give nothing. */
  @Column({ type: 'smallint', nullable: true, default: 0 })
  state: number | null;

  @ForeignKey(() => Namespace, { name: 'fk_members_member_namespace_id', onDelete: 'CASCADE' })
  @Column({ name: 'member_namespace_id', type: 'bigint', nullable: true })
  memberNamespaceId: number | null;

  @Column({ name: 'member_role_id', type: 'bigint', nullable: true })
  memberRoleId: number | null;

  @Column({ name: 'created_at', type: 'timestamp', nullable: true })
  createdAt: Date | null;

  @Column({ name: 'updated_at', type: 'timestamp', nullable: true })
  updatedAt: Date | null;
}
