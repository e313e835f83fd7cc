/** A JSON Schema (2020-12), as OpenAPI 3.1 has it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What is known of a field of a DTO class. */
export interface DtoField {
  /** What it takes. Read late: a field may speak of a class that is declared below its own. */
  readonly schema: () => JsonSchema;
  readonly required: boolean;
  /** What it makes of whatever was sent; undefined when nothing was. */
  readonly read: (value: unknown) => unknown;
  /** Whether what it makes may be refused. */
  readonly strict: boolean;
}

const fields = new WeakMap<object, Map<string, DtoField>>();

/** Notes a field at the prototype of its class. Every field decorator does. */
export function noteField(dto: object, name: string, field: DtoField): void {
  if (!fields.has(dto)) fields.set(dto, new Map());
  fields.get(dto)?.set(name, field);
}

/** The fields of a DTO class by name; those of its parents come first. */
export function fieldsOf(type: new () => object): ReadonlyMap<string, DtoField> {
  const known = new Map<string, DtoField>();
  const chain: object[] = [];
  for (let one = type.prototype as object; one !== Object.prototype; one = Object.getPrototypeOf(one) as object) {
    chain.unshift(one);
  }
  for (const one of chain) for (const [name, field] of fields.get(one) ?? []) known.set(name, field);
  return known;
}

/** The schema of a DTO class, out of its field decorators. For the API's document. */
export function schemaOf(type: new () => object): JsonSchema {
  const known = fieldsOf(type);
  const required = [...known].flatMap(([name, field]) => (field.required ? [name] : []));
  return {
    type: 'object',
    properties: Object.fromEntries([...known].map(([name, { schema }]) => [name, schema()])),
    ...(required.length === 0 ? {} : { required }),
  };
}
