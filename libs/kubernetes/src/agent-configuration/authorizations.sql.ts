import type { Statement } from '@app/platform';

/** Holds the agent until the transaction ends, so that two configurations are not mixed. $1 agent id */
export const LOCK_AGENT: Statement = {
  name: 'lock_agent',
  text: `SELECT id FROM cluster_agents WHERE id = $1 FOR UPDATE`,
};

interface Kind {
  readonly table: string;
  readonly column: 'group_id' | 'project_id';
}

/**
 * Makes one table say what the configuration says. Paths are taken as written first, then in any case; unknown ones are
 * left out, and of two entries for one container the last counts.
 * $1 agent id, $2 JSON list of `{path, config}`
 */
function replace({ table, column }: Kind): Statement {
  const [sourceType, container] =
    column === 'group_id'
      ? ['Namespace', `namespaces c ON c.id = r.source_id AND c.type = 'Group'`]
      : ['Project', `projects c ON c.id = r.source_id`];
  return {
    name: `replace_${table}`,
    text: `
        WITH wanted AS (
          SELECT DISTINCT ON (c.id) c.id, e.entry -> 'config' AS config
            FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS e (entry, position)
            JOIN LATERAL (
                   SELECT source_id FROM routes
                    WHERE source_type = '${sourceType}' AND lower(path) = lower(e.entry ->> 'path')
                    ORDER BY path = e.entry ->> 'path' DESC LIMIT 1) r ON true
            JOIN ${container}
           ORDER BY c.id, e.position DESC
        ), removed AS (
          DELETE FROM ${table} WHERE agent_id = $1 AND ${column} NOT IN (SELECT id FROM wanted)
        )
      INSERT INTO ${table} AS a (agent_id, ${column}, config)
      SELECT $1, id, config FROM wanted
          ON CONFLICT (agent_id, ${column}) DO UPDATE SET config = EXCLUDED.config
             WHERE a.config IS DISTINCT FROM EXCLUDED.config`,
  };
}

export const REPLACE_CI_GROUPS = replace({ table: 'agent_group_authorizations', column: 'group_id' });
export const REPLACE_CI_PROJECTS = replace({ table: 'agent_project_authorizations', column: 'project_id' });
export const REPLACE_USER_GROUPS = replace({ table: 'agent_user_access_group_authorizations', column: 'group_id' });
export const REPLACE_USER_PROJECTS = replace({
  table: 'agent_user_access_project_authorizations',
  column: 'project_id',
});
