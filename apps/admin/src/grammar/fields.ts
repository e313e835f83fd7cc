import { parseDate } from '@app/platform';

/** One thing that a command can be told: an option, a positional argument, or a column of an imported file. */
export interface Field {
  readonly property: string;
  /** `argument` is positional, `list` may be given several times, `switch` has no value and a `no-` form. */
  readonly kind: 'option' | 'argument' | 'list' | 'switch';
  readonly description: string;
  /** What stands for the value in a help text. */
  readonly placeholder: string;
  readonly required: boolean;
  /** @throws Error whose message ends the sentence "--flag …" */
  readonly read: (text: string) => unknown;
}

/** A class whose properties are fields, as DTOs are for endpoints. */
export type Form<Value extends object = object> = new () => Value;

interface FieldOptions {
  readonly required?: boolean;
}

const fieldsByForm = new Map<object, Field[]>();

function declare(field: Omit<Field, 'property' | 'required'>, { required = false }: FieldOptions = {}) {
  return (target: object, property: string | symbol): void => {
    const own = fieldsByForm.get(target) ?? [];
    fieldsByForm.set(target, [...own, { ...field, required, property: String(property) }]);
  };
}

/** The fields of a form, those of the form that it extends first. */
export function fieldsOf(form: Form): readonly Field[] {
  const fields: Field[] = [];
  for (let target: object | null = form.prototype as object; target; target = Object.getPrototypeOf(target) as object) {
    fields.unshift(...(fieldsByForm.get(target) ?? []));
  }
  return fields;
}

/** `externalUser` is `--external-user` on the command line. */
export const flagOf = ({ property }: Pick<Field, 'property'>): string =>
  property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** What must be named: a user, a project. Positional. Type: `string`. */
export const Argument = (description: string) =>
  declare({ kind: 'argument', description, placeholder: '', read: (text) => text }, { required: true });

/** Type: `string`. */
export const Text = (description: string, options?: FieldOptions) =>
  declare({ kind: 'option', description, placeholder: 'text', read: notBlank }, options);

/** May be given several times. Type: `string[]`. */
export const Texts = (description: string, options?: FieldOptions) =>
  declare({ kind: 'list', description, placeholder: 'text', read: notBlank }, options);

/** Type: `number`. */
export const Whole = (description: string, { min, max, ...options }: FieldOptions & { min: number; max: number }) =>
  declare({ kind: 'option', description, placeholder: 'number', read: (text) => whole(text, min, max) }, options);

/** `--archived`, `--no-archived`. Type: `boolean`. */
export const Switch = (description: string) => declare({ kind: 'switch', description, placeholder: '', read: yesOrNo });

/** One of a few words. Type: what the words stand for. */
export const Choice = (description: string, values: Readonly<Record<string, unknown>>, options?: FieldOptions) =>
  declare(
    {
      kind: 'option',
      description: `${description}: ${Object.keys(values).join(', ')}`,
      placeholder: 'word',
      read: (text) => chosen(text, values),
    },
    options,
  );

/** A calendar day; `never` where there is to be none. Type: `string | null`, `YYYY-MM-DD`. */
export const Day = (description: string, options?: FieldOptions) =>
  declare({ kind: 'option', description, placeholder: 'day|never', read: day }, options);

/** A moment, in UTC unless it says otherwise. Type: `Date`. */
export const Moment = (description: string, options?: FieldOptions) =>
  declare({ kind: 'option', description, placeholder: 'time', read: moment }, options);

function notBlank(text: string): string {
  if (text.trim() === '' || text.includes('\0')) throw new Error('must not be blank');
  return text;
}

function whole(text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || value < min || value > max) throw new Error(`must be a number from ${min} to ${max}`);
  return value;
}

function yesOrNo(text: string): boolean {
  if (/^(true|yes|1)$/i.test(text)) return true;
  if (/^(false|no|0)$/i.test(text)) return false;
  throw new Error('must be true or false');
}

/** The word, or the value itself as a number. */
function chosen(text: string, values: Readonly<Record<string, unknown>>): unknown {
  if (Object.hasOwn(values, text)) return values[text];
  const found = Object.values(values).find((value) => typeof value === 'number' && String(value) === text);
  if (found === undefined) throw new Error(`must be one of ${Object.keys(values).join(', ')}`);
  return found;
}

function day(text: string): string | null {
  if (text === 'never') return null;
  const parsed = parseDate(text);
  if (parsed === undefined) throw new Error('must be a day such as 2027-01-31, or never');
  return parsed;
}

function moment(text: string): Date {
  const written = /(Z|[+-]\d{2}:?\d{2})$/.test(text) || !text.includes(':') ? text : `${text}Z`;
  const parsed = new Date(written.replace(' ', 'T'));
  if (Number.isNaN(parsed.getTime())) throw new Error('must be a time such as 2027-01-31T08:00');
  return parsed;
}
