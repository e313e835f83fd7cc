import type { AccessLevel, BranchRule, TagRule } from '../decision/index.js';
import type { BranchRuleRow, LevelRow, TagRuleRow } from './allowed.facts.row.js';

/** Rules as the database aggregates them; NULL for none. */
export function branchRules(rows: readonly BranchRuleRow[] | null | undefined): BranchRule[] {
  return (rows ?? []).map(({ name, allow_force_push, push, merge }) => ({
    name,
    allowForcePush: allow_force_push,
    push: (push ?? []).map(accessLevel),
    merge: (merge ?? []).map(accessLevel),
  }));
}

export function tagRules(rows: readonly TagRuleRow[] | null | undefined): TagRule[] {
  return (rows ?? []).map(({ name, create }) => ({ name, create: (create ?? []).map(accessLevel) }));
}

/** The ids first: a row for one user, group or key carries the default role 40 as well (schema.md 2.14). */
function accessLevel([level, user, group, deployKey]: LevelRow): AccessLevel {
  if (user !== null) return { kind: 'user', id: user };
  if (group !== null) return { kind: 'group', id: group };
  if (deployKey !== null) return { kind: 'deploy_key', id: deployKey };
  return { kind: 'role', level: level ?? 0 };
}
