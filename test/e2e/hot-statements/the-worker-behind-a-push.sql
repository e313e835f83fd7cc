-- outbox_claim
WITH due AS (
  SELECT id
  FROM internal_api.outbox
  WHERE failed_at IS NULL AND (dispatched_at IS NULL OR dispatched_at < $2)
  ORDER BY id
  LIMIT $3
  FOR UPDATE SKIP LOCKED
)
UPDATE internal_api.outbox o
SET dispatched_at = $1
FROM due
WHERE o.id = due.id
RETURNING o.id, o.queue;

-- post_receive_facts, as in post_receive.sql

-- post_receive_record, as in post_receive.sql

-- outbox_begin_attempt
UPDATE internal_api.outbox SET attempts = attempts + 1, dispatched_at = $2
WHERE id = $1 AND failed_at IS NULL
RETURNING attempts, queue, traceparent;

-- not prepared
BEGIN;

-- outbox_take
DELETE FROM internal_api.outbox WHERE id = $1 AND failed_at IS NULL RETURNING payload, correlation_id;

-- push_parties
SELECT (SELECT p.id FROM projects p WHERE p.id = $1::bigint AND p.pending_delete IS NOT TRUE) AS project_id,
       COALESCE(
         (SELECT u.id FROM keys k JOIN users u ON u.id = k.user_id WHERE k.id = $2::bigint),
         (SELECT u.id FROM users u WHERE u.id = $3::bigint),
         (SELECT u.id FROM users u WHERE lower(u.username) = lower($4::text) ORDER BY u.id LIMIT 1)
       ) AS user_id;

-- push_events_insert
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
FROM pushed;

-- push_touch_project
UPDATE projects
SET last_repository_updated_at = GREATEST(last_repository_updated_at, $2::timestamptz AT TIME ZONE 'UTC'),
    last_activity_at = GREATEST(last_activity_at, $2::timestamptz AT TIME ZONE 'UTC')
WHERE id = $1;

-- push_touch_pusher
UPDATE users SET last_activity_on = $2::date
WHERE id = $1 AND (last_activity_on IS NULL OR last_activity_on < $2::date);

-- not prepared
COMMIT;
