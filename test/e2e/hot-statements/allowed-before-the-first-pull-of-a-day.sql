-- allowed_facts, as in allowed-before-a-pull.sql

-- usage_touch_users
UPDATE users SET last_activity_on = $2::date
WHERE id = ANY ($1::bigint[]) AND (last_activity_on IS NULL OR last_activity_on < $2::date);
