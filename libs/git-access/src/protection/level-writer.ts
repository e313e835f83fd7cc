import { Refusal, type Clock, type Queries } from '@app/platform';
import type { AccessLevel } from '../decision/index.js';
import { LEVEL_EXISTS, LEVELS, type LevelRow } from './protection.sql.js';

/** Roles that a rule may name: nobody, developers, maintainers, administrators (schema.md 2.14). */
const RULE_ROLES = [0, 30, 40, 60] as const;

export const protectionRefusals = {
  ruleMissing: new Refusal('rule_missing', 'rule does not exist'),
  ruleTaken: new Refusal('rule_taken', 'a rule of this name exists already'),
  sourceMissing: new Refusal('source_missing', 'project or group does not exist'),
  roleInvalid: new Refusal('role_invalid', 'role is not allowed in a rule'),
  levelMissing: new Refusal('level_missing', 'user, group or deploy key of a level does not exist'),
  mergeByKey: new Refusal('merge_by_key', 'a deploy key does not merge'),
} as const;

/** Writes who a rule lets through: all of its levels of one kind, in place of those that there were. */
export async function writeLevels(
  queries: Queries,
  clock: Clock,
  kind: keyof typeof LEVELS,
  ruleId: number,
  levels: readonly AccessLevel[],
): Promise<Refusal | undefined> {
  await queries.query(LEVELS[kind].clear, [ruleId]);
  for (const level of levels) {
    const refusal = await levelRefusal(queries, kind, level);
    if (refusal) return refusal;
    const id = (of: AccessLevel['kind']): number | null => (level.kind === of && 'id' in level ? level.id : null);
    // GitLab keeps the default role beside an id, and so do its readers expect it.
    const role = level.kind === 'role' ? level.level : 40;
    await queries.query(LEVELS[kind].add, [ruleId, role, id('user'), id('group'), id('deploy_key'), clock.now()]);
  }
  return undefined;
}

async function levelRefusal(
  queries: Queries,
  kind: keyof typeof LEVELS,
  level: AccessLevel,
): Promise<Refusal | undefined> {
  if (level.kind === 'role') {
    return (RULE_ROLES as readonly number[]).includes(level.level) ? undefined : protectionRefusals.roleInvalid;
  }
  if (level.kind === 'deploy_key' && kind === 'merge') return protectionRefusals.mergeByKey;
  const named = (of: AccessLevel['kind']): number | null => (level.kind === of ? level.id : null);
  const values = [named('deploy_key'), named('user'), named('group')];
  const [row] = await queries.query<{ present: boolean }>(LEVEL_EXISTS, values);
  return row?.present ? undefined : protectionRefusals.levelMissing;
}

/** The levels of a rule as it is stored. */
export function readLevels(rows: readonly LevelRow[]): AccessLevel[] {
  return rows.map(({ role, user, group, deployKey }) => {
    if (user !== null) return { kind: 'user', id: user };
    if (group !== null) return { kind: 'group', id: group };
    return deployKey === null ? { kind: 'role', level: role ?? 0 } : { kind: 'deploy_key', id: deployKey };
  });
}
