import type { Statement } from '@app/platform';

/**
 * The project and the user of a push as they are now; NULL for what is gone.
 * A key stands for its owner, a deploy key for its creator. $1 project id, $2 key id, $3 user id, $4 user name
 */
export const PUSH_PARTIES: Statement = {
  name: 'push_parties',
  text: `
    SELECT (SELECT p.id FROM projects p WHERE p.id = $1::bigint AND p.pending_delete IS NOT TRUE) AS project_id,
           COALESCE(
             (SELECT u.id FROM keys k JOIN users u ON u.id = k.user_id WHERE k.id = $2::bigint),
             (SELECT u.id FROM users u WHERE u.id = $3::bigint),
             (SELECT u.id FROM users u WHERE lower(u.username) = lower($4::text) ORDER BY u.id LIMIT 1)
           ) AS user_id`,
};

/**
 * Push events with their payloads, in the order given. How many commits a push brought is not known here: 0.
 * $1 project id, $2 author id, $3 when, $4 to $9 action, ref type, ref, commit from, commit to (hex), number of refs
 */
export const INSERT_PUSH_EVENTS: Statement = {
  name: 'push_events_insert',
  text: `
    WITH pushed AS (
      SELECT nextval(pg_get_serial_sequence('events', 'id')) AS event_id, e.*
      FROM unnest($4::smallint[], $5::smallint[], $6::text[], $7::text[], $8::text[], $9::int[])
           AS e (action, ref_type, ref, commit_from, commit_to, ref_count)
    ), event AS (
      INSERT INTO events (id, project_id, author_id, action, created_at, updated_at)
      SELECT event_id, $1, $2, 5, $3::timestamptz, $3::timestamptz FROM pushed
    )
    INSERT INTO push_event_payloads (event_id, project_id, commit_count, action, ref_type, ref, commit_from, commit_to, ref_count)
    SELECT event_id, $1, 0, action, ref_type, ref, decode(commit_from, 'hex'), decode(commit_to, 'hex'), ref_count
    FROM pushed`,
};

/** $1 project id, $2 when. Later pushes may have been recorded before. */
export const TOUCH_PROJECT: Statement = {
  name: 'push_touch_project',
  text: `
    UPDATE projects
    SET last_repository_updated_at = GREATEST(last_repository_updated_at, $2::timestamptz AT TIME ZONE 'UTC'),
        last_activity_at = GREATEST(last_activity_at, $2::timestamptz AT TIME ZONE 'UTC')
    WHERE id = $1`,
};

/** $1 user id, $2 date. */
export const TOUCH_PUSHER: Statement = {
  name: 'push_touch_pusher',
  text: `
    UPDATE users SET last_activity_on = $2::date
    WHERE id = $1 AND (last_activity_on IS NULL OR last_activity_on < $2::date)`,
};
