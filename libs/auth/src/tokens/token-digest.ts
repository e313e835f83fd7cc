import { createHash, randomBytes } from 'node:crypto';

/** Characters of `db_key_base` that salt a token (schema.md 3.1). */
const SALT_LENGTH = 32;

/** What the database holds in place of a personal access token (schema.md 3.1). */
export function tokenDigest(token: string, dbKeyBase: string): string {
  const salt = [...dbKeyBase].slice(0, SALT_LENGTH).join('');
  return createHash('sha256')
    .update(token + salt)
    .digest('base64');
}

const EASILY_CONFUSED: Record<string, string> = { l: 's', I: 'x', O: 'y', '0': 'z' };

/** 20 random URL-safe characters, none of which people take for another. */
export function randomTokenText(): string {
  return randomBytes(15)
    .toString('base64url')
    .replace(/[lIO0]/g, (character) => EASILY_CONFUSED[character] as string);
}
