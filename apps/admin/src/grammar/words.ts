import { USER_STATES, VISIBILITY_LEVELS } from '@app/directory';

/** Access levels by the names that GitLab's pages give them. */
export const LEVEL_WORDS = {
  minimal: 5,
  guest: 10,
  planner: 15,
  reporter: 20,
  securitymanager: 25,
  developer: 30,
  maintainer: 40,
  owner: 50,
} as const;

export const VISIBILITY_WORDS: Readonly<Record<string, number>> = VISIBILITY_LEVELS;

export const STATE_WORDS = Object.fromEntries(USER_STATES.map((state) => [state, state]));

/** The word for a number; the number itself where there is none. */
export function wordFor(words: Readonly<Record<string, unknown>>, value: number | null): string | null {
  if (value === null) return null;
  return Object.entries(words).find(([, meant]) => meant === value)?.[0] ?? String(value);
}
