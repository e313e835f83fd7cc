import { createHash } from 'node:crypto';

const LENGTH = 8;

/**
 * The name by which two people compare secrets without telling them: the first 8 hex characters of the SHA-256 of the
 * file's text without white space at its ends. On another machine: `tr -d '[:space:]' < file | sha256sum | cut -c1-8`.
 */
export function secretFingerprint(text: string): string {
  return createHash('sha256').update(text.trim()).digest('hex').slice(0, LENGTH);
}
