import type { Statement } from '@app/platform';

/**
 * The groups that trust an authority, each with what the named person is to it.
 * $1 fingerprint of the authority, $2 e-mail address or NULL, $3 user name or NULL, $4 today
 */
export const CERTIFICATE_GROUPS: Statement = {
  name: 'authorized_certs_groups',
  text: `
    SELECT r.path AS namespace,
           u.username,
           u.managing_group_id = n.id AS enterprise,
           EXISTS (
             SELECT FROM internal_api.accepted_members m
              WHERE m.source_type = 'Namespace' AND m.source_id = ANY (n.traversal_ids) AND m.user_id = u.id
                AND m.access_level >= 10 AND internal_api.is_live(m.expires_at, $4::date)) AS member
      FROM internal_api.group_ssh_certificates c
      JOIN namespaces n ON n.id = c.namespace_id
      JOIN routes r ON r.source_type = 'Namespace' AND r.source_id = n.id
      LEFT JOIN users u ON u.id = (
        SELECT named.id FROM users named
         WHERE named.email = lower($2::text) OR lower(named.username) = lower($3::text)
         ORDER BY named.username = $3::text DESC, named.id LIMIT 1)
     WHERE c.fingerprint_sha256 = $1::bytea
     ORDER BY c.id`,
};

export interface CertificateGroupRow {
  namespace: string;
  /** NULL when nobody is called so. */
  username: string | null;
  enterprise: boolean | null;
  member: boolean;
}
