import { Injectable } from '@nestjs/common';
import { Database, Refusal, type Queries, type Statement } from '@app/platform';
import type { Form } from '../grammar/fields.js';
import { RefusedError, UsageError } from '../grammar/usage-error.js';
import type { ImportedRow } from './read-rows.js';
import { readRow } from './row-values.js';

/** What becomes of one row: made now, or there already as the row says. */
export type RowOutcome = 'made' | 'there' | Refusal;

/** How rows of one kind are taken in. */
export interface Importable<Row extends object> {
  readonly form: Form<Row>;
  /** Rows in one transaction; 1 where a row may need the one before. */
  readonly batch: number;
  readonly add: (row: Row, queries: Queries) => Promise<RowOutcome>;
}

export interface ImportResult {
  made: number;
  there: number;
  readonly problems: { readonly line: number; readonly problem: string }[];
}

const SAVEPOINT: Statement = { name: 'import_savepoint', text: 'SAVEPOINT imported_row' };
const UNDO: Statement = { name: 'import_undo', text: 'ROLLBACK TO SAVEPOINT imported_row' };
const KEEP: Statement = { name: 'import_keep', text: 'RELEASE SAVEPOINT imported_row' };

/**
 * Takes in many rows, a batch in a transaction. A row that is refused is undone by itself and told with its line; the
 * others stay. What is there already counts as there, so a mended file may be taken in again as a whole.
 */
@Injectable()
export class Importer {
  constructor(private readonly database: Database) {}

  async run<Row extends object>(
    rows: AsyncIterable<ImportedRow>,
    importable: Importable<Row>,
    report: (row: ImportedRow) => void,
  ): Promise<ImportResult> {
    const result: ImportResult = { made: 0, there: 0, problems: [] };
    let batch: ImportedRow[] = [];
    const flush = async (): Promise<void> => {
      await this.takeIn(batch, importable, result);
      batch = [];
    };
    for await (const row of rows) {
      batch.push(row);
      if (batch.length >= importable.batch) await flush();
      report(row);
    }
    await flush();
    return result;
  }

  private async takeIn<Row extends object>(
    batch: readonly ImportedRow[],
    importable: Importable<Row>,
    result: ImportResult,
  ): Promise<void> {
    if (batch.length === 0) return;
    await this.database.transaction(async (queries) => {
      for (const row of batch) {
        await queries.query(SAVEPOINT);
        const outcome = await addRow(row, importable, queries);
        await queries.query(typeof outcome === 'string' ? KEEP : UNDO);
        if (outcome === 'made') result.made += 1;
        else if (outcome === 'there') result.there += 1;
        else result.problems.push({ line: row.line, problem: outcome.message });
      }
    });
  }
}

async function addRow<Row extends object>(
  { values, problem }: ImportedRow,
  { form, add }: Importable<Row>,
  queries: Queries,
): Promise<RowOutcome | Error> {
  if (problem !== undefined) return new Error(problem);
  try {
    return await add(readRow(form, values), queries);
  } catch (error) {
    if (error instanceof UsageError || error instanceof RefusedError) return error;
    // What a constraint refuses is the row's fault; anything else is ours, and ends the import.
    if (/^23/.test(String((error as { code?: unknown }).code))) return new Error('conflicts with what is there');
    throw error;
  }
}
