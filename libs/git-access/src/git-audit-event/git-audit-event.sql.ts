import type { Statement } from '@app/platform';

/**
 * Keeps a report once, however often the shell repeats it.
 * $1 correlation id, $2 action, $3 protocol, $4 gl_repository, $5 user name, $6 key id, $7 address, $8 namespace,
 * $9 changes, $10 statistics, $11 now
 */
export const INSERT_GIT_AUDIT_EVENT: Statement = {
  name: 'git_audit_event_insert',
  text: `
    INSERT INTO internal_api.git_audit_events
           (correlation_id, action, protocol, gl_repository, username, key_id, check_ip, namespace_path, changes,
            packfile_stats, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (correlation_id, gl_repository, action) DO NOTHING`,
};
