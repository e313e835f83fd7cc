import Table from 'cli-table3';

/** What a command answers: rows, one thing, a text for people and scripts alike, or nothing. */
export type Answer = readonly object[] | object | string | undefined;

export const PLAIN = { style: { head: [], border: [], compact: true } };

/** JSON for scripts; a list is an array, one thing an object, times are ISO 8601 in UTC. */
export const asJson = (answer: Answer): string => JSON.stringify(answer ?? null, null, 2);

/** A table for people: a list with its columns in a row, one thing with its fields below each other. */
export function asTable(answer: Answer): string | undefined {
  if (answer === undefined || typeof answer === 'string') return answer;
  if (Array.isArray(answer)) return listTable(answer as readonly object[]);
  const table = new Table(PLAIN);
  for (const [name, value] of Object.entries(answer)) table.push([name, cell(value)]);
  return table.toString();
}

function listTable(rows: readonly object[]): string {
  const [first] = rows;
  if (first === undefined) return 'none';
  const table = new Table({ ...PLAIN, head: Object.keys(first) });
  for (const row of rows) table.push(Object.values(row).map(cell));
  return table.toString();
}

/** One value as people read it. */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value instanceof Date)
    return value
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d+Z$/, ' UTC');
  if (Array.isArray(value) && value.every((entry) => typeof entry !== 'object')) return value.join('\n');
  if (typeof value === 'string' || typeof value === 'number') return visible(String(value));
  return visible(JSON.stringify(value));
}

/** A name from the database must not steer the terminal. */
const visible = (text: string): string => text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '\uFFFD');
