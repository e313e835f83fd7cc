import { parse } from 'csv-parse';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { RefusedError } from '../grammar/usage-error.js';

/** One row of an imported file, by the names of its columns. */
export interface ImportedRow {
  /** Where it ends, counted from 1. */
  readonly line: number;
  readonly values: Readonly<Record<string, unknown>>;
  /** Undefined: the line is no row. */
  readonly problem?: string;
  /** Bytes of the file that were read so far. */
  readonly bytes: number;
}

/**
 * The rows of a file in its order, read as they are wanted: CSV with a line of names first, or one JSON object to a line.
 * `-` is standard input.
 * @throws RefusedError for a file that cannot be read, or for CSV that is none from a line on
 */
export async function* readRows(path: string, format: 'csv' | 'jsonl'): AsyncGenerator<ImportedRow> {
  const input = path === '-' ? process.stdin : createReadStream(path);
  const bytes = (): number => ('bytesRead' in input ? input.bytesRead : 0);
  try {
    yield* format === 'csv' ? csvRows(input, bytes) : jsonRows(input, bytes);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('CSV_')) throw new RefusedError(message);
    if (code !== undefined) throw new RefusedError(`${path} cannot be read: ${code}`);
    throw error;
  }
}

async function* csvRows(input: NodeJS.ReadableStream, bytes: () => number): AsyncGenerator<ImportedRow> {
  const parser = parse({ columns: true, bom: true, info: true, skip_empty_lines: true, trim: true });
  input.on('error', (error: Error) => parser.destroy(error));
  for await (const { record, info } of input.pipe(parser) as AsyncIterable<CsvRow>) {
    yield { line: info.lines, values: record, bytes: bytes() };
  }
}

interface CsvRow {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

async function* jsonRows(input: NodeJS.ReadableStream, bytes: () => number): AsyncGenerator<ImportedRow> {
  const lines = createInterface({ input, crlfDelay: Infinity });
  const failed = new Promise<never>((_, reject) => input.on('error', reject));
  failed.catch(() => undefined);
  let line = 0;
  const iterator = lines[Symbol.asyncIterator]();
  for (;;) {
    const next = await Promise.race([iterator.next(), failed]);
    if (next.done) return;
    line += 1;
    if (next.value.trim() === '') continue;
    yield { line, bytes: bytes(), ...parsed(next.value) };
  }
}

function parsed(text: string): Pick<ImportedRow, 'values' | 'problem'> {
  try {
    const values: unknown = JSON.parse(text);
    if (typeof values === 'object' && values !== null && !Array.isArray(values)) return { values: { ...values } };
  } catch {
    // Told below.
  }
  return { values: {}, problem: 'is no JSON object' };
}
