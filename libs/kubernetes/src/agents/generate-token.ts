import { randomBytes } from 'node:crypto';

const PREFIX = 'glagent-';
/** Base64 of so many bytes has the 50 characters of GitLab's own tokens. */
const BYTES = 37;
/** Characters that people mistake for each other, and what stands for them. */
const CLEARER: Readonly<Record<string, string>> = { l: 's', I: 'x', O: 'y', '0': 'z' };

/** A new agent token in clear, as GitLab makes it today. */
export function generateToken(): string {
  const text = randomBytes(BYTES).toString('base64url');
  return PREFIX + text.replace(/[lIO0]/g, (character) => CLEARER[character] ?? character);
}
