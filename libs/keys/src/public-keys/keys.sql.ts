import type { Statement } from '@app/platform';

/** $1 SHA-256, $2 MD5 fingerprint. Keys of all users and deploy keys share one table. */
export const KEY_TAKEN: Statement = {
  name: 'keys_taken',
  text: `
    SELECT EXISTS (
      SELECT FROM keys WHERE fingerprint_sha256 = $1 OR (fingerprint = $2 AND fingerprint_sha256 IS NULL)
    ) AS taken`,
};

/** $1 user id. */
export const USER_EXISTS: Statement = {
  name: 'keys_user_exists',
  text: 'SELECT EXISTS (SELECT FROM users WHERE id = $1) AS present',
};

/** Least sizes by kind of key: 0 any, -1 forbidden. */
export const RESTRICTIONS: Statement = {
  name: 'keys_restrictions',
  text: `
    SELECT rsa_key_restriction AS rsa, dsa_key_restriction AS dsa, ecdsa_key_restriction AS ecdsa,
           ed25519_key_restriction AS ed25519, ecdsa_sk_key_restriction AS ecdsa_sk,
           ed25519_sk_key_restriction AS ed25519_sk
    FROM application_settings ORDER BY id DESC LIMIT 1`,
};

/** $1 id or NULL, $2 owner or NULL, $3 title, $4 line, $5 type or NULL, $6 MD5, $7 SHA-256, $8 end, $9 usage, $10 now. */
export const INSERT_KEY: Statement = {
  name: 'keys_insert',
  text: `
    INSERT INTO keys (id, user_id, title, key, type, fingerprint, fingerprint_sha256, expires_at, usage_type,
                      created_at, updated_at)
    VALUES (COALESCE($1::bigint, nextval('keys_id_seq')), $2, $3, $4, $5, $6, $7, $8, $9,
            $10::timestamptz AT TIME ZONE 'UTC', $10::timestamptz AT TIME ZONE 'UTC')
    ON CONFLICT (fingerprint_sha256) DO NOTHING
    RETURNING id`,
};

/** $1 key id. What a deploy key opens goes with it, by triggers. */
export const DELETE_KEY: Statement = { name: 'keys_delete', text: 'DELETE FROM keys WHERE id = $1 RETURNING id' };

/** $1 deploy key id, $2 project id. Locks the key, so that two calls do not both find no link and make two. */
export const DEPLOY_PARTIES: Statement = {
  name: 'keys_deploy_parties',
  text: `
    SELECT (SELECT k.id FROM keys k WHERE k.id = $1 AND k.type = 'DeployKey' FOR UPDATE) IS NOT NULL AS key,
           EXISTS (SELECT FROM projects WHERE id = $2) AS project`,
};

/** $1 deploy key id, $2 project id, $3 may push, $4 now. */
export const CHANGE_DEPLOY_LINK: Statement = {
  name: 'keys_change_deploy_link',
  text: `
    UPDATE deploy_keys_projects SET can_push = $3, updated_at = $4::timestamptz AT TIME ZONE 'UTC'
    WHERE deploy_key_id = $1 AND project_id = $2
    RETURNING id`,
};

/** As above. */
export const INSERT_DEPLOY_LINK: Statement = {
  name: 'keys_insert_deploy_link',
  text: `
    INSERT INTO deploy_keys_projects (deploy_key_id, project_id, can_push, created_at, updated_at)
    VALUES ($1, $2, $3, $4::timestamptz AT TIME ZONE 'UTC', $4::timestamptz AT TIME ZONE 'UTC')`,
};

/** $1 deploy key id, $2 project id. */
export const DELETE_DEPLOY_LINK: Statement = {
  name: 'keys_delete_deploy_link',
  text: 'DELETE FROM deploy_keys_projects WHERE deploy_key_id = $1 AND project_id = $2 RETURNING id',
};

/** $1 id or NULL, $2 deploy keys or others, $3 owner or NULL, $4 the id behind which it begins, $5 how many. */
export const KEYS: Statement = {
  name: 'keys_list',
  text: `
    SELECT k.id, k.title, k.user_id, u.username, k.usage_type, split_part(k.key, ' ', 1) AS type,
           'SHA256:' || rtrim(encode(k.fingerprint_sha256, 'base64'), '=') AS fingerprint,
           k.expires_at, k.last_used_at, k.created_at
    FROM keys k LEFT JOIN users u ON u.id = k.user_id
    WHERE ($1::bigint IS NULL OR k.id = $1)
      AND (k.type IS NOT DISTINCT FROM 'DeployKey') = $2
      AND ($3::bigint IS NULL OR k.user_id = $3)
      AND k.id > $4
    ORDER BY k.id LIMIT $5`,
};

/** $1 key id, $2 deploy key or other, $3 title or NULL, $4 usage or NULL, $5 sets the end, $6 end or NULL, $7 now. */
export const CHANGE_KEY: Statement = {
  name: 'keys_change',
  text: `
    UPDATE keys SET title = COALESCE($3, title), usage_type = COALESCE($4, usage_type),
      expires_at = CASE WHEN $5 THEN $6::timestamptz ELSE expires_at END,
      updated_at = $7::timestamptz AT TIME ZONE 'UTC'
    WHERE id = $1 AND (type IS NOT DISTINCT FROM 'DeployKey') = $2
    RETURNING id`,
};

/** $1 deploy key id or NULL, $2 project id or NULL. */
export const DEPLOY_LINKS: Statement = {
  name: 'keys_deploy_links',
  text: `
    SELECT l.deploy_key_id, l.project_id, r.path AS project, l.can_push
    FROM deploy_keys_projects l
    LEFT JOIN routes r ON r.source_type = 'Project' AND r.source_id = l.project_id
    WHERE ($1::bigint IS NULL OR l.deploy_key_id = $1) AND ($2::bigint IS NULL OR l.project_id = $2)
    ORDER BY l.deploy_key_id, l.project_id`,
};
