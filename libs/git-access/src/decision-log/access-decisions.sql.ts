import type { Statement } from '@app/platform';
import type { DecisionCursor, DecisionFilter } from './decision-filter.js';

/** Each filter as a condition on its parameter. */
const CONDITIONS: Readonly<Record<keyof DecisionFilter, (parameter: string) => string>> = {
  userId: (parameter) => `user_id = ${parameter}::bigint`,
  keyId: (parameter) => `key_id = ${parameter}::bigint`,
  projectId: (parameter) => `project_id = ${parameter}::bigint`,
  verdict: (parameter) => `verdict = ${parameter}::text`,
  rule: (parameter) => `rule = ${parameter}::text`,
  correlationId: (parameter) => `correlation_id = ${parameter}::text`,
  since: (parameter) => `decided_at >= ${parameter}::timestamptz`,
  until: (parameter) => `decided_at < ${parameter}::timestamptz`,
};

/** Only the conditions that are asked for are in the text, so that each kind of question finds its index. */
export function readDecisions(
  filter: DecisionFilter,
  limit: number,
  after?: DecisionCursor,
): { statement: Statement; values: unknown[] } {
  const values: unknown[] = [];
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  const asked = (Object.keys(CONDITIONS) as (keyof DecisionFilter)[]).filter((name) => filter[name] !== undefined);
  const conditions = asked.map((name) => CONDITIONS[name](parameter(filter[name])));
  if (after) {
    conditions.push(`(decided_at, id) < (${parameter(after.decidedAt)}::timestamptz, ${parameter(after.id)}::uuid)`);
  }
  const text = `
    SELECT id, decided_at AS "decidedAt", correlation_id AS "correlationId", actor, key_id AS "keyId",
           user_id AS "userId", username, project_id AS "projectId", repository, action, protocol, address,
           refs, refs_digest AS "refsDigest", verdict, rule, message, http_status AS "httpStatus",
           duration_ms AS "durationMs"
      FROM internal_api.access_decisions
     ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
     ORDER BY decided_at DESC, id DESC
     LIMIT ${parameter(limit)}`;
  return { statement: { name: ['decision_log_read', ...asked, ...(after ? ['after'] : [])].join('_'), text }, values };
}
