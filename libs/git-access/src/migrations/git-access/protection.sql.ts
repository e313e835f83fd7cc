/** What guards refs: protected branches and tags with their levels, push rules, addresses (schema.md 2.14, 2.15, 2.23). */
export const protection = `
CREATE TABLE protected_branches (
  id bigserial PRIMARY KEY,
  project_id bigint,
  namespace_id bigint,
  name varchar NOT NULL,
  code_owner_approval_required boolean NOT NULL DEFAULT false,
  allow_force_push boolean NOT NULL DEFAULT false,
  created_at timestamp,
  updated_at timestamp,
  CONSTRAINT fk_protected_branches_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
  CONSTRAINT fk_protected_branches_namespace_id FOREIGN KEY (namespace_id) REFERENCES namespaces (id) ON DELETE CASCADE,
  CONSTRAINT check_protected_branches_owner CHECK (num_nonnulls(project_id, namespace_id) = 1)
);
CREATE INDEX index_protected_branches_on_project_id ON protected_branches (project_id);
CREATE INDEX index_protected_branches_on_namespace_id ON protected_branches (namespace_id);

CREATE TABLE protected_branch_push_access_levels (
  id bigserial PRIMARY KEY,
  protected_branch_id bigint NOT NULL,
  access_level integer DEFAULT 40,
  user_id bigint,
  group_id bigint,
  deploy_key_id bigint,
  protected_branch_project_id bigint,
  protected_branch_namespace_id bigint,
  created_at timestamp NOT NULL,
  updated_at timestamp NOT NULL,
  CONSTRAINT fk_protected_branch_push_access_levels_protected_branch_id FOREIGN KEY (protected_branch_id) REFERENCES protected_branches (id) ON DELETE CASCADE,
  CONSTRAINT fk_protected_branch_push_access_levels_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT fk_protected_branch_push_access_levels_group_id FOREIGN KEY (group_id) REFERENCES namespaces (id) ON DELETE CASCADE
);
CREATE INDEX index_protected_branch_push_access ON protected_branch_push_access_levels (protected_branch_id);
CREATE INDEX index_protected_branch_push_access_levels_on_user_id ON protected_branch_push_access_levels (user_id);
CREATE INDEX index_protected_branch_push_access_levels_on_group_id ON protected_branch_push_access_levels (group_id);
CREATE INDEX index_deploy_key_id_on_protected_branch_push_access_levels ON protected_branch_push_access_levels (deploy_key_id);

CREATE TABLE protected_branch_merge_access_levels (
  id bigserial PRIMARY KEY,
  protected_branch_id bigint NOT NULL,
  access_level integer DEFAULT 40,
  user_id bigint,
  group_id bigint,
  protected_branch_project_id bigint,
  protected_branch_namespace_id bigint,
  created_at timestamp NOT NULL,
  updated_at timestamp NOT NULL,
  CONSTRAINT fk_protected_branch_merge_access_levels_protected_branch_id FOREIGN KEY (protected_branch_id) REFERENCES protected_branches (id) ON DELETE CASCADE,
  CONSTRAINT fk_protected_branch_merge_access_levels_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT fk_protected_branch_merge_access_levels_group_id FOREIGN KEY (group_id) REFERENCES namespaces (id) ON DELETE CASCADE
);
CREATE INDEX index_protected_branch_merge_access ON protected_branch_merge_access_levels (protected_branch_id);
CREATE INDEX index_protected_branch_merge_access_levels_on_user_id ON protected_branch_merge_access_levels (user_id);
CREATE INDEX index_protected_branch_merge_access_levels_on_group_id ON protected_branch_merge_access_levels (group_id);

CREATE TABLE protected_tags (
  id bigserial PRIMARY KEY,
  project_id bigint NOT NULL,
  name varchar NOT NULL,
  created_at timestamp NOT NULL,
  updated_at timestamp NOT NULL,
  CONSTRAINT fk_protected_tags_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX index_protected_tags_on_project_id_and_name ON protected_tags (project_id, name);

CREATE TABLE protected_tag_create_access_levels (
  id bigserial PRIMARY KEY,
  protected_tag_id bigint NOT NULL,
  access_level integer DEFAULT 40,
  user_id bigint,
  group_id bigint,
  deploy_key_id bigint,
  project_id bigint,
  created_at timestamp NOT NULL,
  updated_at timestamp NOT NULL,
  CONSTRAINT fk_protected_tag_create_access_levels_protected_tag_id FOREIGN KEY (protected_tag_id) REFERENCES protected_tags (id) ON DELETE CASCADE,
  CONSTRAINT fk_protected_tag_create_access_levels_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT fk_protected_tag_create_access_levels_group_id FOREIGN KEY (group_id) REFERENCES namespaces (id) ON DELETE CASCADE
);
CREATE INDEX index_protected_tag_create_access ON protected_tag_create_access_levels (protected_tag_id);
CREATE INDEX index_protected_tag_create_access_levels_on_user_id ON protected_tag_create_access_levels (user_id);
CREATE INDEX index_protected_tag_create_access_levels_on_group_id ON protected_tag_create_access_levels (group_id);
CREATE INDEX idx_deploy_key_id_on_protected_tag_create_access_levels ON protected_tag_create_access_levels (deploy_key_id);

CREATE TABLE push_rules (
  id bigserial PRIMARY KEY,
  project_id bigint,
  is_sample boolean DEFAULT false,
  commit_message_regex varchar,
  commit_message_negative_regex varchar,
  branch_name_regex varchar,
  author_email_regex varchar,
  file_name_regex varchar,
  deny_delete_tag boolean,
  member_check boolean NOT NULL DEFAULT false,
  max_file_size integer NOT NULL DEFAULT 0,
  prevent_secrets boolean NOT NULL DEFAULT false,
  reject_unsigned_commits boolean,
  commit_committer_check boolean,
  regexp_uses_re2 boolean DEFAULT true,
  reject_non_dco_commits boolean,
  commit_committer_name_check boolean NOT NULL DEFAULT false,
  organization_id bigint,
  created_at timestamp,
  updated_at timestamp,
  CONSTRAINT fk_push_rules_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE INDEX index_push_rules_on_project_id ON push_rules (project_id);
CREATE INDEX index_push_rules_on_is_sample ON push_rules (is_sample);

CREATE TABLE ip_restrictions (
  id bigserial PRIMARY KEY,
  group_id bigint NOT NULL,
  "range" varchar NOT NULL,
  CONSTRAINT fk_ip_restrictions_group_id FOREIGN KEY (group_id) REFERENCES namespaces (id) ON DELETE CASCADE
);
CREATE INDEX index_ip_restrictions_on_group_id ON ip_restrictions (group_id);
`;
