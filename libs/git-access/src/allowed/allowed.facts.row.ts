import type { RepositoryKind } from '../decision/index.js';

/** One row of the statements in `allowed.facts.sql.ts`; the columns of what was not found are NULL. */
export interface FactsRow {
  key_id: number | null;
  key_type: string | null;
  key_usage: number | null;
  key_text: string | null;
  key_expires_at: Date | null;
  key_last_used_at: Date | null;

  user_id: number | null;
  username: string | null;
  state: string | null;
  user_type: number | null;
  admin: boolean;
  auditor: boolean;
  external: boolean | null;
  confirmed_at: Date | null;
  accepted_term_id: number | null;
  password_expires_at: Date | null;
  password_automatically_set: boolean | null;
  locked_at: Date | null;
  last_activity_on: string | null;
  two_factor: boolean | null;

  kind: RepositoryKind | null;
  redirected: boolean;
  snippet_id: number | null;
  snippet_project_id: number | null;
  snippet_author_id: number;
  snippet_visibility_level: number;
  snippet_read_only: boolean;
  snippet_storage: string | null;
  snippet_disk_path: string | null;

  project_id: number | null;
  full_path: string | null;
  root_namespace_id: number;
  visibility_level: number;
  archived: boolean;
  marked_for_deletion: boolean;
  repository_read_only: boolean;
  repository_level: number;
  wiki_level: number;
  snippets_level: number;
  ip_ranges: string[] | null;
  repository_storage: string;
  disk_path: string | null;
  default_branch_protection: number;
  namespace_protocol: number | null;
  repository_exists: boolean | null;
  repository_empty: boolean | null;
  default_branch: string | null;

  level: number;
  deploy_key_can_push: boolean | null;

  enabled_git_access_protocol: string | null;
  receive_max_input_size: number | null;
  rsa_key_restriction: number | null;
  dsa_key_restriction: number | null;
  ecdsa_key_restriction: number | null;
  ed25519_key_restriction: number | null;
  ecdsa_sk_key_restriction: number | null;
  ed25519_sk_key_restriction: number | null;
  enforce_terms: boolean | null;
  maintenance_mode: boolean | null;
  confirmation_required: boolean;

  /** These only where the refs were asked for; NULL for none. */
  branch_rules?: BranchRulesRow | null;
  tag_rules?: TagRuleRow[] | null;
  locked_merges?: [targetBranch: string, commit: string][] | null;
  rule_groups?: number[] | null;
  user_name?: string | null;
  push_rule?: PushRuleRow | null;
  /** Address in lower case, verified. */
  user_emails?: [email: string, verified: boolean][] | null;
  lfs_enabled?: boolean;
  /** Bytes. */
  size_limit?: number | null;
  lfs_locks?: [path: string, userId: number, username: string][] | null;
}

/** One row of an access level table: role, user, group, deploy key. */
export type LevelRow = [level: number | null, user: number | null, group: number | null, deployKey: number | null];

/** One that names its rule. */
export type LevelOfRuleRow = [rule: number, ...level: LevelRow];

export interface BranchRulesRow {
  rules: [id: number, name: string, allowForcePush: boolean][];
  push: LevelOfRuleRow[] | null;
  merge: LevelOfRuleRow[] | null;
}

export interface TagRuleRow {
  name: string;
  create: LevelRow[] | null;
}

/** `push_rules` (schema.md 2.15); blank expressions count as none. */
export interface PushRuleRow {
  deny_delete_tag: boolean | null;
  branch_name_regex: string | null;
  commit_message_regex: string | null;
  commit_message_negative_regex: string | null;
  author_email_regex: string | null;
  file_name_regex: string | null;
  prevent_secrets: boolean;
  max_file_size: number;
  commit_committer_check: boolean | null;
  commit_committer_name_check: boolean;
  reject_non_dco_commits: boolean | null;
  reject_unsigned_commits: boolean | null;
  member_check: boolean;
}
