/** A NUL, or half of a character: JSON can name them, PostgreSQL cannot hold them. */
const UNSTORABLE = /\0|[\uD800-\uDFFF]/u;

/** Deeper than any configuration, and no danger to what walks through it. */
const MAX_DEPTH = 100;

/** True when PostgreSQL holds this text. */
export const isStorableText = (text: string): boolean => !UNSTORABLE.test(text);

/** True when PostgreSQL holds this JSON value, keys included, and it is nested reasonably. */
export function isStorable(json: unknown): boolean {
  let level: unknown[] = [json];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return false;
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string' && !isStorableText(value)) return false;
      if (typeof value === 'object' && value !== null) {
        if (!Object.keys(value).every(isStorableText)) return false;
        for (const member of Object.values(value)) next.push(member);
      }
    }
    level = next;
  }
  return true;
}
