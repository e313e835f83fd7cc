import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Settings of the instance: the row with the highest id counts (schema.md 2.24). */
@Entity('application_settings')
@Index('index_application_settings_on_push_rule_id', ['pushRuleId'], { unique: true })
export class ApplicationSettings {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: number;

  /** NULL and empty: both; else `ssh` or `http`. */
  @Column({ name: 'enabled_git_access_protocol', type: 'varchar', nullable: true })
  enabledGitAccessProtocol: string | null;

  /** MiB; NULL and 0: no limit. */
  @Column({ name: 'receive_max_input_size', type: 'int', nullable: true })
  receiveMaxInputSize: number | null;

  /** This and the next five: 0 any size, -1 forbidden, n at least n bits. */
  @Column({ name: 'rsa_key_restriction', type: 'int', default: 0 })
  rsaKeyRestriction: number;

  @Column({ name: 'dsa_key_restriction', type: 'int', default: -1 })
  dsaKeyRestriction: number;

  @Column({ name: 'ecdsa_key_restriction', type: 'int', default: 0 })
  ecdsaKeyRestriction: number;

  @Column({ name: 'ed25519_key_restriction', type: 'int', default: 0 })
  ed25519KeyRestriction: number;

  @Column({ name: 'ecdsa_sk_key_restriction', type: 'int', default: 0 })
  ecdsaSkKeyRestriction: number;

  @Column({ name: 'ed25519_sk_key_restriction', type: 'int', default: 0 })
  ed25519SkKeyRestriction: number;

  @Column({ name: 'admin_mode', type: 'boolean', default: false })
  adminMode: boolean;

  @Column({ name: 'personal_access_token_prefix', type: 'text', nullable: true, default: 'glpat-' })
  personalAccessTokenPrefix: string | null;

  /** Days. */
  @Column({ name: 'max_personal_access_token_lifetime', type: 'int', nullable: true })
  maxPersonalAccessTokenLifetime: number | null;

  @Column({ name: 'require_personal_access_token_expiry', type: 'boolean', default: true })
  requirePersonalAccessTokenExpiry: boolean;

  @Column({ name: 'disable_personal_access_tokens', type: 'boolean', default: false })
  disablePersonalAccessTokens: boolean;

  @Column({ name: 'enforce_pat_expiration', type: 'boolean', default: true })
  enforcePatExpiration: boolean;

  @Column({ name: 'enforce_ssh_key_expiration', type: 'boolean', default: true })
  enforceSshKeyExpiration: boolean;

  /** Days. */
  @Column({ name: 'max_ssh_key_lifetime', type: 'int', nullable: true })
  maxSshKeyLifetime: number | null;

  @Column({ name: 'maintenance_mode', type: 'boolean', default: false })
  maintenanceMode: boolean;

  @Column({ name: 'maintenance_mode_message', type: 'text', nullable: true })
  maintenanceModeMessage: string | null;

  @Column({ name: 'authorized_keys_enabled', type: 'boolean', default: true })
  authorizedKeysEnabled: boolean;

  @Column({ name: 'password_authentication_enabled_for_git', type: 'boolean', default: true })
  passwordAuthenticationEnabledForGit: boolean;

  @Column({ name: 'enforce_terms', type: 'boolean', nullable: true, default: false })
  enforceTerms: boolean | null;

  @Column({ name: 'require_two_factor_authentication', type: 'boolean', nullable: true, default: false })
  requireTwoFactorAuthentication: boolean | null;

  /** Hours. */
  @Column({ name: 'two_factor_grace_period', type: 'int', nullable: true, default: 48 })
  twoFactorGracePeriod: number | null;

  /** Minutes. */
  @Column({ name: 'git_two_factor_session_expiry', type: 'int', default: 15 })
  gitTwoFactorSessionExpiry: number;

  @Column({ name: 'default_branch_protection', type: 'int', nullable: true, default: 2 })
  defaultBranchProtection: number | null;

  @Column({ name: 'default_branch_protection_defaults', type: 'jsonb', default: {} })
  defaultBranchProtectionDefaults: Record<string, unknown>;

  @Column({ name: 'default_branch_name', type: 'text', nullable: true })
  defaultBranchName: string | null;

  @Column({ name: 'default_project_creation', type: 'int', default: 2 })
  defaultProjectCreation: number;

  @Column({ name: 'default_projects_limit', type: 'int', nullable: true, default: 100000 })
  defaultProjectsLimit: number | null;

  /** YAML list of numbers. */
  @Column({ name: 'restricted_visibility_levels', type: 'text', nullable: true })
  restrictedVisibilityLevels: string | null;

  /** 0 off, 1 soft, 2 hard. */
  @Column({ name: 'email_confirmation_setting', type: 'smallint', nullable: true, default: 0 })
  emailConfirmationSetting: number | null;

  @Column({ name: 'send_user_confirmation_email', type: 'boolean', nullable: true, default: false })
  sendUserConfirmationEmail: boolean | null;

  @Column({ name: 'external_authorization_service_enabled', type: 'boolean', default: false })
  externalAuthorizationServiceEnabled: boolean;

  /** Bytes; 0: no limit. */
  @Column({ name: 'repository_size_limit', type: 'bigint', nullable: true, default: 0 })
  repositorySizeLimit: number | null;

  @Column({ name: 'push_rule_id', type: 'bigint', nullable: true })
  pushRuleId: number | null;

  @Column({ name: 'push_event_hooks_limit', type: 'int', default: 3 })
  pushEventHooksLimit: number;

  @Column({ name: 'push_event_activities_limit', type: 'int', default: 3 })
  pushEventActivitiesLimit: number;

  @Column({ name: 'check_namespace_plan', type: 'boolean', default: false })
  checkNamespacePlan: boolean;

  @Column({ name: 'custom_http_clone_url_root', type: 'varchar', length: 511, nullable: true })
  customHttpCloneUrlRoot: string | null;

  @Column({ name: 'geo_node_allowed_ips', type: 'varchar', nullable: true, default: '0.0.0.0/0, ::/0' })
  geoNodeAllowedIps: string | null;

  @Column({ type: 'varchar', nullable: true })
  uuid: string | null;

  @Column({ name: 'token_prefixes', type: 'jsonb', default: {} })
  tokenPrefixes: Record<string, unknown>;

  @Column({ name: 'rate_limits', type: 'jsonb', default: {} })
  rateLimits: Record<string, unknown>;

  @Column({ name: 'created_at', type: 'timestamp', nullable: true })
  createdAt: Date | null;

  @Column({ name: 'updated_at', type: 'timestamp', nullable: true })
  updatedAt: Date | null;
}
