import { jest } from '@jest/globals';
import pg from 'pg';
import { TEST_CONNECTION } from './suite.js';

/** A statement as the service sent it. */
export interface RecordedStatement {
  /** Undefined for one that is not prepared, such as `BEGIN`. */
  readonly name: string | undefined;
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * All that the service sends to PostgreSQL from this process while `work` runs, in its order, with a name or without. What
 * the test asks on connections of its own is none of it.
 */
export async function recordStatements(work: () => Promise<unknown>): Promise<RecordedStatement[]> {
  const sent: RecordedStatement[] = [];
  const send = pg.Client.prototype.query as (...words: unknown[]) => unknown;
  const spy = jest.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...words) {
    if (applicationOf(this) !== TEST_CONNECTION) sent.push(statementOf(words));
    return send.apply(this, words) as never;
  });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return sent;
}

/** The ways in which the driver takes a statement: a text and its values, or an object that has both. */
function statementOf([first, second]: readonly unknown[]): RecordedStatement {
  if (typeof first === 'string') return { name: undefined, text: first, values: Array.isArray(second) ? second : [] };
  const { name, text, values } = first as Partial<RecordedStatement>;
  if (typeof text !== 'string') throw new Error('the driver was given a statement without a text');
  return { name: name || undefined, text, values: values ?? [] };
}

const applicationOf = (client: pg.Client): string | undefined =>
  (client as unknown as { connectionParameters: { application_name?: string } }).connectionParameters.application_name;
