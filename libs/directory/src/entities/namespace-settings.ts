import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Namespace } from './namespace.js';

/** Settings of a group, one row for each namespace that has any (schema.md 2.3). */
@Entity('namespace_settings')
export class NamespaceSettings {
  @ForeignKey(() => Namespace, { name: 'fk_namespace_settings_namespace_id', onDelete: 'CASCADE' })
  @PrimaryColumn({ name: 'namespace_id', type: 'bigint' })
  namespaceId: number;

  @Column({ name: 'repository_read_only', type: 'boolean', default: false })
  repositoryReadOnly: boolean;

  @Column({ name: 'resource_access_token_creation_allowed', type: 'boolean', default: true })
  resourceAccessTokenCreationAllowed: boolean;

  @Column({ name: 'allow_mfa_for_subgroups', type: 'boolean', default: true })
  allowMfaForSubgroups: boolean;

  @Column({ name: 'prevent_forking_outside_group', type: 'boolean', default: false })
  preventForkingOutsideGroup: boolean;

  /** 0 all, 1 SSH, 2 HTTP. */
  @Column({ name: 'enabled_git_access_protocol', type: 'smallint', default: 0 })
  enabledGitAccessProtocol: number;

  @Column({ name: 'disable_personal_access_tokens', type: 'boolean', default: false })
  disablePersonalAccessTokens: boolean;

  @Column({ name: 'disable_ssh_keys', type: 'boolean', default: false })
  disableSshKeys: boolean;

  @Column({ name: 'enforce_ssh_certificates', type: 'boolean', default: false })
  enforceSshCertificates: boolean;

  @Column({ type: 'boolean', default: false })
  archived: boolean;

  @Column({ name: 'service_access_tokens_expiration_enforced', type: 'boolean', default: true })
  serviceAccessTokensExpirationEnforced: boolean;

  @Column({ name: 'default_branch_protection_defaults', type: 'jsonb', default: {} })
  defaultBranchProtectionDefaults: Record<string, unknown>;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;
}
