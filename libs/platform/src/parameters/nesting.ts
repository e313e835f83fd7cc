/**
 * Levels of JSON: far less than a stack holds, and more than any endpoint takes. An alert may have 100 levels inside its
 * body, and one with more is refused by its own endpoint, behind the credentials (kubernetes.md 5.1, 5.2).
 */
export const DEEPEST_JSON = 1_000;

/**
 * Whether a JSON value has more levels of objects and lists than this, found without recursion: readers further on do
 * recurse, and must not be the ones to run out of stack.
 */
export function isNestedDeeperThan(levels: number, value: unknown): boolean {
  let level: object[] = isContainer(value) ? [value] : [];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > levels) return true;
    const next: object[] = [];
    for (const container of level) {
      for (const value of Object.values(container) as unknown[]) if (isContainer(value)) next.push(value);
    }
    level = next;
  }
  return false;
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;
