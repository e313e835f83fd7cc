import { Injectable } from '@nestjs/common';
import { Clock, Database } from '@app/platform';
import { Refusal } from '../refusals.js';
import type { ReconciliationParameters } from './upcoming-reconciliations.parameters.js';
import { HOLD_NAMESPACES, UPSERT_RECONCILIATIONS } from './upcoming-reconciliations.sql.js';

/** The texts of one row by its namespace's id, or why the whole write was refused (billing.md 5.4). */
type RowError = Readonly<Record<string, readonly string[] | string>>;

const TWICE = { bulk_upsert: 'a namespace cannot be written a second time by one request' };

/** When namespaces are billed for seats beyond their subscription (billing.md 5). */
@Injectable()
export class UpcomingReconciliations {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores the dates of each namespace over those it had. A row that is not acceptable is told and keeps no other from
   * being stored; a namespace that is named by two good rows keeps all of them from it.
   */
  async update(rows: readonly ReconciliationParameters[]): Promise<Refusal | undefined> {
    if (rows.length === 0) return undefined;
    const errors = await this.database.transaction(async (queries) => {
      const held = await queries.query<{ id: number }>(HOLD_NAMESPACES, [rows.map((row) => row.namespace_id)]);
      const known = new Set(held.map(({ id }) => id));
      const checked = rows.map((row) => ({ row, texts: textsOf(row, known) }));
      const bad: RowError[] = checked.flatMap(({ row, texts }) =>
        texts.length === 0 ? [] : [{ [String(row.namespace_id)]: texts }],
      );
      const good = checked.filter(({ texts }) => texts.length === 0).map(({ row }) => row);
      const ids = good.map((row) => row.namespace_id);
      if (new Set(ids).size < ids.length) return [...bad, TWICE];
      if (good.length > 0) {
        await queries.query(UPSERT_RECONCILIATIONS, [
          ids,
          good.map((row) => row.next_reconciliation_date),
          good.map((row) => row.display_alert_from),
          this.clock.now(),
        ]);
      }
      return bad;
    });
    // The portal reads the errors out of a text (billing.md 5.4).
    return errors.length === 0 ? undefined : new Refusal(400, { error: JSON.stringify(errors) });
  }
}

function textsOf(row: ReconciliationParameters, known: ReadonlySet<number>): string[] {
  return [
    ...(known.has(row.namespace_id) ? [] : ["Namespace can't be blank"]),
    ...(row.next_reconciliation_date === null ? ["Next reconciliation date can't be blank"] : []),
    ...(row.display_alert_from === null ? ["Display alert from can't be blank"] : []),
  ];
}
