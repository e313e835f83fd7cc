import { storableText } from '@app/platform';
import { createHash, randomUUID } from 'node:crypto';
import type { AllowedCall } from '../allowed/allowed.request.js';
import type { Change, Denied, Facts, Granted } from '../decision/index.js';
import type { LoggedVerdict } from '../entities/index.js';
import type { DecisionColumn } from './decision-log.sql.js';

/** How one call of `/allowed` ended. */
export type Ending =
  | { readonly verdict: 'granted' | 'refused'; readonly facts: Facts; readonly decided: Granted | Denied }
  | { readonly verdict: 'limited' }
  | { readonly verdict: 'failed'; readonly status: number };

/** One question with its end, as the log takes it. */
export interface LoggedDecision {
  readonly call: AllowedCall;
  readonly ending: Ending;
  readonly milliseconds: number;
  readonly correlationId: string | null;
}

export type DecisionRow = Readonly<Record<DecisionColumn, string | number | Date | null>>;

/** Longest text of a column: people read it in a table. */
const LONGEST = 1_000;

/** The row of a decision. */
export function decisionRow({ call, ending, milliseconds, correlationId }: LoggedDecision): DecisionRow {
  const { request } = call;
  const changes = request.changes.kind === 'list' ? request.changes.changes : null;
  return {
    id: randomUUID(),
    decided_at: request.now,
    correlation_id: correlationId,
    ...actorColumns(call, ending),
    project_id: 'facts' in ending ? (ending.facts.project?.id ?? null) : null,
    repository: text(('facts' in ending ? ending.facts.repository?.fullPath : undefined) ?? call.repositoryName),
    action: text(request.action) ?? '',
    protocol: text(request.protocol) ?? '',
    address: text(request.address),
    refs: changes && changes.length,
    refs_digest: changes && digest(changes),
    ...verdictColumns(ending),
    duration_ms: Math.round(milliseconds * 1_000) / 1_000,
  };
}

type ActorColumns = Pick<DecisionRow, 'actor' | 'key_id' | 'user_id' | 'username'>;

/** Who was found; of whoever was not, the name in the request. */
function actorColumns({ actor: asked }: AllowedCall, ending: Ending): ActorColumns {
  const found = 'decided' in ending ? ending.decided.actor : null;
  return {
    actor: found?.kind ?? 'nobody',
    key_id: found?.key?.id ?? (asked.by === 'key' ? asked.id : null),
    user_id: found?.identity?.id ?? (asked.by === 'user' ? asked.id : null),
    username: text(found?.identity?.username ?? (asked.by === 'username' ? asked.username : null)),
  };
}

/** The rule of an end that is no check's. */
export const OTHER_RULES = { limited: 'rate_limit', unavailable: 'unavailable', fault: 'error' } as const;

/** Verdict, and the code of the rule that refused. */
export function ruleOf(ending: Ending): string | null {
  if (ending.verdict === 'limited') return OTHER_RULES.limited;
  if (ending.verdict === 'failed') return ending.status === 503 ? OTHER_RULES.unavailable : OTHER_RULES.fault;
  return ending.decided.kind === 'denied' ? ending.decided.denial.code : null;
}

function verdictColumns(ending: Ending): Pick<DecisionRow, 'verdict' | 'rule' | 'message' | 'http_status'> {
  const verdict: LoggedVerdict = ending.verdict;
  const denial = 'decided' in ending && ending.decided.kind === 'denied' ? ending.decided.denial : null;
  const status = ending.verdict === 'limited' ? 429 : ending.verdict === 'failed' ? ending.status : 200;
  return {
    verdict,
    rule: ruleOf(ending),
    message: text(denial?.message),
    http_status: denial?.status ?? status,
  };
}

function digest(changes: readonly Change[]): string {
  const lines = changes.map(({ oldRev, newRev, ref }) => `${oldRev} ${newRev} ${ref}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}

const text = (value: string | null | undefined): string | null =>
  value === null || value === undefined ? null : storableText(value.slice(0, LONGEST));
