import type { Statement } from '@app/platform';

/** $1 users at most. The trigger functions of this library know who they are and what they may see now. */
export const REFRESH_STALE: Statement = {
  name: 'authorizations_refresh_stale',
  text: `SELECT internal_api.refresh_stale_project_authorizations($1) AS refreshed`,
};
