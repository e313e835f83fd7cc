import type { Statement } from '@app/platform';

/** $1 id or NULL, $2 user or NULL, $3 administrators' only, $4 the id behind which it begins, $5 how many, $6 today. */
export const TOKENS: Statement = {
  name: 'tokens_list',
  text: `
    SELECT t.id, t.name, t.user_id, u.username, u.admin, t.scopes, t.expires_at,
           CASE WHEN t.revoked THEN 'revoked' WHEN t.expires_at <= $6::date THEN 'expired' ELSE 'active' END AS status,
           t.last_used_at, t.created_at
      FROM personal_access_tokens t JOIN users u ON u.id = t.user_id
     WHERE ($1::bigint IS NULL OR t.id = $1)
       AND ($2::bigint IS NULL OR t.user_id = $2)
       AND (NOT $3 OR u.admin)
       AND t.id > $4
     ORDER BY t.id LIMIT $5`,
};

/** $1 id, $2 now as UTC text. */
export const REVOKE_TOKEN: Statement = {
  name: 'tokens_revoke',
  text: `
    UPDATE personal_access_tokens SET revoked = true, updated_at = $2::timestamp
     WHERE id = $1 AND revoked IS NOT TRUE
    RETURNING id`,
};
