import type { JsonSchema } from '@app/platform';

/** A call and what it is answered with. The tests make every one of them against a running service. */
export interface Example {
  readonly summary?: string;
  /** Variables of the path. */
  readonly path?: Readonly<Record<string, string | number>>;
  /** Query of a GET, JSON body of anything else. */
  readonly send?: unknown;
  readonly status: number;
  /** Left out where the answer has no body. */
  readonly answer?: unknown;
}

export interface Answer {
  readonly description: string;
  /** Left out where the answer has no body. */
  readonly schema?: JsonSchema;
  /** Media type; JSON unless told. */
  readonly type?: string;
}

/** What the code does not say about a route. Parameters' types, callers and their refusals come from the code. */
export interface RouteDescription {
  readonly summary: string;
  readonly description?: string;
  /** What each parameter means; with a schema where the field takes more than its decorator can tell. */
  readonly parameters?: Readonly<
    Record<string, string | { readonly description: string; readonly schema: JsonSchema }>
  >;
  /** The body of a route that reads it by itself. */
  readonly body?: JsonSchema;
  readonly answers: Readonly<Record<number, Answer>>;
  /** By name. */
  readonly examples: Readonly<Record<string, Example>>;
}

/** By method and path, such as `POST /api/v4/internal/allowed`, in the order of the document. */
export type Routes = Readonly<Record<string, RouteDescription>>;

export const text: JsonSchema = { type: 'string' };
export const integer: JsonSchema = { type: 'integer' };
export const yesNo: JsonSchema = { type: 'boolean' };
export const date: JsonSchema = { type: 'string', format: 'date' };
export const moment: JsonSchema = { type: 'string', format: 'date-time' };
export const always = (value: unknown): JsonSchema => ({ const: value });
export const oneOf = (...values: readonly unknown[]): JsonSchema => ({ enum: values });
export const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
export const orNull = (schema: JsonSchema): JsonSchema => ({ ...schema, type: [schema.type, 'null'] });
export const either = (...schemas: readonly JsonSchema[]): JsonSchema => ({ anyOf: schemas });

/** An object of exactly these members; a name that ends in `?` may be missing. */
export function shape(members: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const bare = (name: string): string => name.replace(/\?$/, '');
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(members).map(([name, schema]) => [bare(name), schema])),
    required: Object.keys(members).filter((name) => !name.endsWith('?')),
    additionalProperties: false,
  };
}

/** The body of most refusals: clients show `message` to people. */
export const message = shape({ message: text });
