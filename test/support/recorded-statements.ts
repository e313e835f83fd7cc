import { jest } from '@jest/globals';
import pg from 'pg';

/** A named statement as the service sent it. */
export interface RecordedStatement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The named statements that this process sends to PostgreSQL while `work` runs, in their order. */
export async function recordStatements(work: () => Promise<unknown>): Promise<RecordedStatement[]> {
  const sent: RecordedStatement[] = [];
  const send = pg.Client.prototype.query as (...words: unknown[]) => unknown;
  const spy = jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...words) {
    const [first] = words as unknown[];
    if (isNamed(first)) sent.push({ name: first.name, text: first.text, values: first.values });
    return send.apply(this, words) as never;
  });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return sent;
}

function isNamed(value: unknown): value is RecordedStatement {
  return typeof value === 'object' && value !== null && typeof (value as { name?: unknown }).name === 'string';
}
