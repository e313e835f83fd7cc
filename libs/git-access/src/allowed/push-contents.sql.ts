import type { Statement } from '@app/platform';

/** Which of these addresses, in lower case, belong to a user? $1 addresses. */
export const KNOWN_ADDRESSES: Statement = {
  name: 'allowed_known_addresses',
  text: `
    SELECT asked.email FROM unnest($1::text[]) AS asked (email)
     WHERE EXISTS (SELECT FROM users u WHERE u.email = asked.email)
        OR EXISTS (SELECT FROM emails e WHERE e.email = asked.email AND e.confirmed_at IS NOT NULL)`,
};

/** Which of these Git LFS objects belong to the project? $1 project id, $2 object ids. */
export const LINKED_OBJECTS: Statement = {
  name: 'allowed_linked_objects',
  text: `
    SELECT DISTINCT o.oid
      FROM lfs_objects o JOIN lfs_objects_projects l ON l.lfs_object_id = o.id
     WHERE l.project_id = $1 AND o.oid = ANY ($2::text[])`,
};
