import type { Statement } from '@app/platform';

export const REPAIR_TREES: Statement = {
  name: 'rebuild_trees',
  text: 'SELECT internal_api.rebuild_traversal_ids(NULL)',
};

export const COUNT_USERS: Statement = { name: 'rebuild_count_users', text: 'SELECT count(*) AS count FROM users' };

/** $1 the id behind which it begins, $2 how many. Refreshes these users and returns how many and which was the last. */
export const REFRESH_BATCH: Statement = {
  name: 'rebuild_batch',
  text: `
    WITH batch AS (SELECT u.id FROM users u WHERE u.id > $1 ORDER BY u.id LIMIT $2),
    ids AS (SELECT COALESCE(array_agg(b.id), '{}') AS ids, count(*) AS count, max(b.id) AS last FROM batch b)
    SELECT ids.count, ids.last, internal_api.refresh_project_authorizations(ids.ids) FROM ids`,
};
