import type { Statement } from '@app/platform';
import { SETTING_NAMES } from './setting-kinds.js';

const columns = SETTING_NAMES.map((name) => `s.${name}`).join(', ');

/** The row that counts. */
export const READ_SETTINGS: Statement = {
  name: 'settings_read',
  text: `SELECT ${columns} FROM application_settings s ORDER BY s.id DESC LIMIT 1`,
};

/** $1 JSON object of new values by name, $2 now. What it does not name stays. */
export const CHANGE_SETTINGS: Statement = {
  name: 'settings_change',
  text: `
    UPDATE application_settings s
       SET (${SETTING_NAMES.join(', ')}) =
             (SELECT ${SETTING_NAMES.map((name) => `r.${name}`).join(', ')} FROM jsonb_populate_record(s, $1::jsonb) r),
           updated_at = $2::timestamptz AT TIME ZONE 'UTC'
     WHERE s.id = (SELECT max(newest.id) FROM application_settings newest)`,
};
