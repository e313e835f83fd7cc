import { noteField, type JsonSchema } from './dto-fields.js';

/**
 * Fields of the endpoints that GitLab Shell and Gitaly call. The original declares no schema there, so nothing is ever
 * refused for its type: what cannot be used counts as absent (git-access.md 1.1).
 */
function field(read: (value: unknown) => unknown, schema: JsonSchema): PropertyDecorator {
  return (dto, name) => noteField(dto, String(name), { schema: () => schema, required: false, read, strict: false });
}

/** Text; numbers become text, anything else is absent. Type: `string | undefined`. */
export const TextField = (): PropertyDecorator => field(asText, { type: 'string' });

/**
 * The id of a row. Type: `number | null | undefined`: absent, or present and unusable (null: it names nobody and nothing
 * else is tried), or a number. Only the digits of a positive number count; no array, sign, blank or exponent.
 */
export const IdField = (): PropertyDecorator =>
  field((value) => (value === undefined || value === null ? undefined : parseId(value)), {
    type: ['integer', 'string'],
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    pattern: '^[1-9][0-9]{0,15}$',
  });

/** Texts. Type: `string[]`. One text counts as a list of one; null and absent as an empty list. */
export const TextListField = (): PropertyDecorator =>
  field((value) => (Array.isArray(value) ? value : [value]).map(asText).filter((text) => text !== undefined), {
    type: ['array', 'string'],
    items: { type: 'string' },
  });

/** Any value as it came. Type: `unknown`. */
export const RawField = (): PropertyDecorator => field((value) => value, {});

function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

/** A positive id from a JSON number or its decimal digits; null for anything else. */
export function parseId(value: unknown): number | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? value : null;
  if (typeof value !== 'string' || !/^[1-9][0-9]{0,15}$/.test(value)) return null;
  const id = Number(value);
  return Number.isSafeInteger(id) ? id : null;
}
