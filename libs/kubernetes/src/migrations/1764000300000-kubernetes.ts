import type { MigrationInterface, QueryRunner } from 'typeorm';

const agents = `
CREATE TABLE cluster_agents (
  id bigserial PRIMARY KEY,
  project_id bigint NOT NULL,
  name text NOT NULL,
  created_by_user_id bigint,
  has_vulnerabilities boolean NOT NULL DEFAULT false,
  is_receptive boolean NOT NULL DEFAULT false,
  connection_mode smallint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT check_cluster_agents_name_length CHECK (char_length(name) <= 255),
  CONSTRAINT fk_cluster_agents_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
  CONSTRAINT fk_cluster_agents_created_by_user_id FOREIGN KEY (created_by_user_id) REFERENCES users (id) ON DELETE SET NULL
);
CREATE UNIQUE INDEX index_cluster_agents_on_project_id_and_name ON cluster_agents (project_id, name);
CREATE INDEX index_cluster_agents_on_created_by_user_id ON cluster_agents (created_by_user_id);

CREATE TABLE cluster_agent_tokens (
  id bigserial PRIMARY KEY,
  agent_id bigint NOT NULL,
  token_encrypted text NOT NULL,
  name text NOT NULL,
  description text,
  created_by_user_id bigint,
  last_used_at timestamptz,
  status smallint NOT NULL DEFAULT 0,
  project_id bigint,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT check_cluster_agent_tokens_name_length CHECK (char_length(name) <= 255),
  CONSTRAINT check_cluster_agent_tokens_description_length CHECK (char_length(description) <= 1024),
  CONSTRAINT check_cluster_agent_tokens_token_length CHECK (char_length(token_encrypted) <= 255),
  CONSTRAINT fk_cluster_agent_tokens_agent_id FOREIGN KEY (agent_id) REFERENCES cluster_agents (id) ON DELETE CASCADE,
  CONSTRAINT fk_cluster_agent_tokens_created_by_user_id FOREIGN KEY (created_by_user_id) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT fk_cluster_agent_tokens_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX index_cluster_agent_tokens_on_token_encrypted ON cluster_agent_tokens (token_encrypted);
CREATE INDEX index_cluster_agent_tokens_on_agent_id ON cluster_agent_tokens (agent_id);
CREATE INDEX index_cluster_agent_tokens_on_created_by_user_id ON cluster_agent_tokens (created_by_user_id);
CREATE INDEX index_cluster_agent_tokens_on_project_id ON cluster_agent_tokens (project_id);
`;

const authorizations = `
CREATE TABLE agent_group_authorizations (
  id bigserial PRIMARY KEY,
  agent_id bigint NOT NULL,
  group_id bigint NOT NULL,
  config jsonb NOT NULL,
  CONSTRAINT fk_agent_group_authorizations_agent_id FOREIGN KEY (agent_id) REFERENCES cluster_agents (id) ON DELETE CASCADE,
  CONSTRAINT fk_agent_group_authorizations_group_id FOREIGN KEY (group_id) REFERENCES namespaces (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX index_agent_group_authorizations_on_agent_id_and_group_id ON agent_group_authorizations (agent_id, group_id);
CREATE INDEX index_agent_group_authorizations_on_group_id ON agent_group_authorizations (group_id);

CREATE TABLE agent_project_authorizations (
  id bigserial PRIMARY KEY,
  agent_id bigint NOT NULL,
  project_id bigint NOT NULL,
  config jsonb NOT NULL,
  CONSTRAINT fk_agent_project_authorizations_agent_id FOREIGN KEY (agent_id) REFERENCES cluster_agents (id) ON DELETE CASCADE,
  CONSTRAINT fk_agent_project_authorizations_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX index_agent_project_authorizations_on_agent_id_and_project_id ON agent_project_authorizations (agent_id, project_id);
CREATE INDEX index_agent_project_authorizations_on_project_id ON agent_project_authorizations (project_id);

CREATE TABLE agent_user_access_group_authorizations (
  id bigserial PRIMARY KEY,
  agent_id bigint NOT NULL,
  group_id bigint NOT NULL,
  config jsonb NOT NULL,
  CONSTRAINT fk_agent_user_access_group_authorizations_agent_id FOREIGN KEY (agent_id) REFERENCES cluster_agents (id) ON DELETE CASCADE,
  CONSTRAINT fk_agent_user_access_group_authorizations_group_id FOREIGN KEY (group_id) REFERENCES namespaces (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX index_agent_user_access_on_agent_id_and_group_id ON agent_user_access_group_authorizations (agent_id, group_id);
CREATE INDEX index_agent_user_access_group_authorizations_on_group_id ON agent_user_access_group_authorizations (group_id);

CREATE TABLE agent_user_access_project_authorizations (
  id bigserial PRIMARY KEY,
  agent_id bigint NOT NULL,
  project_id bigint NOT NULL,
  config jsonb NOT NULL,
  CONSTRAINT fk_agent_user_access_project_authorizations_agent_id FOREIGN KEY (agent_id) REFERENCES cluster_agents (id) ON DELETE CASCADE,
  CONSTRAINT fk_agent_user_access_project_authorizations_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX index_agent_user_access_on_agent_id_and_project_id ON agent_user_access_project_authorizations (agent_id, project_id);
CREATE INDEX index_agent_user_access_project_authorizations_on_project_id ON agent_user_access_project_authorizations (project_id);
`;

