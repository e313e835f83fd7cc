import type { Size } from '../../bench/data-set.sql.js';

const STAMPS = `now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'`;
/** Projects up to this one are pushed to with refs: rules that ask their repositories are for the others. */
const PUSHED_TO = 200;
/** Ids of units begin behind this one, those of teams and roots end before it. */
const UNITS = 3_000_000;

/**
 * Rows of the tables that hot statements read and the data set of the bench leaves empty. They grow with everything else,
 * so that a plan that reads one of them whole is seen, and counts. None of them changes what a call is answered.
 */
export function otherTables({ users, projects }: Size): string[] {
  const units = `(SELECT id FROM namespaces WHERE id >= ${UNITS})`;
  return [
    `SET session_replication_role = replica`,
    `INSERT INTO emails (user_id, email, confirmed_at, created_at, updated_at)
     SELECT n, 'second-' || n || '@example.com', now(), ${STAMPS} FROM generate_series(1, ${users}) n`,
    `INSERT INTO webauthn_registrations (user_id, credential_xid, name, public_key, created_at, updated_at)
     SELECT n, 'credential-' || n, 'key', 'public key', now(), now() FROM generate_series(1, ${users}) n`,
    `INSERT INTO namespace_settings (namespace_id, created_at, updated_at) SELECT id, now(), now() FROM namespaces`,
    `INSERT INTO ip_restrictions (group_id, "range")
     SELECT id, '10.' || n || '.0.0/16' FROM ${units} unit, generate_series(1, 10) n`,
    `INSERT INTO group_group_links (shared_group_id, shared_with_group_id, group_access, created_at, updated_at)
     SELECT id, ${UNITS} + (id + n * 12) % (SELECT count(*) FROM ${units} u), 10, now(), now()
       FROM ${units} unit, generate_series(1, 5) n ON CONFLICT DO NOTHING`,
    `INSERT INTO project_group_links (project_id, group_id, group_access, created_at, updated_at)
     SELECT p.id, unit.id, 10, ${STAMPS} FROM projects p JOIN ${units} unit
         ON unit.id IN (${UNITS} + p.id % 100, ${UNITS} + 100 + p.id % 100)`,
    `INSERT INTO project_settings (project_id, created_at, updated_at) SELECT id, now(), now() FROM projects`,
    `INSERT INTO redirect_routes (source_type, source_id, path, created_at, updated_at)
     SELECT 'Project', id, 'former-' || n || '/project-' || id, ${STAMPS} FROM projects, generate_series(1, 3) n`,
    `INSERT INTO fork_networks (id, root_project_id) SELECT id, id FROM projects`,
    `INSERT INTO fork_network_members (fork_network_id, project_id) SELECT id, id FROM projects`,
    `INSERT INTO snippets (id, type, title, author_id, project_id, created_at, updated_at)
     SELECT n, 'ProjectSnippet', 'snippet', n, (n - 1) % ${projects} + 1, ${STAMPS} FROM generate_series(1, ${users}) n`,
    `INSERT INTO snippet_repositories (snippet_id, shard_id, disk_path) SELECT id, 1, '@snippets/' || id FROM snippets`,
    `INSERT INTO deploy_keys_projects (deploy_key_id, project_id, created_at, updated_at)
     SELECT n * ${projects} + id, id, ${STAMPS} FROM projects, generate_series(1, 5) n`,
    `INSERT INTO protected_tags (project_id, name, created_at, updated_at)
     SELECT id, 'v' || n || '.*', ${STAMPS} FROM projects, generate_series(1, 2) n`,
    `INSERT INTO protected_tag_create_access_levels (protected_tag_id, access_level, created_at, updated_at)
     SELECT id, 40, ${STAMPS} FROM protected_tags`,
    `INSERT INTO push_rules (project_id, created_at, updated_at)
     SELECT id, ${STAMPS} FROM projects WHERE id > ${PUSHED_TO}`,
    `INSERT INTO merge_requests (iid, title, author_id, source_project_id, source_branch, target_project_id,
                                 target_branch, state_id, created_at, updated_at)
     SELECT n, 'request', (id + n) % ${users} + 1, id, 'topic-' || n, CASE WHEN n > 8 THEN id % ${projects} + 1 ELSE id END,
            'main', CASE WHEN n > 8 THEN 1 ELSE n % 4 + 1 END, ${STAMPS}
       FROM projects, generate_series(1, 10) n ON CONFLICT DO NOTHING`,
    `INSERT INTO merge_request_assignees (merge_request_id, user_id, created_at)
     SELECT id, author_id, now() FROM merge_requests`,
    `INSERT INTO events (id, project_id, author_id, action, created_at, updated_at)
     SELECT 20 * id + n, id, (id + n) % ${users} + 1, 5, now(), now() FROM projects, generate_series(1, 20) n`,
    `INSERT INTO push_event_payloads (event_id, project_id, commit_count, action, ref_type, ref)
     SELECT id, project_id, 0, 2, 0, 'branch-' || id FROM events`,
    `INSERT INTO lfs_objects (id, oid, size)
     SELECT n, encode(sha256(n::text::bytea), 'hex'), 1 FROM generate_series(1, 5 * ${projects}) n`,
    `INSERT INTO lfs_objects_projects (lfs_object_id, project_id) SELECT id, (id - 1) % ${projects} + 1 FROM lfs_objects`,
    `INSERT INTO lfs_file_locks (project_id, user_id, path, created_at)
     SELECT id, id, 'file-' || n, now() FROM projects, generate_series(1, 3) n WHERE id > ${PUSHED_TO}`,
    `INSERT INTO cluster_agents (id, project_id, name, created_at, updated_at)
     SELECT 1000 + id, id, 'other-' || id, now(), now() FROM projects`,
    `INSERT INTO cluster_agent_tokens (agent_id, name, token_encrypted, last_used_at, created_at, updated_at)
     SELECT id, 'other', 'unknown-' || id, now(), now(), now() FROM cluster_agents WHERE name LIKE 'other-%'`,
    `INSERT INTO internal_api.outbox (queue, payload, created_at, failed_at)
     SELECT 'another', '{}', now(), CASE WHEN n % 10 > 0 THEN now() END FROM generate_series(1, 10 * ${projects}) n`,
    `RESET session_replication_role`,
    `VACUUM (ANALYZE)`,
  ];
}
