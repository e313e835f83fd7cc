import type { AccessLevel, BranchRule, ContentRules, PushRule, TagRule } from '../decision/index.js';
import type {
  BranchRulesRow,
  FactsRow,
  LevelOfRuleRow,
  LevelRow,
  PushRuleRow,
  TagRuleRow,
} from './allowed.facts.row.js';

/** Rules as the database aggregates them; NULL for none. */
export function branchRules(row: BranchRulesRow | null | undefined): BranchRule[] {
  if (!row) return [];
  const push = levelsByRule(row.push);
  const merge = levelsByRule(row.merge);
  return row.rules.map(([id, name, allowForcePush]) => ({
    name,
    allowForcePush,
    push: push.get(id) ?? [],
    merge: merge.get(id) ?? [],
  }));
}

function levelsByRule(rows: readonly LevelOfRuleRow[] | null): Map<number, AccessLevel[]> {
  const byRule = new Map<number, AccessLevel[]>();
  for (const [rule, ...level] of rows ?? []) {
    const levels = byRule.get(rule);
    if (levels) levels.push(accessLevel(level));
    else byRule.set(rule, [accessLevel(level)]);
  }
  return byRule;
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

/** Null when nothing is asked of commits and files, so that nobody looks for them. */
export function contentRules(row: FactsRow, checksLfs: boolean): ContentRules | null {
  const rule = row.push_rule ? pushRule(row.push_rule) : null;
  const lfsIntegrity = checksLfs && row.lfs_enabled === true;
  const lfsLocks = lfsIntegrity
    ? (row.lfs_locks ?? []).map(([path, userId, username]) => ({ path, userId, username }))
    : [];
  if (rule === null && !lfsIntegrity) return null;
  const emails = row.user_emails ?? [];
  const addresses = (wanted: boolean) => emails.filter(([, verified]) => verified === wanted).map(([email]) => email);
  return {
    pushRule: rule,
    lfsIntegrity,
    lfsLocks,
    pusher: { name: row.user_name ?? '', verifiedEmails: addresses(true), unverifiedEmails: addresses(false) },
  };
}

function pushRule(row: PushRuleRow): PushRule {
  const expression = (source: string | null) => (source === null || source === '' ? null : source);
  const rule = {
    denyDeleteTag: row.deny_delete_tag ?? false,
    branchName: expression(row.branch_name_regex),
    commitMessage: expression(row.commit_message_regex),
    commitMessageNegative: expression(row.commit_message_negative_regex),
    authorEmail: expression(row.author_email_regex),
    fileName: expression(row.file_name_regex),
    preventSecrets: row.prevent_secrets,
    maxFileSize: row.max_file_size,
    committerCheck: row.commit_committer_check ?? false,
    authorNameCheck: row.commit_committer_name_check,
    rejectNonDco: row.reject_non_dco_commits ?? false,
    rejectUnsigned: row.reject_unsigned_commits ?? false,
    memberCheck: row.member_check,
  };
  const { commitMessage, commitMessageNegative, authorEmail } = rule;
  const flags = [rule.committerCheck, rule.authorNameCheck, rule.rejectNonDco, rule.rejectUnsigned, rule.memberCheck];
  const expressions = [commitMessage, commitMessageNegative, authorEmail];
  return { ...rule, looksAtCommits: flags.includes(true) || expressions.some((source) => source !== null) };
}
