import type { Statement } from '@app/platform';

/** $1 key ids, $2 now. Once a day and key (git-access.md 2.5); `updated_at` stays. */
export const TOUCH_KEYS: Statement = {
  name: 'usage_touch_keys',
  text: `
    UPDATE keys SET last_used_at = $2::timestamptz AT TIME ZONE 'UTC'
    WHERE id = ANY ($1::bigint[])
      AND (last_used_at IS NULL OR last_used_at <= ($2::timestamptz AT TIME ZONE 'UTC') - interval '24 hours')`,
};
