import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares two texts in a time that tells nothing about either, their lengths included. */
export function equalSecrets(offered: string, expected: string): boolean {
  return timingSafeEqual(digest(offered), digest(expected));
}
