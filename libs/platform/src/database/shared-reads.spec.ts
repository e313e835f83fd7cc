import { jest } from '@jest/globals';
import type { Pool } from 'pg';
import { EventEmitter } from 'node:events';
import { Budget } from '../http/budget.js';
import { SharedReads } from './shared-reads.js';

type Done = (error: Error | null, result?: { rows: object[] }) => void;

/** A connection whose server is the test. */
class Connection extends EventEmitter {
  readonly connection = { stream: { cork: () => undefined, uncork: () => undefined, destroy: () => undefined } };
  readonly host = '';
  readonly processID = null;
  readonly asked: Done[] = [];
  released = false;

  query({ callback }: { callback: Done }): void {
    this.asked.push(callback);
  }

  release(): void {
    this.released = true;
  }

  /** The oldest statement under way ends: with rows, or with an error. */
  answer(error: Error | null = null): void {
    this.asked.shift()!(error, { rows: [] });
  }
}

/** A pool that opens connections when the test says so. */
class ConnectionPool {
  readonly opening: ((error: Error | undefined, client?: Connection) => void)[] = [];
  readonly connections: Connection[] = [];
  readonly waitingCount = 0;
  attempts = 0;
  ending = false;

  constructor(readonly options: { max: number; connectionTimeoutMillis?: number }) {}

  connect(done: (error: Error | undefined, client?: Connection) => void): void {
    this.attempts += 1;
    if (this.attempts > 1_000) throw new Error('the pool is asked without end');
    // As pg-pool does it: at once.
    if (this.ending) done(new Error('Cannot use a pool after calling end on the pool'));
    else this.opening.push(done);
  }

  open(): Connection {
    const connection = new Connection();
    this.connections.push(connection);
    this.opening.shift()!(undefined, connection);
    return connection;
  }
}

const STATEMENT = { name: 'test', text: 'SELECT' };

function made(options: { max?: number; connectionTimeoutMillis?: number } = {}, isReplica = false) {
  const pool = new ConnectionPool({ max: 4, ...options });
  const reads = new SharedReads(pool as unknown as Pool, isReplica);
  const ask = (budget: Budget | null = null) => reads.run(STATEMENT, budget).then(() => 'rows', String);
  return { pool, reads, ask };
}

describe('SharedReads', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('asks a pool that has ended once, and lets the connections that are left serve', async () => {
    const { pool, reads, ask } = made();
    const answers = [ask(), ask()];
    const connection = pool.open();
    pool.ending = true;
    answers.push(ask());
    expect(reads.waiting).toBe(1);
    expect(pool.attempts).toBe(2);
    while (connection.asked.length > 0) connection.answer();
    expect(await Promise.all(answers)).toEqual(Array(3).fill('rows'));
  });

  it('fails what waits when the last connection of an ended pool is lost', async () => {
    const { pool, ask } = made({ max: 2 });
    const answers = Array.from({ length: 4 }, () => ask());
    const connection = pool.open();
    pool.ending = true;
    connection.emit('error', new Error('Connection terminated unexpectedly'));
    expect(await answers[3]).toContain('Cannot use a pool after calling end');
  });

  it('forgets a read that waits as soon as nobody wants it', async () => {
    const { pool, reads, ask } = made();
    const budgets = Array.from({ length: 5 }, () => new Budget());
    const answers = budgets.map((budget) => ask(budget));
    expect(reads.waiting).toBe(5);
    for (const budget of budgets.slice(0, 4)) budget.end('disconnect');
    expect(reads.waiting).toBe(1);
    const connection = pool.open();
    expect(connection.asked).toHaveLength(1);
    connection.answer();
    expect(await answers[4]).toBe('rows');
  });

  it.each(['57P01', '57P05', '25P04', '08006'])(
    'runs a read again whose connection ends with %s, in any language',
    async (code) => {
      const { pool, ask } = made();
      const answer = ask();
      pool.open().answer(Object.assign(new Error('Verbindung wird abgebrochen'), { severity: 'FATALER FEHLER', code }));
      pool.open().answer();
      expect(await answer).toBe('rows');
    },
  );

  it.each(['57014', '22012'])('keeps a connection on which a read fails with %s', async (code) => {
    const { pool, ask } = made();
    const answer = ask();
    pool.open().answer(Object.assign(new Error('no'), { severity: 'ERROR', code }));
    expect(await answer).toBe('Error: no');
    expect(pool.attempts).toBe(1);
  });

  it('gives nothing to a connection on which a statement hangs', async () => {
    const { pool, ask } = made({ max: 2 });
    const answers = Array.from({ length: 4 }, () => ask());
    const hung = pool.open();
    hung.answer(new Error('Query read timeout'));
    expect(hung.asked).toHaveLength(2);
    while (hung.asked.length > 0) hung.answer(new Error('Connection terminated unexpectedly'));
    expect(hung.released).toBe(true);
    const other = pool.open();
    while (other.asked.length > 0) other.answer();
    expect(await Promise.all(answers)).toEqual(['Error: Query read timeout', 'rows', 'rows', 'rows']);
  });

  it('leaves all that a hanging replica has, or would get, to the primary', async () => {
    const { pool, ask } = made({ max: 2 }, true);
    const answers = Array.from({ length: 4 }, () => ask());
    const hung = pool.open();
    hung.answer(new Error('Query read timeout'));
    while (hung.asked.length > 0) hung.answer(new Error('Connection terminated unexpectedly'));
    expect(await Promise.all(answers)).toEqual(Array(4).fill('Error: Query read timeout'));
    expect(pool.opening).toEqual([]);
  });

  it.each(['26000', '42P05'])('runs a read again elsewhere whose connection answers with %s', async (code) => {
    const { pool, ask } = made();
    const answer = ask();
    const first = pool.open();
    first.answer(Object.assign(new Error('prepared statement'), { code }));
    expect(first.released).toBe(true);
    pool.open().answer();
    expect(await answer).toBe('rows');
  });

  it('lets a read wait for a place no longer than the pool lets others wait for a connection', async () => {
    const { pool, reads, ask } = made({ max: 2, connectionTimeoutMillis: 100 });
    const placed = [ask(), ask(), ask()];
    const connection = pool.open();
    const early = ask();
    jest.advanceTimersByTime(60);
    const late = ask();
    jest.advanceTimersByTime(60);
    expect(await early).toBe('Error: timeout exceeded when trying to connect');
    jest.advanceTimersByTime(39);
    expect(reads.waiting).toBe(1);
    while (connection.asked.length > 0) connection.answer();
    expect(await Promise.all([...placed, late])).toEqual(Array(4).fill('rows'));

    const again = Array.from({ length: 5 }, () => ask());
    jest.advanceTimersByTime(101);
    expect(reads.waiting).toBe(0);
    expect(await again[4]).toBe('Error: timeout exceeded when trying to connect');
  });
});