const alerts = `
CREATE TABLE environments (
  id bigserial PRIMARY KEY,
  project_id bigint NOT NULL,
  name varchar NOT NULL,
  slug varchar NOT NULL,
  state varchar NOT NULL DEFAULT 'available',
  created_at timestamp,
  updated_at timestamp,
  CONSTRAINT fk_environments_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX index_environments_on_project_id_and_name ON environments (project_id, name);
CREATE UNIQUE INDEX index_environments_on_project_id_and_slug ON environments (project_id, slug);

CREATE TABLE internal_ids (
  id bigserial PRIMARY KEY,
  project_id bigint,
  namespace_id bigint,
  usage integer NOT NULL,
  last_value integer NOT NULL,
  CONSTRAINT fk_internal_ids_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
  CONSTRAINT fk_internal_ids_namespace_id FOREIGN KEY (namespace_id) REFERENCES namespaces (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX index_internal_ids_on_usage_and_project_id ON internal_ids (usage, project_id) WHERE project_id IS NOT NULL;
CREATE UNIQUE INDEX index_internal_ids_on_usage_and_namespace_id ON internal_ids (usage, namespace_id) WHERE namespace_id IS NOT NULL;
CREATE INDEX index_internal_ids_on_project_id ON internal_ids (project_id);
CREATE INDEX index_internal_ids_on_namespace_id ON internal_ids (namespace_id);

CREATE TABLE alert_management_alerts (
  id bigserial PRIMARY KEY,
  iid integer NOT NULL,
  project_id bigint NOT NULL,
  issue_id bigint,
  title text NOT NULL,
  description text,
  service text,
  monitoring_tool text,
  hosts text[] NOT NULL DEFAULT '{}',
  payload jsonb NOT NULL DEFAULT '{}',
  fingerprint bytea,
  severity smallint NOT NULL DEFAULT 0,
  status smallint NOT NULL DEFAULT 0,
  domain smallint DEFAULT 0,
  events integer NOT NULL DEFAULT 1,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  environment_id bigint,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT check_alert_management_alerts_title_length CHECK (char_length(title) <= 200),
  CONSTRAINT check_alert_management_alerts_description_length CHECK (char_length(description) <= 1000),
  CONSTRAINT check_alert_management_alerts_service_length CHECK (char_length(service) <= 100),
  CONSTRAINT check_alert_management_alerts_monitoring_tool_length CHECK (char_length(monitoring_tool) <= 100),
  CONSTRAINT fk_alert_management_alerts_project_id FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
  CONSTRAINT fk_alert_management_alerts_environment_id FOREIGN KEY (environment_id) REFERENCES environments (id) ON DELETE SET NULL
);
CREATE UNIQUE INDEX index_alert_management_alerts_on_project_id_and_iid ON alert_management_alerts (project_id, iid);
CREATE UNIQUE INDEX index_partial_am_alerts_on_project_id_and_fingerprint ON alert_management_alerts (project_id, fingerprint)
  WHERE status <> 2 AND fingerprint IS NOT NULL;
CREATE INDEX index_alert_management_alerts_on_environment_id ON alert_management_alerts (environment_id);
CREATE INDEX index_alert_management_alerts_on_issue_id ON alert_management_alerts (issue_id);
`;

/** Agents, their tokens and whom they let in, alerts with their numbers (schema.md 2.19, 2.20). */
export class Kubernetes1764000300000 implements MigrationInterface {
  name = 'Kubernetes1764000300000';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [agents, authorizations, alerts]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE
      alert_management_alerts, internal_ids, environments,
      agent_user_access_project_authorizations, agent_user_access_group_authorizations,
      agent_project_authorizations, agent_group_authorizations,
      cluster_agent_tokens, cluster_agents`);
  }
}
