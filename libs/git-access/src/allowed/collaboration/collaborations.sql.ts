import type { Statement } from '@app/platform';
import type { BranchRulesRow } from '../allowed.facts.row.js';
import { branchRulesOf, effectiveLevel, joinAncestors, ruleGroupsOf } from '../facts-fragments.sql.js';

/**
 * Open merge requests from a project whose branches may be pushed to by those who may merge them (git-access.md 3.6.1),
 * as far as this user could be one of those. $1 project id, $2 user id, $3 today.
 */
export const COLLABORATIONS: Statement = {
  name: 'allowed_collaborations',
  text: `
    SELECT offer.* FROM (
      SELECT m.source_branch,
             m.target_branch,
             author.admin AS author_admin,
             author.state = 'active' AS author_active,
             ${effectiveLevel('author.id', 's.id', 'sn', '$3::date')} AS author_level,
             t.visibility_level,
             t.archived OR COALESCE(above.archived, false) AS archived,
             t.marked_for_deletion_at IS NOT NULL OR COALESCE(above.in_deletion, false) AS marked_for_deletion,
             COALESCE(f.repository_access_level, 20) AS repository_level,
             ${effectiveLevel('$2::bigint', 't.id', 'n', '$3::date')} AS level,
             ${branchRulesOf('t.id', 'n')} AS branch_rules,
             ${ruleGroupsOf('$2::bigint', 't.id', '$3::date')} AS rule_groups
        FROM merge_requests m
        JOIN users author ON author.id = m.author_id
        JOIN projects s ON s.id = m.source_project_id
        JOIN namespaces sn ON sn.id = s.namespace_id
        JOIN projects t ON t.id = m.target_project_id AND t.pending_delete IS NOT TRUE AND NOT t.hidden
        JOIN namespaces n ON n.id = t.namespace_id
        LEFT JOIN project_features f ON f.project_id = t.id
        ${joinAncestors('n')}
       WHERE m.source_project_id = $1 AND m.target_project_id <> $1 AND m.state_id = 1 AND m.allow_maintainer_to_push
    ) offer
    WHERE offer.level >= 30`,
};

export interface CollaborationRow {
  source_branch: string;
  target_branch: string;
  author_admin: boolean;
  author_active: boolean;
  author_level: number;
  visibility_level: number;
  archived: boolean;
  marked_for_deletion: boolean;
  repository_level: number;
  level: number;
  branch_rules: BranchRulesRow | null;
  rule_groups: number[] | null;
}
