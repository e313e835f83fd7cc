/** Who belongs to what, and what follows from it (schema.md 2.9 to 2.11). */
export const memberships = `
CREATE TABLE members (
  id bigserial PRIMARY KEY,
  user_id bigint,
  source_id bigint NOT NULL,
  source_type varchar NOT NULL,
  type varchar,
  access_level integer NOT NULL,
  requested_at timestamp,
  invite_token varchar,
  invite_email varchar,
  invite_accepted_at timestamp,
  created_by_id bigint,
  expires_at date,
  notification_level integer NOT NULL,
  ldap boolean NOT NULL DEFAULT false,
  override boolean NOT NULL DEFAULT false,
  state smallint DEFAULT 0,
  member_namespace_id bigint,
  member_role_id bigint,
  created_at timestamp,
  updated_at timestamp,
  CONSTRAINT fk_members_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT fk_members_member_namespace_id FOREIGN KEY (member_namespace_id) REFERENCES namespaces (id) ON DELETE CASCADE
);
CREATE INDEX index_members_on_expires_at ON members (expires_at);
CREATE INDEX index_members_on_member_namespace_id ON members (member_namespace_id);
CREATE INDEX index_members_on_source_id_and_source_type ON members (source_id, source_type);
CREATE INDEX index_members_on_user_id ON members (user_id);
CREATE INDEX index_members_on_user_id_and_access_level_requested_at_is_null ON members (user_id, access_level) WHERE requested_at IS NULL;
CREATE UNIQUE INDEX index_members_on_invite_token ON members (invite_token);

CREATE TABLE project_group_links (
  id bigserial PRIMARY KEY,
  project_id bigint NOT NULL,
  group_id bigint NOT NULL,
  group_access integer NOT NULL DEFAULT 30,
  expires_at date,
  member_role_id bigint,
  created_at timestamp,
  updated_at timestamp,
  CONSTRAINT fk_project_group_links_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
  CONSTRAINT fk_project_group_links_group_id FOREIGN KEY (group_id) REFERENCES namespaces (id) ON DELETE CASCADE
);
CREATE INDEX index_project_group_links_on_expires_at ON project_group_links (expires_at);
CREATE INDEX index_project_group_links_on_project_id ON project_group_links (project_id);
CREATE UNIQUE INDEX index_project_group_links_on_group_id_and_project_id ON project_group_links (group_id, project_id);

CREATE TABLE group_group_links (
  id bigserial PRIMARY KEY,
  shared_group_id bigint NOT NULL,
  shared_with_group_id bigint NOT NULL,
  group_access smallint NOT NULL DEFAULT 30,
  expires_at date,
  member_role_id bigint,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT fk_group_group_links_shared_group_id FOREIGN KEY (shared_group_id) REFERENCES namespaces (id) ON DELETE CASCADE,
  CONSTRAINT fk_group_group_links_shared_with_group_id FOREIGN KEY (shared_with_group_id) REFERENCES namespaces (id) ON DELETE CASCADE
);
CREATE INDEX index_group_group_links_on_expires_at ON group_group_links (expires_at);
CREATE INDEX index_group_group_links_on_shared_with_group_id ON group_group_links (shared_with_group_id);
CREATE UNIQUE INDEX index_group_group_links_on_shared_group_and_shared_with_group ON group_group_links (shared_group_id, shared_with_group_id);

CREATE TABLE project_authorizations (
  user_id bigint NOT NULL,
  project_id bigint NOT NULL,
  access_level integer NOT NULL,
  is_unique boolean,
  PRIMARY KEY (user_id, project_id, access_level),
  CONSTRAINT fk_project_authorizations_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT fk_project_authorizations_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX index_project_authorizations_on_project_user_access_level ON project_authorizations (project_id, user_id, access_level);

CREATE TABLE internal_api.authorization_refreshes (
  user_id bigint PRIMARY KEY,
  stale_on date,
  CONSTRAINT fk_authorization_refreshes_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX index_authorization_refreshes_on_stale_on ON internal_api.authorization_refreshes (stale_on) WHERE stale_on IS NOT NULL;
`;
