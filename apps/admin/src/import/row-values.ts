import { fieldsOf, flagOf, type Form } from '../grammar/fields.js';
import { readForm, type GivenValues } from '../grammar/read-form.js';
import { UsageError } from '../grammar/usage-error.js';

/** `external_user`, whichever way a column writes it. */
const nameOf = (text: string): string => text.trim().toLowerCase().replace(/-/g, '_');

/**
 * A filled form from the columns of a row, which are called as the options are; blank means not given.
 * @throws UsageError with every problem
 */
export function readRow<Value extends object>(form: Form<Value>, row: Readonly<Record<string, unknown>>): Value {
  const columns = new Map(fieldsOf(form).map((field) => [nameOf(flagOf(field)), field.property]));
  const given: Record<string, GivenValues[string]> = {};
  for (const [column, value] of Object.entries(row)) {
    const property = columns.get(nameOf(column));
    if (property === undefined) throw new UsageError(`column ${column} is not known`);
    if (value === null || value === undefined || value === '') continue;
    given[property] = typeof value === 'boolean' ? value : Array.isArray(value) ? value.map(String) : textOf(value);
  }
  return readForm(form, given, (field) => nameOf(flagOf(field)));
}

/** A number as its digits; what is neither text nor number reads as itself and is refused by its field. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
