/** Levels of JSON; the original's parser takes no more either. */
export const DEEPEST_JSON = 100;

/**
 * Whether a JSON value has more levels of objects and lists than this, found without recursion: readers further on do
 * recurse, and must not be the ones to run out of stack.
 */
export function isNestedDeeperThan(levels: number, value: unknown): boolean {
  let level: object[] = isContainer(value) ? [value] : [];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > levels) return true;
    level = level.flatMap((container) => Object.values(container).filter(isContainer));
  }
  return false;
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;
