import type { LfsFactsRow } from './lfs-authenticate.facts.sql.js';

/** Characters of what changes with the credential: a password's hash, or a key's fingerprint. */
const TAIL = 16;

/** Who a token is made for, and the key that signs it. */
export interface LfsActor {
  /** The user name of the LFS client's Basic authentication, and the token's claim. */
  readonly name: string;
  /** Dies with the actor's password or deploy key (schema.md 3.5). */
  readonly secret: string;
}

/**
 * The actor of a row; null for nobody, to whom a key without an owner belongs as well. `dbKeyBase` is the instance's key
 * material.
 */
export function lfsActor(row: LfsFactsRow, dbKeyBase: string): LfsActor | null {
  if (row.key_id !== null && row.key_type === 'DeployKey') {
    return { name: `lfs+deploy-key-${row.key_id}`, secret: deployKeySecret(row, dbKeyBase) };
  }
  if (row.user_id === null) return null;
  return { name: row.username ?? '', secret: `${row.user_id}${row.password_tail ?? ''}${firstOf(dbKeyBase, TAIL)}` };
}

/** By the SHA-256 fingerprint as GitLab writes it; rows of 14.0 that lack it go by MD5, as 14.0 went. */
function deployKeySecret({ key_sha256, key_md5 }: LfsFactsRow, dbKeyBase: string): string {
  if (key_sha256 !== null) return `${key_sha256.toString('base64').slice(0, TAIL)}${keyOf32Bytes(dbKeyBase)}`;
  return `${(key_md5 ?? '').replaceAll(':', '').slice(0, TAIL)}${firstOf(dbKeyBase, TAIL)}`;
}

const firstOf = (text: string, characters: number): string => [...text].slice(0, characters).join('');

/** K32 of schema.md 3: at most 32 bytes, cut between characters and filled up with the character 0. */
function keyOf32Bytes(dbKeyBase: string): string {
  let key = '';
  for (const character of dbKeyBase) {
    if (Buffer.byteLength(key + character) > 32) break;
    key += character;
  }
  return key + '0'.repeat(32 - Buffer.byteLength(key));
}
