-- allowed_facts, as in allowed-before-a-pull.sql

-- usage_touch_keys
UPDATE keys SET last_used_at = $2::timestamptz AT TIME ZONE 'UTC'
WHERE id = ANY ($1::bigint[])
  AND (last_used_at IS NULL OR last_used_at <= ($2::timestamptz AT TIME ZONE 'UTC') - interval '24 hours');
