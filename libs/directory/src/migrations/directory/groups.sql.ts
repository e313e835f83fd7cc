/** Groups, personal spaces, and the paths of everything (schema.md 2.3, 2.4). */
export const groups = `
CREATE TABLE namespaces (
  id bigserial PRIMARY KEY,
  name varchar NOT NULL,
  path varchar NOT NULL,
  description varchar NOT NULL DEFAULT '',
  owner_id bigint,
  type varchar NOT NULL DEFAULT 'User',
  parent_id bigint,
  traversal_ids bigint[] NOT NULL DEFAULT '{}',
  visibility_level integer NOT NULL DEFAULT 20,
  lfs_enabled boolean,
  repository_size_limit bigint,
  require_two_factor_authentication boolean NOT NULL DEFAULT false,
  two_factor_grace_period integer NOT NULL DEFAULT 48,
  max_personal_access_token_lifetime integer,
  push_rule_id bigint,
  shared_runners_minutes_limit integer,
  extra_shared_runners_minutes_limit integer,
  share_with_group_lock boolean DEFAULT false,
  membership_lock boolean DEFAULT false,
  default_branch_protection smallint,
  project_creation_level integer,
  request_access_enabled boolean NOT NULL DEFAULT true,
  mentions_disabled boolean,
  organization_id bigint,
  state smallint,
  created_at timestamp,
  updated_at timestamp,
  CONSTRAINT fk_namespaces_parent_id FOREIGN KEY (parent_id) REFERENCES namespaces (id) ON DELETE RESTRICT
);
CREATE INDEX index_namespaces_on_owner_id ON namespaces (owner_id);
CREATE INDEX index_namespaces_on_path ON namespaces (path);
CREATE UNIQUE INDEX index_namespaces_on_name_parent_id_type ON namespaces (name, parent_id, type);
CREATE UNIQUE INDEX index_namespaces_on_parent_id_and_id ON namespaces (parent_id, id);
CREATE UNIQUE INDEX index_namespaces_on_push_rule_id ON namespaces (push_rule_id);
CREATE INDEX index_namespaces_on_lower_path ON namespaces (lower(path));
-- Without the list of pending entries: every look-up reads it from end to end, after a bulk load for milliseconds.
CREATE INDEX index_namespaces_on_traversal_ids ON namespaces USING gin (traversal_ids) WITH (fastupdate = off);

CREATE TABLE namespace_settings (
  namespace_id bigint PRIMARY KEY,
  repository_read_only boolean NOT NULL DEFAULT false,
  resource_access_token_creation_allowed boolean NOT NULL DEFAULT true,
  allow_mfa_for_subgroups boolean NOT NULL DEFAULT true,
  prevent_forking_outside_group boolean NOT NULL DEFAULT false,
  enabled_git_access_protocol smallint NOT NULL DEFAULT 0,
  disable_personal_access_tokens boolean NOT NULL DEFAULT false,
  disable_ssh_keys boolean NOT NULL DEFAULT false,
  enforce_ssh_certificates boolean NOT NULL DEFAULT false,
  archived boolean NOT NULL DEFAULT false,
  service_access_tokens_expiration_enforced boolean NOT NULL DEFAULT true,
  default_branch_protection_defaults jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT fk_namespace_settings_namespace_id FOREIGN KEY (namespace_id) REFERENCES namespaces (id) ON DELETE CASCADE
);

CREATE TABLE routes (
  id bigserial PRIMARY KEY,
  source_id bigint NOT NULL,
  source_type varchar NOT NULL,
  path varchar NOT NULL,
  name varchar,
  namespace_id bigint,
  created_at timestamp,
  updated_at timestamp,
  CONSTRAINT fk_routes_namespace_id FOREIGN KEY (namespace_id) REFERENCES namespaces (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX index_routes_on_namespace_id ON routes (namespace_id);
CREATE UNIQUE INDEX index_routes_on_path ON routes (path);
CREATE UNIQUE INDEX index_routes_on_source_type_and_source_id ON routes (source_type, source_id);
CREATE INDEX index_routes_on_lower_path ON routes (lower(path));
CREATE INDEX index_routes_on_path_text_pattern_ops ON routes (path varchar_pattern_ops);

CREATE TABLE redirect_routes (
  id bigserial PRIMARY KEY,
  source_id bigint NOT NULL,
  source_type varchar NOT NULL,
  path varchar NOT NULL,
  namespace_id bigint,
  created_at timestamp NOT NULL,
  updated_at timestamp NOT NULL,
  CONSTRAINT fk_redirect_routes_namespace_id FOREIGN KEY (namespace_id) REFERENCES namespaces (id) ON DELETE CASCADE
);
CREATE INDEX index_redirect_routes_on_source_type_and_source_id ON redirect_routes (source_type, source_id);
CREATE INDEX index_redirect_routes_on_namespace_id ON redirect_routes (namespace_id);
CREATE UNIQUE INDEX index_redirect_routes_on_path ON redirect_routes (path);
CREATE UNIQUE INDEX index_redirect_routes_on_path_unique_text_pattern_ops ON redirect_routes (lower(path) varchar_pattern_ops);
CREATE INDEX index_redirect_routes_on_lower_path ON redirect_routes (lower(path));
`;
