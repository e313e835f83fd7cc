import type { Statement } from '@app/platform';

/** Columns of a row that is written, in the order of the parameters of `WRITE_DECISIONS`, with their array types. */
const columns = {
  id: 'uuid',
  decided_at: 'timestamptz',
  correlation_id: 'text',
  actor: 'text',
  key_id: 'bigint',
  user_id: 'bigint',
  username: 'text',
  project_id: 'bigint',
  repository: 'text',
  action: 'text',
  protocol: 'text',
  address: 'text',
  refs: 'integer',
  refs_digest: 'text',
  verdict: 'text',
  rule: 'text',
  message: 'text',
  http_status: 'integer',
  duration_ms: 'double precision',
} as const;

export type DecisionColumn = keyof typeof columns;

export const DECISION_COLUMNS = Object.keys(columns) as DecisionColumn[];

/** One array for each column, all of one length. A row that is there already stays as it is. */
export const WRITE_DECISIONS: Statement = {
  name: 'decision_log_write',
  text: `
    INSERT INTO internal_api.access_decisions (${DECISION_COLUMNS.join(', ')})
    SELECT * FROM unnest(${Object.values(columns)
      .map((type, index) => `$${index + 1}::${type}[]`)
      .join(', ')})
    ON CONFLICT (decided_at, id) DO NOTHING`,
};

/** $1 today, $2 days ahead for which there are partitions, $3 days after which they are dropped. */
export const KEEP_PARTITIONS: Statement = {
  name: 'decision_log_keep_partitions',
  text: 'SELECT made, dropped FROM internal_api.keep_access_decisions($1::date, $2::integer, $3::integer)',
};
