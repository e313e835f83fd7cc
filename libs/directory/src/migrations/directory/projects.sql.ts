/** Projects and where their repositories lie (schema.md 2.5 to 2.8, 2.28). */
export const projects = `
CREATE TABLE projects (
  id bigserial PRIMARY KEY,
  name varchar,
  path varchar,
  description text,
  namespace_id bigint NOT NULL,
  creator_id bigint,
  visibility_level integer NOT NULL DEFAULT 0,
  archived boolean NOT NULL DEFAULT false,
  pending_delete boolean DEFAULT false,
  hidden boolean NOT NULL DEFAULT false,
  repository_storage varchar NOT NULL DEFAULT 'default',
  storage_version smallint,
  repository_read_only boolean,
  lfs_enabled boolean,
  import_type varchar,
  import_url varchar,
  mirror boolean NOT NULL DEFAULT false,
  mirror_user_id bigint,
  printing_merge_request_link_enabled boolean NOT NULL DEFAULT true,
  repository_size_limit bigint,
  pool_repository_id bigint,
  marked_for_deletion_at date,
  marked_for_deletion_by_user_id bigint,
  external_authorization_classification_label varchar,
  remove_source_branch_after_merge boolean,
  last_activity_at timestamp,
  last_repository_updated_at timestamp,
  project_namespace_id bigint,
  organization_id bigint,
  created_at timestamp,
  updated_at timestamp,
  CONSTRAINT fk_projects_namespace_id FOREIGN KEY (namespace_id) REFERENCES namespaces (id) ON DELETE RESTRICT,
  CONSTRAINT fk_projects_project_namespace_id FOREIGN KEY (project_namespace_id) REFERENCES namespaces (id) ON DELETE CASCADE
);
CREATE INDEX index_projects_on_creator_id_and_id ON projects (creator_id, id);
CREATE INDEX index_projects_on_namespace_id_and_id ON projects (namespace_id, id);
CREATE UNIQUE INDEX index_projects_on_project_namespace_id ON projects (project_namespace_id);
CREATE INDEX index_projects_on_lower_name ON projects (lower(name));

CREATE TABLE project_features (
  id bigserial PRIMARY KEY,
  project_id bigint NOT NULL,
  repository_access_level integer NOT NULL DEFAULT 20,
  merge_requests_access_level integer,
  issues_access_level integer,
  wiki_access_level integer,
  builds_access_level integer,
  forking_access_level integer,
  snippets_access_level integer NOT NULL DEFAULT 20,
  requirements_access_level integer NOT NULL DEFAULT 20,
  operations_access_level integer NOT NULL DEFAULT 20,
  analytics_access_level integer NOT NULL DEFAULT 20,
  security_and_compliance_access_level integer NOT NULL DEFAULT 10,
  pages_access_level integer NOT NULL,
  container_registry_access_level integer NOT NULL DEFAULT 0,
  package_registry_access_level integer NOT NULL DEFAULT 0,
  created_at timestamp,
  updated_at timestamp,
  CONSTRAINT fk_project_features_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX index_project_features_on_project_id ON project_features (project_id);

CREATE TABLE project_settings (
  project_id bigint PRIMARY KEY,
  push_rule_id bigint,
  prevent_merge_without_jira_issue boolean NOT NULL DEFAULT false,
  squash_option smallint DEFAULT 3,
  mr_default_target_self boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT fk_project_settings_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX index_project_settings_on_push_rule_id ON project_settings (push_rule_id);

CREATE TABLE shards (
  id bigserial PRIMARY KEY,
  name varchar NOT NULL
);
CREATE UNIQUE INDEX index_shards_on_name ON shards (name);

CREATE TABLE project_repositories (
  id bigserial PRIMARY KEY,
  shard_id bigint NOT NULL,
  disk_path varchar NOT NULL,
  project_id bigint NOT NULL,
  object_format smallint NOT NULL DEFAULT 0,
  CONSTRAINT fk_project_repositories_shard_id FOREIGN KEY (shard_id) REFERENCES shards (id) ON DELETE RESTRICT,
  CONSTRAINT fk_project_repositories_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE INDEX index_project_repositories_on_shard_id ON project_repositories (shard_id);
CREATE UNIQUE INDEX index_project_repositories_on_disk_path ON project_repositories (disk_path);
CREATE UNIQUE INDEX index_project_repositories_on_project_id ON project_repositories (project_id);

CREATE TABLE fork_networks (
  id bigserial PRIMARY KEY,
  root_project_id bigint,
  deleted_root_project_name varchar,
  organization_id bigint,
  CONSTRAINT fk_fork_networks_root_project_id FOREIGN KEY (root_project_id) REFERENCES projects (id) ON DELETE SET NULL
);
CREATE UNIQUE INDEX index_fork_networks_on_root_project_id ON fork_networks (root_project_id);

CREATE TABLE fork_network_members (
  id bigserial PRIMARY KEY,
  fork_network_id bigint NOT NULL,
  project_id bigint NOT NULL,
  forked_from_project_id bigint,
  CONSTRAINT fk_fork_network_members_fork_network_id FOREIGN KEY (fork_network_id) REFERENCES fork_networks (id) ON DELETE CASCADE,
  CONSTRAINT fk_fork_network_members_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
  CONSTRAINT fk_fork_network_members_forked_from_project_id FOREIGN KEY (forked_from_project_id) REFERENCES projects (id) ON DELETE SET NULL
);
CREATE INDEX index_fork_network_members_on_fork_network_id ON fork_network_members (fork_network_id);
CREATE INDEX index_fork_network_members_on_forked_from_project_id ON fork_network_members (forked_from_project_id);
CREATE UNIQUE INDEX index_fork_network_members_on_project_id ON fork_network_members (project_id);

CREATE TABLE snippets (
  id bigserial PRIMARY KEY,
  type varchar,
  title varchar,
  author_id bigint NOT NULL,
  project_id bigint,
  visibility_level integer NOT NULL DEFAULT 0,
  secret boolean NOT NULL DEFAULT false,
  repository_read_only boolean NOT NULL DEFAULT false,
  organization_id bigint,
  created_at timestamp,
  updated_at timestamp,
  CONSTRAINT fk_snippets_author_id FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT fk_snippets_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE INDEX index_snippets_on_author_id ON snippets (author_id);
CREATE INDEX index_snippets_on_project_id ON snippets (project_id);

CREATE TABLE snippet_repositories (
  snippet_id bigint PRIMARY KEY,
  shard_id bigint NOT NULL,
  disk_path varchar(80) NOT NULL,
  CONSTRAINT fk_snippet_repositories_snippet_id FOREIGN KEY (snippet_id) REFERENCES snippets (id) ON DELETE CASCADE,
  CONSTRAINT fk_snippet_repositories_shard_id FOREIGN KEY (shard_id) REFERENCES shards (id) ON DELETE RESTRICT
);
CREATE INDEX index_snippet_repositories_on_shard_id ON snippet_repositories (shard_id);
CREATE UNIQUE INDEX index_snippet_repositories_on_disk_path ON snippet_repositories (disk_path);
`;
