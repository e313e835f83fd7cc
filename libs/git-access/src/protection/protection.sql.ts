import type { Statement } from '@app/platform';

/** The levels of a rule, as JSON that `LevelRow` describes; our own table and column names, never a caller's text. */
const levels = (table: string, rule: string, deployKeys = true): string => `
  COALESCE((SELECT json_agg(json_build_object(
              'role', CASE WHEN num_nonnulls(l.user_id, l.group_id${deployKeys ? ', l.deploy_key_id' : ''}) = 0 THEN l.access_level END,
              'user', l.user_id, 'group', l.group_id, 'deployKey', ${deployKeys ? 'l.deploy_key_id' : 'NULL'}) ORDER BY l.id)
            FROM ${table} l WHERE l.${rule} = p.id), '[]')`;

/** One level as the database keeps it: exactly one of these is set. */
export interface LevelRow {
  readonly role: number | null;
  readonly user: number | null;
  readonly group: number | null;
  readonly deployKey: number | null;
}

/** $1 id or NULL, $2 project or NULL, $3 group or NULL, $4 the id behind which it begins, $5 how many. */
export const BRANCH_RULES: Statement = {
  name: 'protection_branch_rules',
  text: `
    SELECT p.id, p.name, p.project_id, p.namespace_id AS group_id, r.path AS source, p.allow_force_push,
           ${levels('protected_branch_push_access_levels', 'protected_branch_id')} AS push,
           ${levels('protected_branch_merge_access_levels', 'protected_branch_id', false)} AS merge
      FROM protected_branches p
      LEFT JOIN routes r ON (r.source_type, r.source_id) =
        (CASE WHEN p.project_id IS NULL THEN 'Namespace' ELSE 'Project' END, COALESCE(p.project_id, p.namespace_id))
     WHERE ($1::bigint IS NULL OR p.id = $1)
       AND ($2::bigint IS NULL OR p.project_id = $2)
       AND ($3::bigint IS NULL OR p.namespace_id = $3)
       AND p.id > $4
     ORDER BY p.id LIMIT $5`,
};

/** $1 id or NULL, $2 project or NULL, $3 the id behind which it begins, $4 how many. */
export const TAG_RULES: Statement = {
  name: 'protection_tag_rules',
  text: `
    SELECT p.id, p.name, p.project_id, r.path AS source,
           ${levels('protected_tag_create_access_levels', 'protected_tag_id')} AS create
      FROM protected_tags p
      LEFT JOIN routes r ON r.source_type = 'Project' AND r.source_id = p.project_id
     WHERE ($1::bigint IS NULL OR p.id = $1) AND ($2::bigint IS NULL OR p.project_id = $2) AND p.id > $3
     ORDER BY p.id LIMIT $4`,
};

/** $1 project or NULL, $2 group or NULL, $3 name. Locks what it lies in: two calls must not both find no such rule. */
export const BRANCH_RULE_TAKEN: Statement = {
  name: 'protection_branch_rule_taken',
  text: `
    SELECT COALESCE((SELECT p.id FROM projects p WHERE p.id = $1 FOR UPDATE),
                    (SELECT n.id FROM namespaces n WHERE n.id = $2 AND n.type = 'Group' FOR UPDATE)) AS source_id,
           EXISTS (SELECT FROM protected_branches b
                    WHERE b.name = $3 AND (b.project_id = $1 OR b.namespace_id = $2)) AS taken`,
};

/** $1 project or NULL, $2 group or NULL, $3 name, $4 force pushes, $5 now. */
export const INSERT_BRANCH_RULE: Statement = {
  name: 'protection_insert_branch_rule',
  text: `
    INSERT INTO protected_branches (project_id, namespace_id, name, allow_force_push, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5::timestamptz AT TIME ZONE 'UTC', $5::timestamptz AT TIME ZONE 'UTC')
    RETURNING id`,
};

