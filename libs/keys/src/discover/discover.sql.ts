import type { Statement } from '@app/platform';

/** Owner of a key, or the creator of a deploy key, or the ghost user when that one is gone. $1 key id */
export const PERSON_OF_KEY: Statement = {
  name: 'discover_by_key',
  text: `
    SELECT u.id, u.name, u.username
    FROM keys k
    LEFT JOIN users o ON o.id = k.user_id
    JOIN users u ON u.id = COALESCE(
      o.id,
      (SELECT g.id FROM users g WHERE k.type = 'DeployKey' AND g.user_type = 5 ORDER BY g.id LIMIT 1))
    WHERE k.id = $1 AND k.usage_type IN (0, 1)`,
};

/** $1 user id */
export const PERSON_BY_ID: Statement = {
  name: 'discover_by_id',
  text: `SELECT id, name, username FROM users WHERE id = $1`,
};

/** $1 user name in any case; the exact spelling wins. */
export const PERSON_BY_USERNAME: Statement = {
  name: 'discover_by_username',
  text: `
    SELECT id, name, username
    FROM users
    WHERE lower(username) = lower($1)
    ORDER BY username = $1 DESC, id
    LIMIT 1`,
};
