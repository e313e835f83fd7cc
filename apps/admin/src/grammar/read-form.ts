import { fieldsOf, type Field, type Form } from './fields.js';
import { UsageError } from './usage-error.js';

/** Values as they came: texts, several texts of a list, or a switch that was set. */
export type GivenValues = Readonly<Record<string, string | readonly string[] | boolean | undefined>>;

/**
 * A filled form. What was not given is absent, so that "leave it as it is" and "clear it" stay apart.
 * @param nameOf how a field is called where the values come from: `--external-user`, or a column
 * @throws UsageError with every problem, in one line
 */
export function readForm<Value extends object>(
  form: Form<Value>,
  given: GivenValues,
  nameOf: (field: Field) => string,
): Value {
  const value: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const field of fieldsOf(form)) {
    const text = given[field.property];
    if (text === undefined) {
      if (field.required) problems.push(`${nameOf(field)} is missing`);
      continue;
    }
    try {
      value[field.property] = read(field, text);
    } catch (error) {
      problems.push(`${nameOf(field)} ${(error as Error).message}`);
    }
  }
  if (problems.length > 0) throw new UsageError(problems.join('; '));
  return Object.assign(new form(), value);
}

function read(field: Field, given: string | readonly string[] | boolean): unknown {
  if (typeof given === 'boolean') return given;
  const texts = typeof given === 'string' ? [given] : given;
  return field.kind === 'list' ? texts.map(field.read) : field.read(texts.at(-1) ?? '');
}
