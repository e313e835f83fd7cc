import type { Statement } from '@app/platform';

/**
 * Counts one more occurrence of the open alert with this fingerprint, whatever else has changed. No row: there is none.
 * $1 project id, $2 fingerprint
 */
export const COUNT_ALERT: Statement = {
  name: 'count_alert',
  text: `
    UPDATE alert_management_alerts SET events = events + 1
     WHERE project_id = $1 AND fingerprint = $2 AND status <> 2
    RETURNING id`,
};

/**
 * Holds the project's alert numbers until the transaction ends, so that alerts of one project are made one after another
 * and no number is wasted. Alerts that GitLab has made before this service came count along.
 * $1 project id
 */
export const LOCK_ALERT_NUMBERS: Statement = {
  name: 'lock_alert_numbers',
  text: `
    INSERT INTO internal_ids AS i (project_id, usage, last_value)
    SELECT $1, 8, COALESCE(max(iid), 0) FROM alert_management_alerts WHERE project_id = $1
        ON CONFLICT (usage, project_id) WHERE project_id IS NOT NULL
        DO UPDATE SET last_value = GREATEST(i.last_value, EXCLUDED.last_value)`,
};

/**
 * Makes an alert with the next number. Should GitLab itself have made the same one meanwhile, that one is counted.
 * $1 project id, $2 title, $3 description, $4 severity, $5 service, $6 hosts, $7 begin, $8 name of the environment,
 * $9 fingerprint, $10 payload, $11 now
 */
export const CREATE_ALERT: Statement = {
  name: 'create_alert',
  text: `
      WITH numbers AS (
        UPDATE internal_ids SET last_value = last_value + 1 WHERE project_id = $1 AND usage = 8 RETURNING last_value
      )
    INSERT INTO alert_management_alerts AS a
           (project_id, iid, title, description, severity, service, monitoring_tool, hosts, started_at, environment_id,
            fingerprint, payload, domain, status, events, created_at, updated_at)
    SELECT $1, last_value, $2, $3, $4, $5, 'Cilium', $6::text[], $7,
           (SELECT id FROM environments WHERE project_id = $1 AND name = $8),
           $9, $10::jsonb, 1, 0, 1, $11, $11
      FROM numbers
        ON CONFLICT (project_id, fingerprint) WHERE status <> 2 AND fingerprint IS NOT NULL
        DO UPDATE SET events = a.events + 1
    RETURNING iid`,
};
