import type { Statement } from '@app/platform';

const COLUMNS = `
  k.id, k.title, k.key, k.created_at, k.expires_at, k.last_used_at, k.usage_type, u.name AS owner
  FROM keys k LEFT JOIN users u ON u.id = k.user_id`;

/**
 * The key that may authenticate with these fingerprints. Rows of GitLab 14.0 may lack the SHA-256 one; a fingerprint that
 * was asked for in its MD5 form finds any. $1 SHA-256 or NULL, $2 MD5 or NULL
 */
export const FIND_KEY: Statement = {
  name: 'authorized_key_find',
  text: `
    (SELECT ${COLUMNS}
      WHERE k.fingerprint_sha256 = $1::bytea AND k.usage_type IN (0, 1))
    UNION ALL
    (SELECT ${COLUMNS}
      WHERE k.fingerprint = $2::text AND ($1::bytea IS NULL OR k.fingerprint_sha256 IS NULL) AND k.usage_type IN (0, 1))
    LIMIT 1`,
};
