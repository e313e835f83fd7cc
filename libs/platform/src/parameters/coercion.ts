import { storableText } from '../database/storable-text.js';
import { parseDate } from './dates.js';
import { DEEPEST_JSON, isNestedDeeperThan } from './nesting.js';

/** A value that cannot be what its field wants: `<name> is invalid`. */
export const UNUSABLE = Symbol('unusable');
export type Coerced<Value> = Value | null | undefined | typeof UNUSABLE;

const YES = spellings('1', 'on', 't', 'true', 'y', 'yes');
const NO = spellings('0', 'off', 'f', 'false', 'n', 'no');

/** Each word in lower case, Capitalised and in UPPER CASE. */
function spellings(...words: string[]): ReadonlySet<string> {
  return new Set(words.flatMap((word) => [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()]));
}

/** Absent stays absent and null stays null, so that an update tells "leave it" from "clear it". */
const present =
  <Value>(read: (value: unknown) => Coerced<Value>) =>
  (value: unknown): Coerced<Value> =>
    value === undefined || value === null ? value : read(value);

/** As `present`; the empty text counts as null too, for everything but text itself. */
const filled = <Value>(read: (value: unknown) => Coerced<Value>) =>
  present((value) => (value === '' ? null : read(value)));

/** A whole number between both bounds: a JSON number, or text of an optional sign and decimal digits. */
export const coerceInteger = (min: number, max: number) =>
  filled<number>((value) => {
    const number = typeof value === 'string' && /^[+-]?[0-9]+$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < min || number > max) return UNUSABLE;
    return number === 0 ? 0 : number; // never -0
  });

/** A calendar date as `YYYY-MM-DD`, out of text alone. */
export const coerceDate = filled<string>(
  (value) => (typeof value === 'string' ? parseDate(value) : undefined) ?? UNUSABLE,
);

/** `true` and `false`, or one of their spellings. */
export const coerceBoolean = filled<boolean>((value) => {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return UNUSABLE;
  return YES.has(value) ? true : NO.has(value) ? false : UNUSABLE;
});

/** Text, numbers included; only what comes back from PostgreSQL as it was: no NUL, no half of a surrogate pair. */
export const coerceString = present<string>((value) => {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && storableText(value) === value ? value : UNUSABLE;
});

/** A list, or null's empty one. */
export const coerceList = (value: unknown): Coerced<readonly unknown[]> => {
  if (value === undefined) return undefined;
  if (value === null) return [];
  return Array.isArray(value) ? value : UNUSABLE;
};

/** A list, one object that counts as a list of one, or the JSON text of either. */
export const coerceJsonList = (value: unknown): Coerced<readonly unknown[]> => {
  const json = typeof value === 'string' ? parseJson(value) : value;
  return isRecord(json) ? [json] : coerceList(json);
};

/** A list of whole numbers; none of them may be absent. */
export const coerceIntegerList =
  (min: number, max: number) =>
  (value: unknown): Coerced<number[]> => {
    const list = coerceList(value);
    if (!Array.isArray(list)) return list as undefined | typeof UNUSABLE;
    const numbers = list.map(coerceInteger(min, max));
    return numbers.every((number) => typeof number === 'number') ? numbers : UNUSABLE;
  };

/** An object with members; a list is none. */
export const coerceObject = filled<Record<string, unknown>>((value) => (isRecord(value) ? value : UNUSABLE));

/** An object, or the JSON text of one. */
export const coerceJsonObject = (value: unknown): Coerced<Record<string, unknown>> =>
  coerceObject(typeof value === 'string' ? parseJson(value) : value);

function parseJson(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    const json: unknown = JSON.parse(text);
    return isNestedDeeperThan(DEEPEST_JSON, json) ? UNUSABLE : json;
  } catch {
    return UNUSABLE;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
