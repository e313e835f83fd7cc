import pg from 'pg';

const { builtins, getTypeParser, setTypeParser } = pg.types;

/** `bigint[]`, which the driver has no name for. */
const INT8_ARRAY = 1016 as Parameters<typeof setTypeParser>[0];

/**
 * How PostgreSQL's values become JavaScript's, once for the whole process: `bigint` a number (ids stay far below 2^53),
 * `timestamp` a Date that reads the stored text as UTC, `date` the text `YYYY-MM-DD`.
 * @throws RangeError for a `bigint` beyond 2^53 - 1, rather than another row's id
 */
export function registerTypeParsers(): void {
  const parseTexts = getTypeParser(INT8_ARRAY) as (text: string) => (string | null)[];
  setTypeParser(builtins.INT8, parseBigint);
  setTypeParser(INT8_ARRAY, (text: string) =>
    parseTexts(text).map((entry) => (entry === null ? null : parseBigint(entry))),
  );
  setTypeParser(builtins.TIMESTAMP, (text) => new Date(`${text.replace(' ', 'T')}Z`));
  setTypeParser(builtins.DATE, (text) => text);
  // The other way round: a Date goes out as UTC, whatever the zone of the machine.
  pg.defaults.parseInputDatesAsUTC = true;
}

function parseBigint(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('bigint beyond 2^53 - 1');
  return value;
}
