-- allowed_facts_with_refs, as in allowed-with-refs.sql

-- allowed_known_addresses
SELECT asked.email FROM unnest($1::text[]) AS asked (email)
 WHERE EXISTS (SELECT FROM users u WHERE u.email = asked.email)
    OR EXISTS (SELECT FROM emails e WHERE e.email = asked.email AND e.confirmed_at IS NOT NULL);

-- allowed_linked_objects
SELECT DISTINCT o.oid
  FROM lfs_objects o JOIN lfs_objects_projects l ON l.lfs_object_id = o.id
 WHERE l.project_id = $1 AND o.oid = ANY ($2::text[]);
