/** FNV-1a, 32 bits. */
const BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * Whether a request belongs to the share of all requests, from 0 to 1. The correlation id decides, so that the calls of one
 * Git command, on whatever process, are in it together or not at all.
 */
export function isSampled(correlationId: string | null, share: number): boolean {
  if (share <= 0) return false;
  if (share >= 1) return true;
  let hash = BASIS;
  for (const byte of Buffer.from(correlationId ?? '')) hash = Math.imul(hash ^ byte, PRIME);
  return (hash >>> 0) / 2 ** 32 < share;
}
