import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A person or a bot. GitLab's table `users`, the columns of schema.md 2.1. */
@Entity('users')
@Index('index_users_on_email', ['email'], { unique: true })
@Index('index_users_on_username', ['username'])
@Index('index_users_on_state_and_user_type', ['state', 'userType'])
@Index('index_users_on_user_type_and_id', ['userType', 'id'])
@Index('index_users_on_lower_username', { synchronize: false })
export class User {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  @Column({ type: 'varchar', default: '' })
  email: string;

  @Column({ type: 'varchar', nullable: true })
  name: string | null;

  @Column({ type: 'varchar', nullable: true })
  username: string | null;

  /** bcrypt text; its last 16 characters are key material of LFS tokens (schema.md 3.5). */
  @Column({ name: 'encrypted_password', type: 'varchar', default: '' })
  encryptedPassword: string;

  @Column({ type: 'boolean', default: false })
  admin: boolean;

  @Column({ type: 'boolean', default: false })
  auditor: boolean;

  @Column({ type: 'boolean', nullable: true, default: false })
  external: boolean | null;

  @Column({ type: 'varchar', nullable: true })
  state: string | null;

  /** NULL and 0 both mean a human: databases of the 14.0 line write NULL. */
  @Column({ name: 'user_type', type: 'smallint', nullable: true, default: 0 })
  userType: number | null;

  @Column({ name: 'projects_limit', type: 'int' })
  projectsLimit: number;

  @Column({ name: 'can_create_group', type: 'boolean', default: true })
  canCreateGroup: boolean;

  @Column({ name: 'private_profile', type: 'boolean', default: false })
  privateProfile: boolean;

  @Column({ name: 'otp_required_for_login', type: 'boolean', default: false })
  otpRequiredForLogin: boolean;

  @Column({ name: 'encrypted_otp_secret', type: 'varchar', nullable: true })
  encryptedOtpSecret: string | null;

  @Column({ name: 'encrypted_otp_secret_iv', type: 'varchar', nullable: true })
  encryptedOtpSecretIv: string | null;

  @Column({ name: 'encrypted_otp_secret_salt', type: 'varchar', nullable: true })
  encryptedOtpSecretSalt: string | null;

  @Column({ name: 'otp_secret', type: 'text', nullable: true })
  otpSecret: string | null;

  @Column({ name: 'otp_secret_expires_at', type: 'timestamptz', nullable: true })
  otpSecretExpiresAt: Date | null;

  /** JSON array of bcrypt hashes (schema.md 3.3). */
  @Column({ name: 'otp_backup_codes', type: 'text', nullable: true })
  otpBackupCodes: string | null;

  @Column({ name: 'consumed_timestep', type: 'int', nullable: true })
  consumedTimestep: number | null;

  @Column({ name: 'otp_grace_period_started_at', type: 'timestamp', nullable: true })
  otpGracePeriodStartedAt: Date | null;

  /** Hours. */
  @Column({ name: 'two_factor_grace_period', type: 'int', default: 48 })
  twoFactorGracePeriod: number;

  @Column({ name: 'require_two_factor_authentication_from_group', type: 'boolean', default: false })
  requireTwoFactorAuthenticationFromGroup: boolean;

  @Column({ name: 'password_expires_at', type: 'timestamp', nullable: true })
  passwordExpiresAt: Date | null;

  @Column({ name: 'password_automatically_set', type: 'boolean', nullable: true, default: false })
  passwordAutomaticallySet: boolean | null;

  @Column({ name: 'accepted_term_id', type: 'bigint', nullable: true })
  acceptedTermId: number | null;

  @Column({ name: 'last_activity_on', type: 'date', nullable: true })
  lastActivityOn: string | null;

  @Column({ name: 'last_credential_check_at', type: 'timestamp', nullable: true })
  lastCredentialCheckAt: Date | null;

  @Column({ name: 'locked_at', type: 'timestamp', nullable: true })
  lockedAt: Date | null;

  @Column({ name: 'failed_attempts', type: 'int', nullable: true, default: 0 })
  failedAttempts: number | null;

  @Column({ name: 'confirmed_at', type: 'timestamp', nullable: true })
  confirmedAt: Date | null;

  @Column({ name: 'managing_group_id', type: 'bigint', nullable: true })
  managingGroupId: number | null;

  @Column({ name: 'public_email', type: 'varchar', nullable: true })
  publicEmail: string | null;

  @Column({ name: 'project_view', type: 'int', nullable: true, default: 2 })
  projectView: number | null;

  @Column({ name: 'composite_identity_enforced', type: 'boolean', default: false })
  compositeIdentityEnforced: boolean;

  @Column({ name: 'organization_id', type: 'bigint', nullable: true })
  organizationId: number | null;

  @Column({ name: 'created_at', type: 'timestamp', nullable: true })
  createdAt: Date | null;

  @Column({ name: 'updated_at', type: 'timestamp', nullable: true })
  updatedAt: Date | null;
}
