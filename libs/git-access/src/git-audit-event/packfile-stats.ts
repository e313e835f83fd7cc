import { storableText } from '@app/platform';

const NUMBERS = ['payload_size', 'packets', 'wants', 'haves', 'shallows'] as const;
const TEXTS = ['deepen', 'filter'] as const;

/** Characters of a text and entries of the list; the rest says nothing to an auditor. */
const LONGEST = 1_000;

/** The statistics that the shell knows of a pull (clients.md 2.9); whatever else the object holds is dropped. */
export function packfileStats(value: unknown): Record<string, unknown> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const given = new Map<string, unknown>(Object.entries(value));
  const stats: Record<string, unknown> = {};
  for (const name of NUMBERS) {
    const number = given.get(name);
    if (typeof number === 'number' && Number.isSafeInteger(number)) stats[name] = number;
  }
  for (const name of TEXTS) {
    const text = given.get(name);
    if (typeof text === 'string') stats[name] = shortened(text);
  }
  const capabilities = given.get('caps');
  if (Array.isArray(capabilities)) {
    stats.caps = capabilities
      .filter((capability) => typeof capability === 'string')
      .slice(0, LONGEST)
      .map(shortened);
  }
  return stats;
}

const shortened = (text: string): string => storableText(text.slice(0, LONGEST));
