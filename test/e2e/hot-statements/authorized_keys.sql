-- authorized_key_find
  (SELECT
k.id, k.title, k.key, k.created_at, k.expires_at, k.last_used_at, k.usage_type, u.name AS owner
FROM keys k LEFT JOIN users u ON u.id = k.user_id
    WHERE k.fingerprint_sha256 = $1::bytea AND k.usage_type IN (0, 1))
  UNION ALL
  (SELECT
k.id, k.title, k.key, k.created_at, k.expires_at, k.last_used_at, k.usage_type, u.name AS owner
FROM keys k LEFT JOIN users u ON u.id = k.user_id
    WHERE k.fingerprint = $2::text AND ($1::bytea IS NULL OR k.fingerprint_sha256 IS NULL) AND k.usage_type IN (0, 1))
  LIMIT 1;