/** $1 id, $2 force pushes or NULL, $3 now. */
export const CHANGE_BRANCH_RULE: Statement = {
  name: 'protection_change_branch_rule',
  text: `
    UPDATE protected_branches SET allow_force_push = COALESCE($2, allow_force_push),
      updated_at = $3::timestamptz AT TIME ZONE 'UTC'
    WHERE id = $1 RETURNING id`,
};

/** $1 id. Levels go with it. */
export const DELETE_BRANCH_RULE: Statement = {
  name: 'protection_delete_branch_rule',
  text: 'DELETE FROM protected_branches WHERE id = $1 RETURNING id',
};

/** $1 project, $2 name, $3 now. No row when the project is gone or has a rule of that name. */
export const INSERT_TAG_RULE: Statement = {
  name: 'protection_insert_tag_rule',
  text: `
    INSERT INTO protected_tags (project_id, name, created_at, updated_at)
    SELECT p.id, $2, $3::timestamptz AT TIME ZONE 'UTC', $3::timestamptz AT TIME ZONE 'UTC'
      FROM projects p WHERE p.id = $1
    ON CONFLICT (project_id, name) DO NOTHING
    RETURNING id`,
};

/** $1 id, $2 now. */
export const TOUCH_TAG_RULE: Statement = {
  name: 'protection_touch_tag_rule',
  text: `UPDATE protected_tags SET updated_at = $2::timestamptz AT TIME ZONE 'UTC' WHERE id = $1 RETURNING id`,
};

/** $1 id. Levels go with it. */
export const DELETE_TAG_RULE: Statement = {
  name: 'protection_delete_tag_rule',
  text: 'DELETE FROM protected_tags WHERE id = $1 RETURNING id',
};

/** $1 deploy key, $2 user, $3 group; at most one. Does what a level names exist? */
export const LEVEL_EXISTS: Statement = {
  name: 'protection_level_exists',
  text: `
    SELECT CASE WHEN $1::bigint IS NOT NULL THEN EXISTS (SELECT FROM keys WHERE id = $1 AND type = 'DeployKey')
                WHEN $2::bigint IS NOT NULL THEN EXISTS (SELECT FROM users WHERE id = $2)
                ELSE EXISTS (SELECT FROM namespaces WHERE id = $3 AND type = 'Group') END AS present`,
};

const STAMPS = `$6::timestamptz AT TIME ZONE 'UTC', $6::timestamptz AT TIME ZONE 'UTC'`;

/** The tables of levels. Replacing: $1 rule. Adding: $1 rule, $2 role, $3 user, $4 group, $5 deploy key, $6 now. */
export const LEVELS = {
  push: {
    clear: {
      name: 'protection_clear_push',
      text: 'DELETE FROM protected_branch_push_access_levels WHERE protected_branch_id = $1',
    },
    add: {
      name: 'protection_add_push',
      text: `
        INSERT INTO protected_branch_push_access_levels
               (protected_branch_id, access_level, user_id, group_id, deploy_key_id, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, ${STAMPS})`,
    },
  },
  merge: {
    clear: {
      name: 'protection_clear_merge',
      text: 'DELETE FROM protected_branch_merge_access_levels WHERE protected_branch_id = $1',
    },
    add: {
      name: 'protection_add_merge',
      text: `
        INSERT INTO protected_branch_merge_access_levels
               (protected_branch_id, access_level, user_id, group_id, created_at, updated_at)
        SELECT $1, $2, $3, $4, ${STAMPS} WHERE $5::bigint IS NULL`,
    },
  },
  create: {
    clear: {
      name: 'protection_clear_create',
      text: 'DELETE FROM protected_tag_create_access_levels WHERE protected_tag_id = $1',
    },
    add: {
      name: 'protection_add_create',
      text: `
        INSERT INTO protected_tag_create_access_levels
               (protected_tag_id, access_level, user_id, group_id, deploy_key_id, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, ${STAMPS})`,
    },
  },
} as const satisfies Record<string, { clear: Statement; add: Statement }>;
