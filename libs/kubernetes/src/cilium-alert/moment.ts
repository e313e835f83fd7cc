import { parseDate } from '@app/platform';
import { DateTime } from 'luxon';

/** Longer than any date; bounds the work on what is none. */
const MAX_LENGTH = 64;

const UTC = { zone: 'utc', locale: 'en-US' } as const;

/** A time of day behind a date: `T10:00:00Z`, ` 10:00 PM`, ` 10:00:00 +0200`. */
const TIME =
  /[T ] ?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?([AP]M))?(?: ?(Z|UTC|GMT|[+-]\d{2}:?\d{2}))?$/i;

/** A time of ISO 8601 without colons, which only its own reader takes for one. */
const COMPACT_TIME = /T\d{4}/;

/**
 * The moment that a text means, in whatever common form it is written; without a zone it is UTC, without a time the
 * beginning of the day. Undefined when it means none.
 */
export function parseMoment(text: string): Date | undefined {
  const written = text.trim();
  if (written.length > MAX_LENGTH || !/\d{4}/.test(written)) return undefined;
  const moment = (COMPACT_TIME.test(written) ? undefined : parts(written)) ?? standard(written);
  return moment?.isValid === true && moment.year > 0 && moment.year < 10_000 ? moment.toJSDate() : undefined;
}

/** A date as people write it, and the time behind it. */
function parts(text: string): DateTime | undefined {
  const match = TIME.exec(text);
  const date = parseDate(match === null ? text : text.slice(0, match.index));
  if (date === undefined) return undefined;
  if (match === null) return DateTime.fromISO(date, UTC);
  const [, hour = '', minute, second = '00', fraction = '0', half, zone = 'Z'] = match;
  const hours = hourOfDay(Number(hour), half);
  if (hours === undefined) return undefined;
  const offset = /^[+-]/.test(zone) ? zone : 'Z';
  return DateTime.fromISO(`${date}T${String(hours).padStart(2, '0')}:${minute}:${second}.${fraction}${offset}`, UTC);
}

function hourOfDay(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
}

/** What the standards have beyond that: times without colons, weeks, names of zones, `asctime`. */
function standard(text: string): DateTime | undefined {
  // A time or a year alone is no moment.
  if (/^\d{1,4}(?::|$)/.test(text)) return undefined;
  const readings = [
    () => DateTime.fromISO(text, UTC),
    () => DateTime.fromSQL(text, UTC),
    () => DateTime.fromRFC2822(text, UTC),
    () => DateTime.fromHTTP(text, UTC),
  ];
  return readings.map((read) => read()).find((moment) => moment.isValid);
}
