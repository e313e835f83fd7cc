import type { Statement } from '@app/platform';

export interface PackRow {
  namespace_id: number;
  expires_at: string;
  number_of_minutes: number;
  purchase_xid: string;
}

/**
 * $1 namespace, $2 purchases, $3 minutes, $4 expiry dates (each as many as $2, no purchase twice), $5 now. A purchase that
 * is known stays as it is. One order for everybody: who meets another's purchase waits for it, and never for each other.
 */
export const INSERT_PACKS: Statement = {
  name: 'billing_packs_insert',
  text: `
    INSERT INTO ci_minutes_additional_packs
           (namespace_id, purchase_xid, number_of_minutes, expires_at, created_at, updated_at)
    SELECT $1::bigint, pack.xid, pack.minutes, pack.expires_at, $5::timestamptz, $5::timestamptz
      FROM unnest($2::text[], $3::integer[], $4::date[]) AS pack (xid, minutes, expires_at)
     ORDER BY pack.xid
    ON CONFLICT (purchase_xid) DO NOTHING`,
};

/** $1 purchases. */
export const FIND_PACKS: Statement = {
  name: 'billing_packs_find',
  text: `
    SELECT namespace_id, expires_at, number_of_minutes, purchase_xid
      FROM ci_minutes_additional_packs WHERE purchase_xid = ANY ($1::text[])`,
};

/** $1 from, $2 to, $3 now. All packs, expired ones too; the rows are locked in one order, so that moves do not deadlock. */
export const MOVE_PACKS: Statement = {
  name: 'billing_packs_move',
  text: `
    WITH moved AS MATERIALIZED (
      SELECT id FROM ci_minutes_additional_packs WHERE namespace_id = $1 ORDER BY id FOR UPDATE
    )
    UPDATE ci_minutes_additional_packs p SET namespace_id = $2::bigint, updated_at = $3::timestamptz
      FROM moved WHERE p.id = moved.id`,
};

/** $1 and $2 top-level namespaces. Owners are the person of a personal space, and a group's own owners. */
export const HAVE_COMMON_OWNER: Statement = {
  name: 'billing_common_owner',
  text: `
    WITH owners AS (
      SELECT n.id AS namespace_id, n.owner_id AS user_id FROM namespaces n
       WHERE n.id IN ($1::bigint, $2::bigint) AND n.type = 'User'
      UNION
      SELECT m.source_id, m.user_id FROM members m
       WHERE m.source_id IN ($1::bigint, $2::bigint) AND m.source_type = 'Namespace' AND m.access_level >= 50
         AND m.requested_at IS NULL AND (m.invite_token IS NULL OR m.invite_accepted_at IS NOT NULL)
         AND COALESCE(m.state, 0) = 0 AND (m.expires_at IS NULL OR m.expires_at > $3::date)
    )
    SELECT EXISTS (
      SELECT FROM owners one JOIN owners other USING (user_id)
       WHERE one.namespace_id = $1::bigint AND other.namespace_id = $2::bigint
    ) AS common`,
};
