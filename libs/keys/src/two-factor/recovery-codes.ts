import bcrypt from 'bcrypt';
import { randomBytes } from 'node:crypto';

/** How many codes a person is given, and the bytes of each. */
const COUNT = 10;
const BYTES = 8;

/** Ten different codes of 16 hex digits (schema.md 3.3). */
export function makeRecoveryCodes(): string[] {
  const codes = new Set<string>();
  while (codes.size < COUNT) codes.add(randomBytes(BYTES).toString('hex'));
  return [...codes];
}

/**
 * The text that the database holds in place of the codes: a JSON list of bcrypt hashes with the prefix `$2a$` that Devise
 * writes. One after another, on a thread of the pool: ten at once would take every thread from other requests.
 */
export async function hashRecoveryCodes(codes: readonly string[], cost: number): Promise<string> {
  const hashes: string[] = [];
  for (const code of codes) hashes.push(await bcrypt.hash(code, await bcrypt.genSalt(cost, 'a')));
  return JSON.stringify(hashes);
}
