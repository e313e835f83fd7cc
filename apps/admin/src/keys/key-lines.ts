import { readFileSync } from 'node:fs';
import { RefusedError } from '../grammar/usage-error.js';

/** The line itself, or with `@` in front the first line of that file. @throws RefusedError for a file that cannot be read */
export function keyLine(text: string): string {
  if (!text.startsWith('@')) return text;
  const path = text.slice(1);
  try {
    return readFileSync(path, 'utf8').split('\n')[0] ?? '';
  } catch (error) {
    throw new RefusedError(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/** Midnight in UTC of a day on which a key ends; null: it does not end. */
export const endOf = (day: string | null): Date | null => (day === null ? null : new Date(`${day}T00:00:00Z`));
