import { DateTime } from 'luxon';

/** How people write a calendar date, day first where numbers could mean either (billing.md 1.4). */
const FORMATS = [
  'yyyy-M-d',
  'yyyyMMdd',
  'yyyy/M/d',
  'd/M/yyyy',
  'd-M-yyyy',
  'd.M.yyyy',
  'd LLL yyyy',
  'd LLLL yyyy',
  'd-LLL-yyyy',
  'LLL d, yyyy',
  'LLLL d, yyyy',
  'LLL d yyyy',
  'LLLL d yyyy',
  'EEE, d LLL yyyy',
  'EEEE, d LLLL yyyy',
];

/** A time of day behind the date, with or without a zone: `T23:30:00-08:00`, ` 10:00:00 UTC`. */
const TIME = /[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?|\d{4}(?:\d{2})?) ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/;

/** Longer than any date; bounds the work on what is none. */
const MAX_LENGTH = 64;

const ENGLISH = { zone: 'utc', locale: 'en-US' };

/**
 * The calendar date that a text means, as `YYYY-MM-DD`, or undefined when it means none. A time behind the date must be
 * one, but never moves the date: what is written counts, in whatever zone.
 */
export function parseDate(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const written = /^"(.*)"$/.exec(text.trim())?.[1] ?? text.trim();
  const [date, time] = splitTime(written);
  if (time !== undefined && !DateTime.fromISO(`2000-01-01T${time}`, ENGLISH).isValid) return undefined;
  const plain = date
    .replace(/\s+/g, ' ')
    .replace(/\bsept\b/i, 'Sep')
    .replace(/\b(\d{1,2})(?:st|nd|rd|th)\b/i, '$1');
  for (const format of FORMATS) {
    const parsed = DateTime.fromFormat(plain, format, ENGLISH);
    // PostgreSQL has no year 0.
    if (parsed.isValid && parsed.year > 0) return parsed.toISODate();
  }
  return undefined;
}

/** The date and, where one follows it, the time. `13 Jun 2021` ends in four digits that are a year, not a time. */
function splitTime(text: string): [date: string, time: string | undefined] {
  const match = TIME.exec(text);
  const time = match?.[1];
  if (match === null || time === undefined) return [text, undefined];
  if (!time.includes(':') && !match[0].startsWith('T')) return [text, undefined];
  return [text.slice(0, match.index), time];
}
