import type { PackRow } from './minutes.sql.js';

/** Exactly the keys of billing.md 4.2. */
export const presentPacks = (packs: readonly PackRow[]) =>
  packs.map(({ namespace_id, expires_at, number_of_minutes, purchase_xid }) => ({
    namespace_id,
    expires_at,
    number_of_minutes,
    purchase_xid,
  }));
