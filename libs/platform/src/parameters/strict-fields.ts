import { ValidateBy, validateSync, type ValidationArguments } from 'class-validator';
import {
  coerceBoolean,
  coerceDate,
  coerceInteger,
  coerceIntegerList,
  coerceJsonList,
  coerceJsonObject,
  coerceList,
  coerceObject,
  coerceString,
  isRecord,
  UNUSABLE,
  type Coerced,
} from './coercion.js';
import { noteField, schemaOf, type JsonSchema } from './dto-fields.js';
import { dtoOf } from './dto.js';

/**
 * Fields of the endpoints that declare their parameters: billing and kubernetes. Every field is absent (`undefined`), null
 * or a value of its type; whatever else is sent is refused before the endpoint's own logic, all fields in one answer, in
 * the order of their declaration: `start_date is missing, seats is invalid` (billing.md 1.2 and 1.4).
 */
interface Presence {
  /** `<name> is missing` when it is absent. Null is present. */
  readonly required?: boolean;
}

interface IdPresence extends Presence {
  /** `<name> is empty` for null and `""`. */
  readonly notEmpty?: boolean;
}

/** A decorator for properties that can hold `Value`; the compiler refuses it on a property that cannot. */
type Field<Value> = <Dto extends object, Name extends keyof Dto & string>(
  dto: Dto,
  name: Name & ([Value] extends [Dto[Name]] ? Name : never),
) => void;

type Read<Value, P extends IdPresence> =
  Value | (P extends { notEmpty: true } ? never : null) | (P extends { required: true } ? never : undefined);

type Class = new () => object;

/** 32 bits: PostgreSQL's `integer`. */
export const INTEGER_RANGE = { min: -(2 ** 31), max: 2 ** 31 - 1 } as const;
/** PostgreSQL's `bigint`, as far as a JSON number can be told from its neighbour. */
export const BIGINT_RANGE = { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER } as const;

/** A whole number within the range of its column; 32 bits unless told. Type: `number | null | undefined`. */
export function IntegerField<const P extends IdPresence & { min?: number; max?: number }>(
  options?: P,
): Field<Read<number, P>> {
  const { min = INTEGER_RANGE.min, max = INTEGER_RANGE.max, ...presence } = options ?? ({} as P);
  return strictField(coerceInteger(min, max), { type: ['integer', 'null'], minimum: min, maximum: max }, presence);
}

/** A date as people write it. Type: `string | null | undefined`, the text being `YYYY-MM-DD`. */
export const DateField = <const P extends Presence>(presence?: P): Field<Read<string, P>> =>
  strictField(coerceDate, { type: ['string', 'null'] }, presence);

/** Yes or no in one of their spellings. Type: `boolean | null | undefined`. */
export const BooleanField = <const P extends Presence>(presence?: P): Field<Read<boolean, P>> =>
  strictField(coerceBoolean, { type: ['boolean', 'null'] }, presence);

/** Text; the empty one stays text. Type: `string | null | undefined`. */
export const StringField = <const P extends Presence>(presence?: P): Field<Read<string, P>> =>
  strictField(coerceString, { type: ['string', 'null'] }, presence);

/**
 * Objects of one DTO class. Type: `Item[]`, `| undefined` unless required; null is the empty list. Errors name the
 * element: `packs[0][expires_at] is missing`.
 */
export const ObjectListField = <Item extends object, const P extends Presence>(
  type: new () => Item,
  presence?: P,
): Field<Item[] | (P extends { required: true } ? never : undefined)> =>
  strictField(instancesOf(type, coerceList), listOf(type), presence, (name, index) => `${name}[${index}]`);

/**
 * As `ObjectListField`, and also the JSON text of a list or of one object. Errors never name the element:
 * `upcoming_reconciliations[namespace_id] is empty`, because the original reads this one without counting.
 */
export const JsonListField = <Item extends object, const P extends Presence>(
  type: new () => Item,
  presence?: P,
): Field<Item[] | (P extends { required: true } ? never : undefined)> =>
  strictField(instancesOf(type, coerceJsonList), listOf(type), presence, (name) => name);

/** One object of a DTO class. Type: `Item | null | undefined`. Errors name the member: `counters[name] is invalid`. */
export const ObjectField = <Item extends object, const P extends Presence>(
  type: new () => Item,
  presence?: P,
): Field<Read<Item, P>> => {
  const read = (value: unknown): Coerced<object> => {
    const coerced = coerceObject(value);
    return isRecord(coerced) ? dtoOf(type, coerced) : coerced;
  };
  return strictField(
    read,
    () => ({ ...schemaOf(type), type: ['object', 'null'] }),
    presence,
    (name) => name,
  );
};

/** An object of any members, or the JSON text of one. Type: `Record<string, unknown> | null | undefined`. */
export const JsonObjectField = <const P extends IdPresence>(presence?: P): Field<Read<Record<string, unknown>, P>> =>
  strictField(coerceJsonObject, { type: ['object', 'null'] }, presence);

/** A list of whole numbers. Type: `number[] | undefined`; null is the empty list. */
export const IntegerListField = (range: { readonly min: number; readonly max: number }): Field<number[] | undefined> =>
  strictField(coerceIntegerList(range.min, range.max), {
    type: ['array', 'null'],
    items: { type: 'integer', minimum: range.min, maximum: range.max },
  });

const withoutNull = ({ type, ...rest }: JsonSchema): JsonSchema => ({ type: (type as string[])[0], ...rest });

const listOf = (type: Class) => (): JsonSchema => ({ type: ['array', 'null'], items: schemaOf(type) });

function instancesOf(type: Class, coerce: (value: unknown) => Coerced<readonly unknown[]>) {
  return (value: unknown): Coerced<object[]> => {
    const list = coerce(value);
    if (!Array.isArray(list)) return list as undefined | typeof UNUSABLE;
    if (!list.every(isRecord)) return UNUSABLE;
    return list.map((item) => dtoOf(type, item));
  };
}

function strictField(
  coerce: (value: unknown) => unknown,
  schema: JsonSchema | (() => JsonSchema),
  presence: IdPresence = {},
  elementName?: (name: string, index: number) => string,
): (dto: object, name: string) => void {
  const problems = ({ value, property }: Pick<ValidationArguments, 'value' | 'property'>): string[] => {
    if (value === UNUSABLE) return [`${property} is invalid`];
    if (value === undefined && presence.required) return [`${property} is missing`];
    if (value === null && presence.notEmpty) return [`${property} is empty`];
    if (elementName === undefined || value === undefined || value === null) return [];
    const elements = (Array.isArray(value) ? value : [value]) as object[];
    const inside = elements.flatMap((item, index) => problemsInside(item, elementName(property, index)));
    return [...new Set(inside)];
  };
  return (dto, name) => {
    const told = typeof schema === 'function' ? schema : () => schema;
    noteField(dto, name, {
      schema: presence.notEmpty ? () => withoutNull(told()) : told,
      required: presence.required ?? false,
      read: coerce,
      strict: true,
    });
    ValidateBy({
      name: 'strict',
      validator: {
        validate: (value: unknown) => problems({ value, property: name }).length === 0,
        defaultMessage: (told) => (told === undefined ? '' : problems(told).join(', ')),
      },
    })(dto, name);
  };
}

/** The failures of one element; a text of its own field `expires_at …` becomes `packs[0][expires_at] …`. */
function problemsInside(item: object, prefix: string): string[] {
  return validateSync(item, { forbidUnknownValues: false }).flatMap(({ property, constraints }) =>
    Object.values(constraints ?? {}).map((text) => `${prefix}[${property}]${text.slice(property.length)}`),
  );
}
