import type { Statement } from '@app/platform';

/** $1 user ids, $2 today. */
export const TOUCH_USERS: Statement = {
  name: 'usage_touch_users',
  text: `
    UPDATE users SET last_activity_on = $2::date
    WHERE id = ANY ($1::bigint[]) AND (last_activity_on IS NULL OR last_activity_on < $2::date)`,
};
