import pg from 'pg';

const { builtins, setTypeParser } = pg.types;

/**
 * How PostgreSQL's values become JavaScript's, once for the whole process: `bigint` a number (ids stay far below 2^53),
 * `timestamp` a Date that reads the stored text as UTC, `date` the text `YYYY-MM-DD`.
 * @throws RangeError for a `bigint` beyond 2^53 - 1, rather than another row's id
 */
export function registerTypeParsers(): void {
  setTypeParser(builtins.INT8, (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw new RangeError('bigint beyond 2^53 - 1');
    return value;
  });
  setTypeParser(builtins.TIMESTAMP, (text) => new Date(`${text.replace(' ', 'T')}Z`));
  setTypeParser(builtins.DATE, (text) => text);
}
