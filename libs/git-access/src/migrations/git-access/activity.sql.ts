/** What pushes meet and leave: merge requests, events, banners, and what is known of repositories (schema.md 2.16, 2.17, 2.27). */
export const activity = `
CREATE TABLE merge_requests (
  id bigserial PRIMARY KEY,
  iid integer,
  title varchar,
  author_id bigint,
  source_project_id bigint,
  source_branch varchar NOT NULL,
  target_project_id bigint NOT NULL,
  target_branch varchar NOT NULL,
  state_id smallint NOT NULL DEFAULT 1,
  allow_maintainer_to_push boolean DEFAULT true,
  in_progress_merge_commit_sha varchar,
  created_at timestamp,
  updated_at timestamp,
  CONSTRAINT fk_merge_requests_author_id FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT fk_merge_requests_source_project_id FOREIGN KEY (source_project_id) REFERENCES projects (id) ON DELETE SET NULL,
  CONSTRAINT fk_merge_requests_target_project_id FOREIGN KEY (target_project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE INDEX index_merge_requests_on_author_id ON merge_requests (author_id);
CREATE INDEX index_merge_requests_on_source_project_id_and_source_branch ON merge_requests (source_project_id, source_branch);
CREATE UNIQUE INDEX index_merge_requests_on_target_project_id_and_iid ON merge_requests (target_project_id, iid);
CREATE INDEX idx_merge_requests_on_target_project_id_and_locked_state ON merge_requests (target_project_id) WHERE state_id = 4;

CREATE TABLE events (
  id bigserial PRIMARY KEY,
  project_id bigint,
  author_id bigint NOT NULL,
  target_id bigint,
  target_type varchar,
  action smallint NOT NULL,
  group_id bigint,
  personal_namespace_id bigint,
  fingerprint bytea,
  imported_from smallint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT fk_events_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
  CONSTRAINT fk_events_author_id FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT fk_events_group_id FOREIGN KEY (group_id) REFERENCES namespaces (id) ON DELETE CASCADE
);
CREATE INDEX index_events_on_project_id_and_created_at ON events (project_id, created_at);
CREATE INDEX index_events_on_author_id_and_created_at ON events (author_id, created_at);
CREATE INDEX index_events_on_group_id ON events (group_id);

CREATE TABLE push_event_payloads (
  event_id bigint PRIMARY KEY,
  commit_count bigint NOT NULL,
  action smallint NOT NULL,
  ref_type smallint NOT NULL,
  commit_from bytea,
  commit_to bytea,
  ref text,
  commit_title varchar(70),
  ref_count integer,
  project_id bigint,
  CONSTRAINT fk_push_event_payloads_event_id FOREIGN KEY (event_id) REFERENCES events (id) ON DELETE CASCADE
);

CREATE TABLE broadcast_messages (
  id bigserial PRIMARY KEY,
  message text NOT NULL,
  message_html text NOT NULL,
  starts_at timestamp NOT NULL,
  ends_at timestamp NOT NULL,
  color varchar,
  font varchar,
  cached_markdown_version integer,
  target_path varchar(255),
  broadcast_type smallint NOT NULL DEFAULT 1,
  dismissable boolean,
  target_access_levels integer[] NOT NULL DEFAULT '{}',
  theme smallint NOT NULL DEFAULT 0,
  show_in_cli boolean NOT NULL DEFAULT true,
  created_at timestamp NOT NULL,
  updated_at timestamp NOT NULL
);
CREATE INDEX index_broadcast_message_on_ends_at_and_broadcast_type_and_id ON broadcast_messages (ends_at, broadcast_type, id);

CREATE TABLE internal_api.repository_states (
  gl_repository text PRIMARY KEY,
  "exists" boolean NOT NULL DEFAULT true,
  empty boolean NOT NULL DEFAULT false,
  default_branch text,
  updated_at timestamptz NOT NULL
);
`;
